import { randomBytes, randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { DEMO_ACCOUNTS, type DemoAccount } from '@/demo/accounts';
import { PEOPLE, type Person } from '@/demo/people';
import { forgetPortalAccounts } from '@/demo/portal-accounts';
import {
  lockouts,
  mailOutbox,
  passwordHistory,
  resetRequests,
  sessions,
  sharedEmailBlocks,
  throttleFailures,
  users,
} from '@/drizzle/schema';
import {
  findAccountByUsername,
  insertAccounts,
  noteSignIn,
  personColumns,
} from '@/lib/accounts/account-store';
import { type NewPassword, passwordColumns, setPassword } from '@/lib/accounts/password-store';
import { recordEvent } from '@/lib/audit/record-event';
import { type Database, db, inTransaction } from '@/lib/db';
import { lockKeys } from '@/lib/lockout/lock-key';
import { hashPassword } from '@/lib/passwords/hash-password';
import type { Scope } from '@/lib/scope';
import { refreshMetadata } from '@/lib/sso/saml/refresh-metadata';
import { ensureServiceKeys } from '@/lib/sso/saml/roll-service-keys';
import { addUser } from '@/lib/users/add-user';
import type { InstallationScope } from '@/lib/utilities/apply-utilities';
import { findUtility } from '@/lib/utilities/utility-store';

const DAY = 86_400_000;

/** Who acts when the demo fills its database. */
export function demoScope(): InstallationScope {
  const requestId = `demo-${randomUUID()}`;
  const now = () => new Date();
  return { actor: { kind: 'operator' }, clientAddress: null, userAgent: 'demo', requestId, now };
}

/**
 * Adds whoever is missing; the accounts of the demo's table are put back as they stand there, unless
 * `keep`. Other people and what visitors made of them stay.
 */
export async function seed({ keep }: { keep: boolean }): Promise<void> {
  const scopes = { harbor: await scopeOf('harbor'), valley: await scopeOf('valley') };
  const summit = await scopeOf('summit');
  if (!keep) {
    await forgetAttempts();
    await forgetPortalAccounts(scopes.valley);
    await forgetPortalAccounts(summit);
  }
  const hashes = await hashesOf(DEMO_ACCOUNTS);
  for (const account of DEMO_ACCOUNTS) {
    const scope = scopes[account.utilityId];
    const added = await addIfMissing(scope, account);
    if (added || !keep) await putBack(scope, account, hashes.get(account.password) ?? '');
  }
  await connectToPortal(summit);
  await seedPeople(scopes.harbor);
}

/**
 * Makes the keys of our side and reads the metadata of the portal, which listens by now: the worker would
 * do it within seconds, but nobody should find the way closed that long.
 */
async function connectToPortal(scope: Scope): Promise<void> {
  await ensureServiceKeys(scope);
  // At another port it is another provider, which is meant.
  const refreshed = await refreshMetadata(scope, { takesNewProvider: true });
  if (refreshed?.kind !== 'taken') throw new Error(`The portal: ${JSON.stringify(refreshed)}`);
}

/** What was tried at an earlier start slows and locks nothing at this one. */
async function forgetAttempts(): Promise<void> {
  await db().delete(throttleFailures);
  await db().delete(lockouts);
  await db().delete(mailOutbox);
  await db().delete(resetRequests);
  await db().delete(sharedEmailBlocks);
}

async function scopeOf(utilityId: string): Promise<Scope> {
  const utility = await findUtility(db(), utilityId);
  if (!utility) throw new Error(`The utility ${utilityId} is not there.`);
  return { ...demoScope(), utility };
}

/** Each password once: this is the slow part. */
async function hashesOf(accounts: readonly DemoAccount[]): Promise<Map<string, string>> {
  const distinct = [...new Set(accounts.map(({ password }) => password))];
  const hashes = await Promise.all(distinct.map(hashPassword));
  return new Map(distinct.map((password, index) => [password, hashes[index] ?? '']));
}

async function addIfMissing(scope: Scope, person: DemoAccount): Promise<boolean> {
  const { username, fullName, email, roles } = person;
  if (await findAccountByUsername(db(), scope.utility.utilityId, username)) return false;
  const user = { username, fullName, email, roles, signInMethod: 'password' as const };
  const outcome = await addUser(scope, user);
  if (outcome.kind !== 'added') throw new Error(`${username}: ${JSON.stringify(outcome)}`);
  return true;
}

function putBack(scope: Scope, account: DemoAccount, passwordHash: string): Promise<void> {
  return inTransaction(async (tx) => {
    const { utilityId } = scope.utility;
    const found = await findAccountByUsername(tx, utilityId, account.username);
    if (!found) throw new Error(`${account.username} is not there.`);
    const { userId, lockKey } = found;
    const now = scope.now();
    const { roles } = account;
    const disabledAt = account.state === 'disabled' ? now : null;
    await tx
      .update(users)
      .set({ ...personColumns(account), roles, signInMethod: 'password', disabledAt })
      .where(and(eq(users.utilityId, utilityId), eq(users.userId, userId)));
    for (const table of [sessions, passwordHistory]) {
      await tx.delete(table).where(and(eq(table.utilityId, utilityId), eq(table.userId, userId)));
    }
    await setPassword(tx, utilityId, userId, passwordOf(account, passwordHash, now), now);
    await setLock(tx, { utilityId, lockKey, locked: account.state === 'locked', now });
  });
}

function passwordOf({ state }: { state: string }, passwordHash: string, now: Date): NewPassword {
  if (!state.startsWith('temporary')) return { kind: 'personal', passwordHash };
  const days = state === 'temporary' ? 7 : -1;
  return { kind: 'temporary', passwordHash, expiresAt: new Date(now.getTime() + days * DAY) };
}

interface Lock {
  utilityId: string;
  lockKey: Buffer;
  locked: boolean;
  now: Date;
}

async function setLock(tx: Database, { utilityId, lockKey, locked, now }: Lock): Promise<void> {
  await tx
    .delete(lockouts)
    .where(and(eq(lockouts.utilityId, utilityId), eq(lockouts.lockKey, lockKey)));
  if (!locked) return;
  await tx
    .insert(lockouts)
    .values({ utilityId, lockKey, failed: 3, openClaims: {}, lockedAt: now, lastAttemptAt: now });
}

/** People get a password that nobody knows, and one hash of it between them. */
async function seedPeople(scope: Scope): Promise<void> {
  const { utilityId } = scope.utility;
  const rows = await db()
    .select({ username: users.username })
    .from(users)
    .where(eq(users.utilityId, utilityId));
  const present = new Set(rows.map(({ username }) => username));
  const missing = PEOPLE.filter(({ username }) => !present.has(username));
  if (missing.length === 0) return;
  const passwordHash = await hashPassword(randomBytes(32).toString('base64url'));
  await inTransaction(async (tx) => {
    for (const person of missing) await addPerson(tx, scope, person, passwordHash);
  });
}

async function addPerson(
  tx: Database,
  scope: Scope,
  person: Person,
  passwordHash: string,
): Promise<void> {
  const { utilityId } = scope.utility;
  const { username, roles, state, lastSignInMinutesAgo } = person;
  const userId = randomUUID();
  const now = scope.now();
  const disabledAt = state === 'disabled' ? now : null;
  await insertAccounts(tx, [
    {
      utilityId,
      userId,
      ...personColumns(person),
      ...passwordColumns(passwordOf({ state }, passwordHash, now), now),
      roles,
      signInMethod: 'password',
      disabledAt,
      lockKey: lockKeys(utilityId, username)[0],
      createdAt: now,
      updatedAt: now,
    },
  ]);
  if (lastSignInMinutesAgo !== null) {
    const at = new Date(now.getTime() - lastSignInMinutesAgo * 60_000);
    await noteSignIn(tx, utilityId, userId, at);
  }
  await recordEvent(
    tx,
    scope,
    'user.added',
    { userId, username },
    { signInMethod: 'password', roles },
  );
}
