import { type IncomingHttpHeaders, request } from 'node:http';
import postgres, { type Sql } from 'postgres';
import { type AppServer, startAppServer } from '@/demo/app-server';
import { freePort } from '@/demo/free-port';
import { settingsOf, theInstallation } from '@/tests/e2e/support/installation';
import { logTo } from '@/tests/e2e/support/server-logs';

/** Which of the two servers that share the database. */
export type Which = 'first' | 'second';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Question {
  server?: Which;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** What the tests of one worker know of the servers under test. */
export interface Servers {
  /** The domains to give to a utility: `<name>.localhost` at both servers, the first canonical. */
  domains(name: string): [string, string];
  /** Where a browser finds that utility. */
  url(name: string, path?: string, server?: Which): string;
  /** Asks without a browser: Node does not resolve `*.localhost`. Follows no redirects. */
  ask(name: string, path: string, question?: Question): Promise<Answer>;
  /** The database that the servers use. */
  sql: Sql;
  /** A sample as Prometheus writes it, as `csi_sign_ins_total{outcome="locked"}`, of both servers. */
  metric(sample: string): Promise<number>;
  /** One server more on the same database, for a test to stop and kill. */
  start(env?: Record<string, string>): Promise<AppServer>;
  close(): Promise<void>;
}

export function connectToServers(): Servers {
  const installation = theInstallation();
  const [first, second] = installation.ports;
  const portOf = (server: Which) => (server === 'first' ? first : second);
  const sql = postgres(installation.databaseUrl, { max: 3, onnotice: () => undefined });
  const started: AppServer[] = [];

  async function metricOf(port: number, sample: string): Promise<number> {
    const headers = { authorization: `Bearer ${installation.metricsToken}` };
    const { status, body } = await ask(port, `127.0.0.1:${port}`, '/api/metrics', { headers });
    if (status !== 200) throw new Error(`/api/metrics answered ${status}.`);
    const line = body.split('\n').find((text) => text.startsWith(`${sample} `));
    return line ? Number(line.slice(sample.length)) : 0;
  }

  return {
    sql,
    domains: (name) => [`${name}.localhost:${first}`, `${name}.localhost:${second}`],
    url: (name, path = '/', server = 'first') =>
      `http://${name}.localhost:${portOf(server)}${path}`,
    ask(name, path, question = {}) {
      const port = portOf(question.server ?? 'first');
      return ask(port, `${name}.localhost:${port}`, path, question);
    },
    async metric(sample) {
      const [one, other] = await Promise.all([metricOf(first, sample), metricOf(second, sample)]);
      return one + other;
    },
    async start(env = {}) {
      const port = await freePort();
      const server = await startAppServer({
        port,
        env: { ...settingsOf(installation), ...env },
        onLine: logTo(`server-at-${port}`),
      });
      started.push(server);
      return server;
    },
    async close() {
      for (const server of started) await server.stop();
      await sql.end({ timeout: 5 });
    },
  };
}

function ask(port: number, host: string, path: string, question: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body = '' } = question;
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
