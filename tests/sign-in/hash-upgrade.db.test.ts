import { eq } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import { users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { hashesDuring } from '@/tests/support/hash-counts';
import { restartedWith } from '@/tests/support/settings';
import { DAY, later, testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, testUser, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

const STRONGER = { ARGON2_MEMORY_KIB: '128', ARGON2_ITERATIONS: '2' };
const TODAY = /^\$argon2id\$v=19\$m=128,t=2,p=1\$/;
let scope: Scope;

beforeEach(async () => {
  scope = testScope(await testUtility());
});

const attempt = (password: string) => signIn(scope, { username: 'danaortiz', password });

async function account() {
  const [user] = await db().select().from(users).where(eq(users.username, 'danaortiz'));
  if (!user?.passwordHash) throw new Error('nobody');
  return { ...user, passwordHash: user.passwordHash };
}

test('a hash of other parameters is replaced at the next right password', async () => {
  await testPerson(scope);
  const before = await account();
  restartedWith(STRONGER);
  expect(await attempt(PASSWORD)).toMatchObject({ kind: 'signed_in' });
  const after = await account();
  expect(before.passwordHash).not.toMatch(TODAY);
  expect(after.passwordHash).toMatch(TODAY);
  expect(after.passwordSetAt).toEqual(before.passwordSetAt);
  expect(await attempt(PASSWORD)).toMatchObject({ kind: 'signed_in' });
  expect(await attempt(WRONG_PASSWORD)).toMatchObject({ kind: 'wrong' });
});

test('a hash of today’s parameters stays as it is, and costs no second hash', async () => {
  await testPerson(scope);
  const { passwordHash } = await account();
  expect(await hashesDuring(() => attempt(PASSWORD))).toEqual({ guess: 1 });
  expect((await account()).passwordHash).toBe(passwordHash);
});

test('a wrong password replaces nothing', async () => {
  await testPerson(scope);
  const { passwordHash } = await account();
  restartedWith(STRONGER);
  expect(await hashesDuring(() => attempt(WRONG_PASSWORD))).toEqual({ guess: 1 });
  expect((await account()).passwordHash).toBe(passwordHash);
});

test('parameters that were weakened replace as well', async () => {
  restartedWith(STRONGER);
  await testPerson(scope);
  restartedWith({ ARGON2_MEMORY_KIB: '64', ARGON2_ITERATIONS: '1' });
  await attempt(PASSWORD);
  expect((await account()).passwordHash).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
});

test('two who arrive at once while the hash is being replaced both get in', async () => {
  await testPerson(scope);
  restartedWith(STRONGER);
  const outcomes = await Promise.all([attempt(PASSWORD), attempt(PASSWORD), attempt(PASSWORD)]);
  expect(outcomes.map(({ kind }) => kind)).toEqual(Array(3).fill('signed_in'));
  expect((await account()).passwordHash).toMatch(TODAY);
});

test('a temporary password keeps its expiry', async () => {
  const { password } = await testUser(scope);
  const { temporaryExpiresAt } = await account();
  restartedWith(STRONGER);
  await attempt(password);
  expect(await account()).toMatchObject({ passwordKind: 'temporary', temporaryExpiresAt });
  expect(await signIn(later(scope, 7 * DAY), { username: 'danaortiz', password })).toEqual({
    kind: 'temporary_password_expired',
  });
});
