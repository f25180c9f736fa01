import { sql } from 'drizzle-orm';
import type { Database } from '@/lib/db';

/** Makes this transaction the only one, over all servers, that changes which utilities there are. */
export async function holdUtilities(tx: Database): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${UTILITIES_LOCK})`);
}

/** Nothing else takes a lock of this number. */
const UTILITIES_LOCK = 7_402_118_301;
