import { and, asc, desc, eq, gt, inArray, isNull, lt, ne, type SQL } from 'drizzle-orm';
import { lastSignIns, passwordHistory, resetRequests, users } from '@/drizzle/schema';
import { emailKey } from '@/lib/accounts/email-rules';
import { searchColumns } from '@/lib/accounts/search-rules';
import { usernameKey } from '@/lib/accounts/username-rules';
import type { Database } from '@/lib/db';

/** An account as the database holds it. */
export type Account = typeof users.$inferSelect;

/** The account that a typed username names at this utility, or null. */
export function findAccountByUsername(
  tx: Database,
  utilityId: string,
  typedUsername: string,
): Promise<Account | null> {
  return one(
    tx,
    and(eq(users.utilityId, utilityId), eq(users.usernameKey, usernameKey(typedUsername))),
  );
}

/** The account of this id at this utility, or null; an id of another utility finds nothing. */
export function findAccountById(
  tx: Database,
  utilityId: string,
  userId: string,
): Promise<Account | null> {
  return one(tx, and(eq(users.utilityId, utilityId), eq(users.userId, userId)));
}

/** As {@link findAccountById}, held against other changes until the transaction ends. */
export async function lockAccountRow(
  tx: Database,
  utilityId: string,
  userId: string,
): Promise<Account | null> {
  const [row] = await tx
    .select()
    .from(users)
    .where(and(eq(users.utilityId, utilityId), eq(users.userId, userId)))
    .for('update');
  return row ?? null;
}

/** Holds several accounts against other changes, in the order of their ids. */
export async function lockAccountRows(
  tx: Database,
  utilityId: string,
  userIds: readonly string[],
): Promise<void> {
  await tx
    .select({ userId: users.userId })
    .from(users)
    .where(and(eq(users.utilityId, utilityId), inArray(users.userId, [...userIds])))
    .orderBy(asc(users.userId))
    .for('update');
}

/**
 * Ends the links that were mailed to replace an account's password: they do not come back to life with
 * the address that they were sent to.
 *
 * @param except the request whose link stays
 */
export async function endMailedLinks(
  tx: Database,
  utilityId: string,
  userId: string,
  now: Date,
  except?: string,
): Promise<void> {
  await tx
    .update(resetRequests)
    .set({ replacedAt: now })
    .where(
      and(
        eq(resetRequests.utilityId, utilityId),
        eq(resetRequests.userId, userId),
        isNull(resetRequests.usedAt),
        isNull(resetRequests.replacedAt),
        except ? ne(resetRequests.resetRequestId, except) : undefined,
      ),
    );
}

/** As {@link endMailedLinks}, for several accounts. */
export async function endMailedLinksOf(
  tx: Database,
  utilityId: string,
  userIds: readonly string[],
  now: Date,
): Promise<void> {
  await tx
    .update(resetRequests)
    .set({ replacedAt: now })
    .where(
      and(
        eq(resetRequests.utilityId, utilityId),
        inArray(resetRequests.userId, [...userIds]),
        isNull(resetRequests.usedAt),
        isNull(resetRequests.replacedAt),
      ),
    );
}

/** The links of a utility that were mailed to replace a password, and have not ended by themselves. */
const openMailedLinks = (utilityId: string, now: Date) =>
  and(
    eq(resetRequests.utilityId, utilityId),
    isNull(resetRequests.usedAt),
    isNull(resetRequests.replacedAt),
    gt(resetRequests.expiresAt, now),
  );

/** How many mailed links of a utility have not ended by themselves. */
export function countMailedLinks(tx: Database, utilityId: string, now: Date): Promise<number> {
  return tx.$count(resetRequests, openMailedLinks(utilityId, now));
}

/** As {@link endMailedLinks}, for everybody at a utility. @returns how many ended */
export async function endEveryMailedLink(
  tx: Database,
  utilityId: string,
  now: Date,
): Promise<number> {
  const ended = await tx
    .update(resetRequests)
    .set({ replacedAt: now })
    .where(openMailedLinks(utilityId, now))
    .returning({ resetRequestId: resetRequests.resetRequestId });
  return ended.length;
}

async function one(tx: Database, where: SQL | undefined): Promise<Account | null> {
  const [row] = await tx.select().from(users).where(where);
  return row ?? null;
}

/** Who an account is for, as it is kept: normalized. */
export type Person = Pick<Account, 'username' | 'fullName' | 'email'>;

/** The columns that say who an account is for, with the forms in which they are compared and found. */
export function personColumns({ username, fullName, email }: Person) {
  return {
    username,
    usernameKey: usernameKey(username),
    fullName,
    email,
    emailKey: emailKey(email),
    ...searchColumns({ username, fullName, email }),
  };
}

/** Adds accounts. @throws where a username is taken: a violation of `users_username` */
export async function insertAccounts(
  tx: Database,
  accounts: (typeof users.$inferInsert)[],
): Promise<void> {
  if (accounts.length === 0) return;
  await tx.insert(users).values(accounts);
  await expectSignIns(tx, accounts);
}

/**
 * As {@link insertAccounts}, but those whose usernames are taken are left out.
 * @returns the ids of those that were added
 */
export async function insertFreeAccounts(
  tx: Database,
  accounts: (typeof users.$inferInsert)[],
): Promise<Set<string>> {
  if (accounts.length === 0) return new Set();
  const added = await tx
    .insert(users)
    .values(accounts)
    .onConflictDoNothing()
    .returning({ utilityId: users.utilityId, userId: users.userId });
  await expectSignIns(tx, added);
  return new Set(added.map(({ userId }) => userId));
}

async function expectSignIns(
  tx: Database,
  accounts: Pick<Account, 'utilityId' | 'userId'>[],
): Promise<void> {
  if (accounts.length === 0) return;
  await tx
    .insert(lastSignIns)
    .values(accounts.map(({ utilityId, userId }) => ({ utilityId, userId })));
}

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
    .where(and(eq(users.utilityId, utilityId), eq(users.userId, userId)));
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

/** Every account of a utility with an address, as addresses are compared; disabled ones too. */
export function findAccountsByEmail(
  tx: Database,
  utilityId: string,
  address: string,
): Promise<Account[]> {
  return tx
    .select()
    .from(users)
    .where(and(eq(users.utilityId, utilityId), eq(users.emailKey, emailKey(address))))
    .orderBy(asc(users.usernameKey));
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
    .where(
      and(
        eq(users.utilityId, utilityId),
        eq(users.userId, userId),
        eq(users.passwordHash, oldHash),
      ),
    );
}

/** Notes when the person last signed in. */
export async function noteSignIn(
  tx: Database,
  utilityId: string,
  userId: string,
  now: Date,
): Promise<void> {
  await tx
    .insert(lastSignIns)
    .values({ utilityId, userId, at: now })
    .onConflictDoUpdate({ target: [lastSignIns.utilityId, lastSignIns.userId], set: { at: now } });
}

/** Disables an account since `disabledAt`, or enables it with null. */
export async function setDisabled(
  tx: Database,
  utilityId: string,
  userId: string,
  disabledAt: Date | null,
  now: Date,
): Promise<void> {
  await tx
    .update(users)
    .set({ disabledAt, updatedAt: now })
    .where(and(eq(users.utilityId, utilityId), eq(users.userId, userId)));
}
