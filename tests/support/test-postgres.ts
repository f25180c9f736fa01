import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { type EmbeddedPostgres, NOT_DURABLE, startPostgres } from '@/demo/embedded-postgres';
import { isRunning } from '@/demo/postgres-process';

const HOME = join(import.meta.dirname, '../../.test/postgres');

/** The database that holds the tables and no rows. */
export const TEMPLATE = 'template_migrated';

/**
 * PostgreSQL for one run of tests, with {@link TEMPLATE} in it. Each run has its own, so that two
 * at a time do not end each other's; `remove` stops it and takes the data away.
 *
 * @param settings lines of postgresql.conf beside those that every run has
 */
export async function startTestPostgres(
  settings: Record<string, string> = {},
): Promise<EmbeddedPostgres & { remove(): Promise<void> }> {
  removeLeftovers();
  const server = await startPostgres({
    dataDir: join(HOME, String(process.pid)),
    settings: { ...NOT_DURABLE, max_connections: '200', max_wal_size: '4GB', ...settings },
  });
  await server.createDatabase(TEMPLATE);
  await migrated(server.url(TEMPLATE));
  return {
    ...server,
    async remove() {
      await server.stop();
      removeData(server.dataDir);
    },
  };
}

/** Brings a database to the newest schema. */
async function migrated(url: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    const migrationsFolder = join(import.meta.dirname, '../../drizzle/migrations');
    await migrate(drizzle(client), { migrationsFolder });
  } finally {
    await client.end();
  }
}

/** Data of runs that were killed. */
function removeLeftovers(): void {
  let names: string[];
  try {
    names = readdirSync(HOME);
  } catch {
    return;
  }
  for (const name of names) {
    const pid = Number(name);
    if (Number.isInteger(pid) && pid !== process.pid && !isRunning(pid)) {
      removeData(join(HOME, name));
    }
  }
}

function removeData(dataDir: string): void {
  for (const path of [dataDir, `${dataDir}.log`]) rmSync(path, { recursive: true, force: true });
}
