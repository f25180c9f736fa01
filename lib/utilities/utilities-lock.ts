import { sql } from 'drizzle-orm';
import type { Database } from '@/lib/db';

/** Makes this transaction the only one, over all servers, that changes which utilities there are. */
export async function holdUtilities(tx: Database): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${UTILITIES_LOCK})`);
}

/** Nothing else takes a lock of this number. */
const UTILITIES_LOCK = 7_402_118_301;

/**
 * Keeps a utility's settings from being changed until this transaction ends; any number may do so.
 * @returns false where they are being changed, or somebody waits to do so: waiting for it would hold a
 *   connection, and a row's lock would let ever new ones pass whoever waits to change it
 */
export async function tryKeepSettings(tx: Database, utilityId: string): Promise<boolean> {
  const [row] = await tx.execute<{ kept: boolean }>(
    sql`select pg_try_advisory_xact_lock_shared(${SETTINGS_LOCK}, hashtext(${utilityId})) as kept`,
  );
  return row?.kept ?? false;
}

/** Waits for everybody who keeps a utility's settings as they are, and then keeps them away. */
export async function holdSettings(tx: Database, utilityId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${SETTINGS_LOCK}, hashtext(${utilityId}))`);
}

/** With the utility's hash: nothing else takes locks of this number. */
const SETTINGS_LOCK = 740_211_834;
