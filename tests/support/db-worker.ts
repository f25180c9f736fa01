import postgres from 'postgres';
import { afterAll, beforeEach, inject } from 'vitest';
import { TEMPLATE } from '@/tests/support/test-postgres';

/**
 * Gives each worker a database of its own and each test an empty one. The settings stand in the
 * environment before the test file, and with it the code under test, is loaded.
 */
const name = `worker_${process.env.VITEST_POOL_ID}`;
const url = new URL(inject('postgresUrl'));

await cloneTemplate();
url.pathname = name;
process.env.DATABASE_URL = url.href;
process.env.AUTH_SECRET = `${'newest-secret-for-tests'.padEnd(40, '.')},${'older-secret-for-tests'.padEnd(40, '.')}`;
process.env.LOG_LEVEL ??= 'error';

// As a replica: the audit list refuses to be emptied by anybody else.
const sql = postgres(url.href, {
  max: 1,
  onnotice: () => undefined,
  connection: { session_replication_role: 'replica' },
});

beforeEach(async () => {
  const tables = await sql<{ tablename: string }[]>`
    select tablename from pg_tables where schemaname = 'public'`;
  const names = tables.map(({ tablename }) => tablename);
  if (names.length > 0) await sql`truncate ${sql(names)} restart identity cascade`;
});

afterAll(async () => {
  const { closeDatabase } = await import('@/lib/db');
  await closeDatabase();
  await sql.end();
});

/** The worker's database stays from file to file; only the first makes it. */
async function cloneTemplate(): Promise<void> {
  url.pathname = 'postgres';
  const admin = postgres(url.href, { max: 1, onnotice: () => undefined });
  try {
    const [found] = await admin`select 1 from pg_database where datname = ${name}`;
    if (!found) await admin`create database ${admin(name)} template ${admin(TEMPLATE)}`;
  } finally {
    await admin.end();
  }
}
