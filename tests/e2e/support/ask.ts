import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Request {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** One request over HTTP to a port of this machine. Follows no redirects, believes no certificate. */
export function ask(port: number, host: string, path: string, asked: Request): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = asked;
    const options = { host: '127.0.0.1', port, path, method, headers: { host, ...headers } };
    const sent = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/**
 * Sends a request whose answer is not waited for, as the first of two clicks.
 * @returns hangs up, and is done when the server has done so too
 */
export function askToLeave(
  port: number,
  host: string,
  path: string,
  asked: Request,
): () => Promise<void> {
  const { method = 'GET', headers = {}, body } = asked;
  const options = { host: '127.0.0.1', port, path, method, headers: { host, ...headers } };
  const sent = request(options);
  sent.on('error', () => undefined);
  sent.end(body);
  return () =>
    new Promise((resolve) => {
      sent.on('close', resolve);
      sent.socket?.end();
    });
}

/** Sends bytes as they are, for what no client library sends, and reads until the server hangs up. */
export function askRaw(port: number, text: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'));
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      answer += chunk;
    });
    socket.on('end', () => socket.end());
    socket.on('close', () =>
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0), text: answer }),
    );
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // Who is refused before all was sent may find the connection closed.
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
  });
}
