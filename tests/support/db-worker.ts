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

/** From here on a table is made anew: nothing else gives the room of deleted rows back. */
const LARGE = 1_000_000;

/**
 * Small tables are deleted from: TRUNCATE makes a new file for every table and index (80 ms in
 * place of 2), and the next checkpoint has all the old ones to remove. The lock waits for what the
 * test before has begun to write, as TRUNCATE does.
 */
beforeEach(async () => {
  await sql.begin(async (tx) => {
    const tables = await tx<{ name: string; bytes: number }[]>`
      select relname as name, pg_relation_size(oid)::int as bytes from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r'`;
    if (tables.length === 0) return;
    const names = tables.map(({ name }) => name);
    if (tables.some(({ bytes }) => bytes > LARGE)) {
      await tx`truncate ${tx(names)} restart identity cascade`;
      return;
    }
    await tx`lock table ${tx(names)} in exclusive mode`;
    await tx.unsafe(names.map((name) => `delete from "${name}"`).join(';'));
    await tx`
      select setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
      from pg_sequences where schemaname = 'public'`;
  });
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
