import { and, eq, inArray, sql } from 'drizzle-orm';
import { lockouts } from '@/drizzle/schema';
import type { Database } from '@/lib/db';

/** The row that counts attempts at one username of one utility. */
export interface LockId {
  utilityId: string;
  lockKey: Buffer;
}

/** Finds the row of a name. */
export function isLockRow({ utilityId, lockKey }: LockId) {
  return and(eq(lockouts.utilityId, utilityId), eq(lockouts.lockKey, lockKey));
}

/** Whether a name is locked. */
export async function isLocked(tx: Database, lockId: LockId): Promise<boolean> {
  const [row] = await lockTime(tx, lockId);
  return row?.lockedAt != null;
}

/** As {@link isLocked}, held against other changes until the transaction ends. */
export async function holdLock(tx: Database, lockId: LockId): Promise<boolean> {
  const [row] = await lockTime(tx, lockId).for('update');
  return row?.lockedAt != null;
}

/**
 * Opens a lock and sets the count to zero; everything that unlocks calls it. Attempts that are being
 * compared stay claimed and still count when they turn out wrong.
 * @returns whether it was locked
 */
export async function clearLock(tx: Database, lockId: LockId): Promise<boolean> {
  const [before] = await lockTime(tx, lockId).for('update');
  if (!before) return false;
  await tx.update(lockouts).set({ failed: 0, lockedAt: null }).where(isLockRow(lockId));
  return before.lockedAt !== null;
}

/**
 * Which of many names are locked, held as {@link holdLock} does. They are held in one order for everybody,
 * so that two who open the same locks at once never wait for each other in a circle.
 */
export async function holdLocks(
  tx: Database,
  utilityId: string,
  lockKeys: readonly Buffer[],
): Promise<Buffer[]> {
  if (lockKeys.length === 0) return [];
  const rows = await tx
    .select({ lockKey: lockouts.lockKey, lockedAt: lockouts.lockedAt })
    .from(lockouts)
    .where(areLockRows(utilityId, lockKeys))
    .orderBy(lockouts.lockKey)
    .for('update');
  return rows.filter(({ lockedAt }) => lockedAt !== null).map(({ lockKey }) => lockKey);
}

/** As {@link clearLock}, for many at once. */
export async function clearLocks(
  tx: Database,
  utilityId: string,
  lockKeys: readonly Buffer[],
): Promise<void> {
  if (lockKeys.length === 0) return;
  await tx
    .update(lockouts)
    .set({ failed: 0, lockedAt: null })
    .where(areLockRows(utilityId, lockKeys));
}

/**
 * Carries a renamed person's count and lock to the key of the new name. What was counted there, when the
 * name was nobody's, is not this person's. The old key keeps its row: guesses that began under the old
 * name meet the count and the lock that there were.
 */
export async function carryLock(
  tx: Database,
  { utilityId, lockKey }: LockId,
  newKeys: readonly [Buffer, ...Buffer[]],
): Promise<void> {
  const [newest, ...older] = newKeys;
  await clearLocks(tx, utilityId, newKeys);
  await tx.execute(sql`
    insert into lockouts (utility_id, lock_key, failed, open_claims, locked_at, last_attempt_at)
    select utility_id, ${newest}, failed, '{}', locked_at, last_attempt_at
    from lockouts where utility_id = ${utilityId} and lock_key = ${lockKey}
    on conflict (utility_id, lock_key) do update set failed = excluded.failed,
      open_claims = excluded.open_claims, locked_at = excluded.locked_at,
      last_attempt_at = excluded.last_attempt_at`);
  if (older.length === 0) return;
  await tx.delete(lockouts).where(areLockRows(utilityId, older));
}

/** Which of several keys of one username has a row; for names that outlive a rolled AUTH_SECRET. */
export async function existingLockKey(
  tx: Database,
  utilityId: string,
  lockKeys: Buffer[],
): Promise<Buffer | null> {
  const rows = await tx
    .select({ lockKey: lockouts.lockKey })
    .from(lockouts)
    .where(areLockRows(utilityId, lockKeys));
  return lockKeys.find((key) => rows.some((row) => row.lockKey.equals(key))) ?? null;
}

function lockTime(tx: Database, lockId: LockId) {
  return tx.select({ lockedAt: lockouts.lockedAt }).from(lockouts).where(isLockRow(lockId));
}

function areLockRows(utilityId: string, lockKeys: readonly Buffer[]) {
  return and(eq(lockouts.utilityId, utilityId), inArray(lockouts.lockKey, [...lockKeys]));
}
