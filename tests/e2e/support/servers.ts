import { setTimeout as sleep } from 'node:timers/promises';
import postgres, { type Sql } from 'postgres';
import { type AppServer, startAppServer } from '@/demo/app-server';
import { freePort } from '@/demo/free-port';
import { closeDatabase } from '@/lib/db';
import { schemeOf } from '@/lib/utilities/utility';
import { type Answer, ask, type Request } from '@/tests/e2e/support/ask';
import { settingsOf, theInstallation } from '@/tests/e2e/support/installation';
import { logTo } from '@/tests/e2e/support/server-logs';
import { domainOf, type UtilityName } from '@/tests/e2e/support/utilities';

/** Which of the two servers that share the database. */
export type Which = 'first' | 'second';

export interface Question extends Request {
  server?: Which;
}

/** Where utilities are found. */
export interface Door {
  /** Where a browser finds that utility. */
  url(utility: UtilityName, path?: string, server?: Which): string;
  /** Asks without a browser: Node does not resolve `*.localhost`. Follows no redirects. */
  ask(utility: UtilityName, path: string, question?: Question): Promise<Answer>;
}

/** What the tests of one worker know of the servers under test. */
export interface Servers extends Door {
  portOf(server?: Which): number;
  /** What a browser sends as Host for that utility. */
  host(utility: UtilityName, server?: Which): string;
  /** The same utilities at a server that the test started, for who asks without a browser. */
  behind(server: AppServer): Door;
  /** The database that the servers use. */
  sql: Sql;
  /**
   * A sample as Prometheus writes it, as `csi_sign_ins_total{outcome="locked"}`: the sum over servers
   * that the test started for itself, since the common ones count what other tests do.
   */
  metric(sample: string, of: AppServer[]): Promise<number>;
  /** One server more, on the same database unless told otherwise, for a test to stop and kill. */
  start(env?: Record<string, string>): Promise<AppServer>;
  close(): Promise<void>;
}

export function connectToServers(): Servers {
  const installation = theInstallation();
  const [first, second] = installation.ports;
  const portOf = (server: Which = 'first') => (server === 'first' ? first : second);
  const host = (utility: UtilityName, server?: Which) => domainOf(utility, portOf(server));
  const sql = postgres(installation.databaseUrl, { max: 3, onnotice: () => undefined });
  const started: AppServer[] = [];

  async function metricOf(port: number, sample: string): Promise<number> {
    const headers = { authorization: `Bearer ${installation.metricsToken}` };
    const { status, body } = await ask(port, `127.0.0.1:${port}`, '/api/metrics', { headers });
    if (status !== 200) throw new Error(`/api/metrics answered ${status}.`);
    const line = body.split('\n').find((text) => text.startsWith(`${sample} `));
    return line ? Number(line.slice(sample.length)) : 0;
  }

  const url: Door['url'] = (utility, path = '/', server) => {
    const domain = host(utility, server);
    return `${schemeOf(domain)}://${domain}${path}`;
  };

  return {
    sql,
    portOf,
    host,
    url,
    behind: ({ port }) => ({
      url,
      ask: (utility, path, question = {}) => ask(port, host(utility), path, question),
    }),
    ask: (utility, path, question = {}) =>
      ask(portOf(question.server), host(utility, question.server), path, question),
    async metric(sample, of) {
      const counts = await Promise.all(of.map(({ port }) => metricOf(port, sample)));
      return counts.reduce((sum, count) => sum + count, 0);
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
      await closeDatabase();
    },
  };
}

/** Asks again until something is so: for what another process does in its own time. */
export async function until(
  what: string,
  isSo: () => Promise<boolean>,
  seconds = 20,
): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!(await isSo())) {
    if (performance.now() > deadline) {
      throw new Error(`In ${seconds} seconds it never was so: ${what}.`);
    }
    await sleep(50);
  }
}
