import { eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { passwordHistory, sessions, users } from '@/drizzle/schema';
import { findAccountById } from '@/lib/accounts/account-store';
import { hasAdministrator } from '@/lib/accounts/administrators';
import { bindIdentity, identitiesOf } from '@/lib/accounts/identity-store';
import { keepPendingLink, pendingLinksOf } from '@/lib/accounts/pending-link-store';
import { db } from '@/lib/db';
import { isLocked } from '@/lib/lockout/lockout-store';
import { examineLink } from '@/lib/password-reset/reset-link';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { changeToSso } from '@/lib/users/change-to-sso';
import { disableUser } from '@/tests/support/as-operator';
import { eventsOf } from '@/tests/support/events';
import { addManyUsers } from '@/tests/support/many-users';
import { catchMails, mailedLink } from '@/tests/support/reset-mails';
import { signedIn } from '@/tests/support/signed-in';
import { actingAs } from '@/tests/support/test-administrator';
import { NOON, testScope } from '@/tests/support/test-scope';
import { testPerson, testUser, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

const mails = catchMails();

async function operator(mode: 'standalone' | 'both' | 'sso' = 'both', utility = 'harbor') {
  const settings = { utility, signIn: mode, sso: portal };
  return testScope(await testUtility(settings), { actor: { kind: 'operator' } });
}

const asNobody = (scope: Scope): Scope => ({ ...scope, actor: { kind: 'nobody' } });
const accountOf = async (scope: Scope, userId: string) => {
  const account = await findAccountById(db(), scope.utility.utilityId, userId);
  if (!account) throw new Error('There is no such account.');
  return account;
};

test('an account that changes has no password, history, session, lock or link any more', async () => {
  const scope = await operator();
  const dana = await testPerson(scope, { email: 'dana@mail.example' });
  await signedIn(asNobody(scope), dana);
  const held = await mailedLink(asNobody(scope), 'dana@mail.example', mails);
  for (let guess = 0; guess < 3; guess += 1) {
    await signIn(asNobody(scope), { username: dana.username, password: WRONG_PASSWORD });
  }
  const before = await accountOf(scope, dana.userId);
  expect(await isLocked(db(), before)).toBe(true);

  const outcome = await changeToSso(scope, ['DanaOrtiz']);

  expect(outcome).toEqual({ kind: 'changed', changed: 1, already: 0, unknown: [] });
  const after = await accountOf(scope, dana.userId);
  expect(after).toMatchObject({
    signInMethod: 'sso',
    passwordHash: null,
    passwordKind: null,
    passwordSetAt: null,
    temporaryExpiresAt: null,
    version: before.version + 1,
  });
  expect(await db().select().from(passwordHistory)).toEqual([]);
  expect(await db().select({ reason: sessions.endReason }).from(sessions)).toEqual([
    { reason: 'linked_to_portal' },
  ]);
  expect(await isLocked(db(), after)).toBe(false);
  expect((await examineLink(scope, held)).kind).toBe('invalid');
  expect(await eventsOf(scope, 'user.changed_to_sso')).toMatchObject([
    { subjectId: dana.userId, subjectName: 'danaortiz', actorKind: 'operator', details: {} },
  ]);
});

test('it waits for its first arrival: nothing of a portal is left at it', async () => {
  const scope = await operator();
  const { userId } = await testPerson(scope);
  const identity = { provider: 'saml:urn:portal', subject: 'somebody' };
  await bindIdentity(db(), 'harbor', userId, identity, NOON);
  const arrival = { ...identity, fullName: null, email: null, roles: ['CSR'] };
  await keepPendingLink(db(), 'harbor', userId, arrival, NOON);
  await changeToSso(scope, ['danaortiz']);
  expect(await identitiesOf(db(), 'harbor', userId)).toEqual([]);
  expect(await pendingLinksOf(db(), 'harbor', userId)).toEqual([]);
});

test('who waits at the portal already keeps their identity, and is counted as such', async () => {
  const scope = await operator();
  const { userId } = await testUser(scope, { username: 'alice', signInMethod: 'sso' });
  await bindIdentity(db(), 'harbor', userId, { provider: 'saml:urn:portal', subject: 'a' }, NOON);
  const before = await accountOf(scope, userId);
  await testPerson(scope);
  expect(await changeToSso(scope, 'everybody')).toEqual({
    kind: 'changed',
    changed: 1,
    already: 1,
    unknown: [],
  });
  expect(await identitiesOf(db(), 'harbor', userId)).toHaveLength(1);
  expect(await accountOf(scope, userId)).toEqual(before);
});

test('a name that nobody has is told as it was given, and harms nobody else', async () => {
  const scope = await operator();
  await testPerson(scope);
  await testPerson(scope, { username: 'sam' });
  const outcome = await changeToSso(scope, ['Nobody.At-all', 'danaortiz', 'DANAORTIZ', 'no one']);
  expect(outcome).toEqual({
    kind: 'changed',
    changed: 1,
    already: 0,
    unknown: ['Nobody.At-all', 'no one'],
  });
  expect(await methods()).toEqual({ danaortiz: 'sso', sam: 'password' });
});

test('a dry run counts, and changes nobody', async () => {
  const scope = await operator();
  await testPerson(scope);
  await testUser(scope, { username: 'alice', signInMethod: 'sso' });
  const dry = await changeToSso(scope, 'everybody', { dryRun: true });
  expect(dry).toEqual({ kind: 'changed', changed: 1, already: 1, unknown: [] });
  expect(await methods()).toEqual({ alice: 'sso', danaortiz: 'password' });
  expect(await eventsOf(scope, 'user.changed_to_sso')).toEqual([]);
  const named = await changeToSso(scope, ['danaortiz', 'nobody'], { dryRun: true });
  expect(named).toEqual({ kind: 'changed', changed: 1, already: 0, unknown: ['nobody'] });
});

test('disabled stays disabled, and an imported person without a password changes too', async () => {
  const scope = await operator();
  const gone = await testPerson(scope, { username: 'gone' });
  await disableUser(scope, gone.userId);
  const waiting = await testUser(scope, { username: 'imported' });
  await db()
    .update(users)
    .set({ passwordHash: null, passwordKind: null, temporaryExpiresAt: null })
    .where(eq(users.userId, waiting.userId));
  expect(await changeToSso(scope, 'everybody')).toMatchObject({ changed: 2 });
  expect((await accountOf(scope, gone.userId)).disabledAt).not.toBeNull();
  expect(await methods()).toEqual({ gone: 'sso', imported: 'sso' });
});

test.each(['both', 'sso'] as const)('at %s the last administrator stays one', async (mode) => {
  const standalone = await operator('standalone');
  await testPerson(standalone, { username: 'dana', roles: ['CSA'] });
  const scope = await operator(mode);
  await changeToSso(scope, 'everybody');
  expect(await methods()).toEqual({ dana: 'sso' });
  expect(await hasAdministrator(db(), scope)).toBe(true);
});

test('at a utility without SSO nobody is changed', async () => {
  const scope = await operator('standalone');
  await testPerson(scope);
  expect(await changeToSso(scope, 'everybody')).toMatchObject({ kind: 'not_possible', changed: 0 });
  expect(await methods()).toEqual({ danaortiz: 'password' });
});

test('nor where SSO was switched off since the settings were read', async () => {
  const scope = await operator();
  await testPerson(scope);
  await operator('standalone');
  expect(await changeToSso(scope, ['danaortiz'])).toMatchObject({ kind: 'not_possible' });
  expect(await methods()).toEqual({ danaortiz: 'password' });
});

test('neither nobody in particular nor a representative may do it', async () => {
  const scope = await operator();
  const sam = await testPerson(scope, { username: 'sam' });
  for (const other of [asNobody(scope), actingAs(scope, sam)]) {
    expect(await changeToSso(other, ['sam'])).toMatchObject({ kind: 'not_allowed', changed: 0 });
  }
  expect(await methods()).toEqual({ sam: 'password' });
});

test('everybody means of this utility', async () => {
  const scope = await operator();
  const summit = await operator('both', 'summit');
  await testPerson(scope);
  await testPerson(summit, { username: 'sam' });
  expect(await changeToSso(scope, 'everybody')).toMatchObject({ changed: 1 });
  expect(await methods()).toEqual({ danaortiz: 'sso', sam: 'password' });
});

test.each([199, 200, 201, 450])('of %d people everybody is changed once', async (people) => {
  const scope = await operator();
  await addManyUsers('harbor', people);
  expect(await changeToSso(scope, 'everybody')).toMatchObject({ changed: people, already: 0 });
  expect(await eventsOf(scope, 'user.changed_to_sso')).toHaveLength(people);
  expect(await changeToSso(scope, 'everybody')).toMatchObject({ changed: 0, already: people });
  const [left] = await db().execute<{ uses: number }>(
    sql`select count(*)::int as uses from email_uses`,
  );
  expect(left?.uses).toBe(0);
});

test('of 201 names the last is changed too, and one that nobody has is still told', async () => {
  const scope = await operator();
  await addManyUsers('harbor', 201);
  const names = Array.from({ length: 201 }, (_, index) => `Many${index + 1}`);
  expect(await changeToSso(scope, [...names, 'nobody'])).toEqual({
    kind: 'changed',
    changed: 201,
    already: 0,
    unknown: ['nobody'],
  });
});

test('two at once change everybody once', async () => {
  const scope = await operator();
  await addManyUsers('harbor', 300);
  const outcomes = await Promise.all([
    changeToSso(scope, 'everybody'),
    changeToSso(scope, 'everybody'),
  ]);
  expect(outcomes.reduce((sum, { changed }) => sum + changed, 0)).toBe(300);
  expect(await eventsOf(scope, 'user.changed_to_sso')).toHaveLength(300);
});

/** How everybody signs in. */
async function methods(): Promise<Record<string, string>> {
  const rows = await db()
    .select({ username: users.username, method: users.signInMethod })
    .from(users)
    .orderBy(users.usernameKey);
  return Object.fromEntries(rows.map(({ username, method }) => [username, method]));
}
