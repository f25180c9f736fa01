import { and, desc, eq, lt } from 'drizzle-orm';
import { passwordHistory, users } from '@/drizzle/schema';
import { type Account, isAccount } from '@/lib/accounts/account-store';
import type { Database } from '@/lib/db';

/** Whether two readings of an account hold the same password; its hash may have been upgraded. */
export function isSamePassword(
  one: Pick<Account, 'passwordSetAt'>,
  other: Pick<Account, 'passwordSetAt'>,
): boolean {
  return one.passwordSetAt?.getTime() === other.passwordSetAt?.getTime();
}

/** What an account's password becomes. */
export type NewPassword =
  | { kind: 'personal'; passwordHash: string }
  | { kind: 'temporary'; passwordHash: string; expiresAt: Date };

/** The columns that hold a password, as a new one fills them. */
export function passwordColumns(password: NewPassword, now: Date) {
  return {
    passwordHash: password.passwordHash,
    passwordKind: password.kind,
    passwordSetAt: now,
    temporaryExpiresAt: password.kind === 'temporary' ? password.expiresAt : null,
  };
}

/** As many passwords are kept as any utility may have remembered. */
const LONGEST_HISTORY = 24;

/**
 * Sets an account's password, and keeps a personal one in the history, from the first on, so that
 * none of the last N can come back. With the old password every mailed link to replace it goes
 * (lib/password-reset/link-state-rules).
 */
export async function setPassword(
  tx: Database,
  utilityId: string,
  userId: string,
  password: NewPassword,
  now: Date,
): Promise<void> {
  await tx
    .update(users)
    .set({ ...passwordColumns(password, now), updatedAt: now })
    .where(isAccount(utilityId, userId));
  if (password.kind === 'personal') {
    await tx
      .insert(passwordHistory)
      .values({ utilityId, userId, setAt: now, passwordHash: password.passwordHash })
      .onConflictDoNothing();
    await forgetOldest(tx, utilityId, userId);
  }
}

async function forgetOldest(tx: Database, utilityId: string, userId: string): Promise<void> {
  const isOf = and(eq(passwordHistory.utilityId, utilityId), eq(passwordHistory.userId, userId));
  const oldestKept = tx
    .select({ setAt: passwordHistory.setAt })
    .from(passwordHistory)
    .where(isOf)
    .orderBy(desc(passwordHistory.setAt))
    .offset(LONGEST_HISTORY - 1)
    .limit(1);
  await tx.delete(passwordHistory).where(and(isOf, lt(passwordHistory.setAt, oldestKept)));
}

/** The hashes of an account's last personal passwords, newest first, the present one among them. */
export async function lastPasswords(
  tx: Database,
  utilityId: string,
  userId: string,
  count: number,
): Promise<string[]> {
  const rows = await tx
    .select({ passwordHash: passwordHistory.passwordHash })
    .from(passwordHistory)
    .where(and(eq(passwordHistory.utilityId, utilityId), eq(passwordHistory.userId, userId)))
    .orderBy(desc(passwordHistory.setAt))
    .limit(count);
  return rows.map(({ passwordHash }) => passwordHash);
}

/**
 * Replaces a password's hash by one of the same password with today's parameters, unless the
 * password has changed since `oldHash` was read.
 */
export async function upgradeHash(
  tx: Database,
  utilityId: string,
  userId: string,
  oldHash: string,
  newHash: string,
): Promise<void> {
  await tx
    .update(users)
    .set({ passwordHash: newHash })
    .where(and(isAccount(utilityId, userId), eq(users.passwordHash, oldHash)));
}
