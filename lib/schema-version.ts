import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
// Imported, not read: inside Next's bundle there is no such file beside the code.
import journal from '@/drizzle/migrations/meta/_journal.json';
import type { Database } from '@/lib/db';
import { env } from '@/lib/env';

/** How the database's tables stand to this version of the program. */
export type SchemaVersion =
  | { kind: 'current' }
  | { kind: 'behind'; missing: number }
  /** A newer version has been here, as in the middle of a roll-out. */
  | { kind: 'ahead' }
  | { kind: 'empty' };

/** Compares what the database has been given with what this version brings. */
export async function schemaVersion(db: Database): Promise<SchemaVersion> {
  // A text argument: the regclass of a table that is not there is null, not an error.
  const [table] = await db.execute<{ present: boolean }>(
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as present`,
  );
  if (!table?.present) return { kind: 'empty' };
  const [row] = await db.execute<{ newest: string | null }>(
    sql`select max(created_at) as newest from drizzle.__drizzle_migrations`,
  );
  if (!row?.newest) return { kind: 'empty' };
  const newest = Number(row.newest);
  const missing = journal.entries.filter(({ when }) => when > newest).length;
  if (missing > 0) return { kind: 'behind', missing };
  return { kind: journal.entries.some(({ when }) => when === newest) ? 'current' : 'ahead' };
}

/** One migration at a time over all servers; nothing else takes a lock of this number. */
const MIGRATION_LOCK = 7_402_118_300;

/**
 * Brings the database to this version; one that is already there is left as it is. Safe to start on
 * several servers at once: the others wait and find nothing to do. A migration that fails leaves
 * nothing behind.
 *
 * @param folder where the migrations are; by default under the working directory
 */
export async function migrateDatabase(
  folder = join(process.cwd(), 'drizzle', 'migrations'),
): Promise<void> {
  // One connection of its own: the lock belongs to the connection, and no statement limit applies.
  const client = postgres(env().DATABASE_URL, {
    max: 1,
    connect_timeout: 5,
    max_lifetime: null,
    onnotice: () => undefined,
    connection: { application_name: 'csi migrate' },
  });
  try {
    await client`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await migrate(drizzle(client), { migrationsFolder: folder });
  } finally {
    // Ending the connection gives the lock back.
    await client.end({ timeout: 5 });
  }
}
