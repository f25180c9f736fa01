import { sql } from 'drizzle-orm';
import { mayAdminister } from '@/lib/accounts/administrators';
import { recordEvents } from '@/lib/audit/record-event';
import { COUNTED, type Counted, counted } from '@/lib/counted-rules';
import { type Database, db, inTransaction } from '@/lib/db';
import { clearLocks, holdLocks } from '@/lib/lockout/lockout-store';
import type { Scope } from '@/lib/scope';

/** Both included; without an end for null. */
interface LockTimes {
  since: Date;
  until: Date | null;
}

/** So many names locked within an hour are no accident. */
const STORM = { locks: 10, withinMs: 3_600_000 };

/** How far the clock of a server that locked may be ahead of this one's. */
const CLOCKS_APART_MS = 10_000;

/** Opened in one transaction, so that nobody who signs in waits long for a row. */
const BATCH = 200;

export type LockedUser = {
  user_id: string;
  username: string;
  full_name: string;
  lock_key: Buffer;
  locked_at: Date;
};

/**
 * Accounts that sign in with a password and were locked between two times, the earliest first. Locks
 * of names that no account has are nobody's to open.
 */
async function lockedBetween(
  tx: Database,
  { utility }: Scope,
  { since, until }: LockTimes,
  most: number,
): Promise<LockedUser[]> {
  const rows = await tx.execute<Omit<LockedUser, 'locked_at'> & { locked_at: string }>(sql`
    select u.user_id, u.username, u.full_name, u.lock_key, l.locked_at
    from lockouts l join users u on u.utility_id = l.utility_id and u.lock_key = l.lock_key
    where l.utility_id = ${utility.utilityId} and l.locked_at >= ${since.toISOString()}::timestamptz
      and l.locked_at <= ${until?.toISOString() ?? 'infinity'}::text::timestamptz
      and u.sign_in_method = 'password'
    order by l.locked_at, u.user_id limit ${most}`);
  return rows.map((row) => ({ ...row, locked_at: new Date(row.locked_at) }));
}

/** How many accounts were locked since a time, counted to 1,000, and the first of them. */
export async function countLockedSince(
  scope: Scope,
  since: Date,
): Promise<Counted & { first: LockedUser[] }> {
  const rows = await lockedBetween(db(), scope, { since, until: null }, COUNTED + 1);
  return { ...counted(rows.length), first: rows.slice(0, 100) };
}

/**
 * Whether many usernames were locked within the last hour, and since when; or null. Names that no account
 * has count too: whoever tries a list of names does not know which of them are any. Every list shows it,
 * so it reads no more than it counts, however long the storm.
 */
export async function lockStorm({
  utility,
  now,
}: Scope): Promise<(Counted & { since: Date }) | null> {
  const anHourAgo = new Date(now().getTime() - STORM.withinMs).toISOString();
  const [row] = await db().execute<{ count: number; since: string | Date | null }>(sql`
    select count(*)::int as count, min(locked_at) as since from (
      select locked_at from lockouts
      where utility_id = ${utility.utilityId} and locked_at >= ${anHourAgo}::timestamptz
      order by locked_at limit ${COUNTED + 1}
    ) as locks`);
  if (!row?.since || row.count < STORM.locks) return null;
  return { ...counted(row.count), since: new Date(row.since) };
}

export type UnlockManyOutcome = { kind: 'unlocked'; count: number } | { kind: 'not_allowed' };

/** Opens the lock of everybody who was locked at a time or after, each with an event of their own. */
export async function unlockLockedSince(scope: Scope, since: Date): Promise<UnlockManyOutcome> {
  // Who is locked again meanwhile is not unlocked again, or it would never end.
  const until = new Date(scope.now().getTime() + CLOCKS_APART_MS);
  let count = 0;
  for (;;) {
    const batch = await inTransaction((tx) => unlockBatch(tx, scope, { since, until }));
    if (batch === null) return { kind: 'not_allowed' };
    count += batch.unlocked;
    if (batch.found < BATCH) return { kind: 'unlocked', count };
  }
}

async function unlockBatch(
  tx: Database,
  scope: Scope,
  times: LockTimes,
): Promise<{ found: number; unlocked: number } | null> {
  if (!(await mayAdminister(tx, scope))) return null;
  const { utilityId } = scope.utility;
  const found = await lockedBetween(tx, scope, times, BATCH);
  const foundKeys = found.map(({ lock_key }) => lock_key);
  // Somebody may have opened some of them since they were read.
  const lockKeys = await holdLocks(tx, utilityId, foundKeys);
  await clearLocks(tx, utilityId, lockKeys);
  const unlocked = found.filter(({ lock_key }) => lockKeys.some((key) => key.equals(lock_key)));
  const events = unlocked.map(({ user_id: userId, username }) => ({
    subject: { userId, username },
    details: {},
  }));
  await recordEvents(tx, scope, 'user.unlocked', events);
  return { found: found.length, unlocked: unlocked.length };
}
