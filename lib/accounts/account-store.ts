import { and, asc, eq, inArray, type SQL } from 'drizzle-orm';
import { lastSignIns, users } from '@/drizzle/schema';
import { emailKey } from '@/lib/accounts/email-rules';
import { searchColumns } from '@/lib/accounts/search-rules';
import { usernameKey } from '@/lib/accounts/username-rules';
import type { Database } from '@/lib/db';

/** An account as the database holds it. */
export type Account = typeof users.$inferSelect;

/** Finds the row of an account; an id of another utility finds nothing. */
export function isAccount(utilityId: string, userId: string) {
  return and(eq(users.utilityId, utilityId), eq(users.userId, userId));
}

/** As {@link isAccount}, for several. */
export function areAccounts(utilityId: string, userIds: readonly string[]) {
  return and(eq(users.utilityId, utilityId), inArray(users.userId, [...userIds]));
}

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
  return one(tx, isAccount(utilityId, userId));
}

/** As {@link findAccountById}, held against other changes until the transaction ends. */
export async function lockAccountRow(
  tx: Database,
  utilityId: string,
  userId: string,
): Promise<Account | null> {
  const [row] = await tx.select().from(users).where(isAccount(utilityId, userId)).for('update');
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
    .where(areAccounts(utilityId, userIds))
    .orderBy(asc(users.userId))
    .for('update');
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
  await tx.update(users).set({ disabledAt, updatedAt: now }).where(isAccount(utilityId, userId));
}
