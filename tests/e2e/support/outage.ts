import postgres, { type Sql } from 'postgres';
import { type AppServer, startAppServer } from '@/demo/app-server';
import { NOT_DURABLE, startPostgres } from '@/demo/embedded-postgres';
import { freePort } from '@/demo/free-port';
import { ask } from '@/tests/e2e/support/ask';
import { settingsOf, theInstallation } from '@/tests/e2e/support/installation';
import type { Person } from '@/tests/e2e/support/people';
import { logTo } from '@/tests/e2e/support/server-logs';
import type { Door, Servers } from '@/tests/e2e/support/servers';
import { domainOf } from '@/tests/e2e/support/utilities';
import { startTestPostgres, TEMPLATE } from '@/tests/support/test-postgres';

/** A server with a PostgreSQL of its own, to take away and give back. */
export interface Island extends Door {
  server: AppServer;
  stopDatabase(): Promise<void>;
  restartDatabase(): Promise<void>;
  remove(): Promise<void>;
}

interface Own {
  /** Settings of the server. */
  env?: Record<string, string>;
  /** Changes rows before the server starts. */
  change?(sql: Sql): Promise<unknown>;
}

/** The utilities of the run, and these people, on a server and a database of their own. */
export async function startIsland(
  { sql }: Servers,
  people: Person[],
  { env, change }: Own = {},
): Promise<Island> {
  const database = await startTestPostgres();
  await database.createDatabase('island', { template: TEMPLATE });
  const port = await freePort();
  const databaseUrl = database.url('island');
  const own = postgres(databaseUrl, { max: 1 });
  await copy(sql, own, port, people);
  await change?.(own);
  await own.end();
  const server = await startAppServer({
    port,
    env: { ...settingsOf(theInstallation()), ...env, DATABASE_URL: databaseUrl },
    onLine: logTo(`island-at-${port}`),
  });
  return {
    server,
    url: (utility, path = '/') => `http://${domainOf(utility, port)}${path}`,
    ask: (utility, path, question = {}) => ask(port, domainOf(utility, port), path, question),
    stopDatabase: () => database.stop(),
    async restartDatabase() {
      const { dataDir, port: databasePort } = database;
      await startPostgres({ dataDir, port: databasePort, settings: NOT_DURABLE });
    },
    async remove() {
      await server.stop();
      await database.remove();
    },
  };
}

/** The very rows that the use cases made, but the domains are at this port. */
async function copy(from: Sql, to: Sql, port: number, people: Person[]): Promise<void> {
  await to`insert into utilities ${to(await from`select * from utilities`)}`;
  const domains = await from`select * from utility_domains where position = 0`;
  const moved = domains.map((row) => ({ ...row, domain: row.domain.replace(/:\d+$/, `:${port}`) }));
  await to`insert into utility_domains ${to(moved)}`;
  const ids = people.map(({ userId }) => userId);
  await to`insert into users ${to(await from`select * from users where user_id in ${from(ids)}`)}`;
}
