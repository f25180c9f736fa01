import { createServer, type IncomingHttpHeaders, type RequestListener, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

interface Knock {
  method?: string;
  /** The request's target, exactly as it goes over the wire. */
  path?: string;
  host?: string;
  headers?: Record<string, string | string[]>;
  body?: string;
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Serves until the test is over; returns how to ask, under any Host, which `fetch` does not let one. */
export async function serve(
  listener: RequestListener,
): Promise<(knock?: Knock) => Promise<Answer>> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return ({ method = 'GET', path = '/', host = 'csi.harbor.example', headers = {}, body } = {}) =>
    new Promise((resolve, reject) => {
      const options = { port, host: '127.0.0.1', method, path, agent: false as const };
      // A pair each, so that a name may come twice.
      const pairs = Object.entries({ ...(headers.Host ? {} : { host }), ...headers }).flatMap(
        ([name, values]) => [values].flat().flatMap((value) => [name, value]),
      );
      const req = request({ ...options, headers: pairs, setHost: false }, (res) => {
        let text = '';
        res.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        res.on('end', () =>
          resolve({ status: res.statusCode ?? 0, headers: res.headers, body: text }),
        );
      });
      req.on('error', reject);
      req.end(body);
    });
}
