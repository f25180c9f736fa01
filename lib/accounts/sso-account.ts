import { and, eq, inArray, sql } from 'drizzle-orm';
import { emailUses, passwordHistory, users } from '@/drizzle/schema';
import { type Account, areAccounts } from '@/lib/accounts/account-store';
import { endMailedLinks } from '@/lib/accounts/mailed-link-store';
import type { Database } from '@/lib/db';

/**
 * Makes an account one that signs in by SSO. Its password goes for good, with those that it had before
 * and every mailed link that would make a new one: nothing is left by which somebody could come in
 * beside the portal.
 */
export function makeSsoAccount(
  tx: Database,
  { utilityId, userId }: Pick<Account, 'utilityId' | 'userId'>,
  now: Date,
): Promise<void> {
  return makeSsoAccounts(tx, utilityId, [userId], now);
}

/** As {@link makeSsoAccount}, for several, whose rows the transaction holds. */
export async function makeSsoAccounts(
  tx: Database,
  utilityId: string,
  userIds: readonly string[],
  now: Date,
): Promise<void> {
  await holdEmailUses(tx, utilityId, userIds);
  await tx
    .update(users)
    .set({
      signInMethod: 'sso',
      passwordHash: null,
      passwordKind: null,
      passwordSetAt: null,
      temporaryExpiresAt: null,
      version: sql`${users.version} + 1`,
      updatedAt: now,
    })
    .where(areAccounts(utilityId, userIds));
  await tx
    .delete(passwordHistory)
    .where(
      and(eq(passwordHistory.utilityId, utilityId), inArray(passwordHistory.userId, [...userIds])),
    );
  await endMailedLinks(tx, utilityId, userIds, now);
}

/**
 * Each account that changes gives up its use of an address, by a trigger, in any order: held first in
 * the order that everybody keeps, so that a file which is imported meanwhile waits and does not deadlock.
 */
async function holdEmailUses(
  tx: Database,
  utilityId: string,
  userIds: readonly string[],
): Promise<void> {
  if (userIds.length < 2) return;
  const theirs = tx
    .select({ emailKey: users.emailKey })
    .from(users)
    .where(areAccounts(utilityId, userIds));
  await tx
    .select({ uses: emailUses.uses })
    .from(emailUses)
    .where(and(eq(emailUses.utilityId, utilityId), inArray(emailUses.emailKey, theirs)))
    .orderBy(emailUses.emailKey)
    .for('update');
}
