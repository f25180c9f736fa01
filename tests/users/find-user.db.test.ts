import { beforeEach, describe, expect, test } from 'vitest';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { everybody, findUser, findUserByUsername } from '@/lib/users/find-user';
import { disableUser } from '@/tests/support/as-operator';
import { DAY, later, MINUTE, NOON, noonPlus, testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, testUser, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

let scope: Scope;

beforeEach(async () => {
  scope = testScope(await testUtility({ signIn: 'both', sso: portal }));
});

const statusOf = async (username: string, ms = 0) =>
  (await findUserByUsername(later(scope, ms), username))?.status;

async function lock(username: string): Promise<void> {
  for (let i = 0; i < 3; i += 1) await signIn(scope, { username, password: WRONG_PASSWORD });
}

describe('a person’s status is what hinders most', () => {
  test('active with a password of their own', async () => {
    await testPerson(scope);
    expect(await statusOf('danaortiz')).toBe('active');
  });

  test('a temporary password that is pending, and expired from its last instant on', async () => {
    await testUser(scope);
    expect(await statusOf('danaortiz', 7 * DAY - 1)).toBe('temporary_pending');
    expect(await statusOf('danaortiz', 7 * DAY)).toBe('temporary_expired');
  });

  test('locked after the third failure, before anything of the password', async () => {
    await testUser(scope);
    await lock('danaortiz');
    expect(await statusOf('danaortiz', 8 * DAY)).toBe('locked');
  });

  test('disabled before locked', async () => {
    const { userId } = await testPerson(scope);
    await lock('danaortiz');
    await disableUser(scope, userId);
    expect(await statusOf('danaortiz')).toBe('disabled');
  });

  test('never locked for one who signs in by SSO', async () => {
    await testUser(scope, { username: 'portal', signInMethod: 'sso' });
    await lock('portal');
    expect(await statusOf('portal')).toBe('active');
  });
});

describe('a person is found', () => {
  test('by the username in any spelling, with the last sign-in, and without a hash', async () => {
    const { userId } = await testPerson(scope, { roles: ['CSA', 'BILL_ADVISOR'] });
    await signIn(later(scope, 7), { username: 'danaortiz', password: PASSWORD });
    expect(await findUserByUsername(scope, ' DANAORTIZ ')).toEqual({
      userId,
      username: 'danaortiz',
      fullName: 'Dana Ortiz',
      email: 'danaortiz@mail.example',
      roles: ['CSA', 'BILL_ADVISOR'],
      signInMethod: 'password',
      status: 'active',
      lastSignInAt: noonPlus(7),
    });
  });

  test('at their own utility alone', async () => {
    await testPerson(scope);
    const summit = testScope(await testUtility({ utility: 'summit' }));
    expect(await findUserByUsername(summit, 'danaortiz')).toBeNull();
    expect(await namesOf(summit)).toEqual([]);
  });
});

describe('a person’s page knows', () => {
  test('since when they are locked, and of SSO accounts that nothing locks them', async () => {
    const { userId } = await testPerson(scope);
    const sso = await testUser(scope, { username: 'portal', signInMethod: 'sso' });
    expect(await findUser(scope, userId)).toMatchObject({ lockedAt: null });
    for (const username of ['danaortiz', 'portal']) await lock(username);
    expect(await findUser(scope, userId)).toMatchObject({ status: 'locked', lockedAt: NOON });
    expect(await findUser(scope, sso.userId)).toMatchObject({
      status: 'active',
      lockedAt: null,
      temporaryExpiresAt: null,
      isAwaitingHandOut: false,
    });
  });

  test('until when their temporary password works, and of their own that it has no end', async () => {
    const dana = await testUser(scope);
    const sam = await testPerson(scope, { username: 'samlee' });
    const temporaryExpiresAt = noonPlus(7 * DAY);
    expect(await findUser(scope, dana.userId)).toMatchObject({ temporaryExpiresAt });
    expect(await findUser(scope, sam.userId)).toMatchObject({ temporaryExpiresAt: null });
  });

  test('in how many places they are signed in, not counting sessions that are over', async () => {
    const { userId } = await testPerson(scope);
    const idle = 30 * MINUTE;
    for (const ms of [0, 0, idle]) {
      await signIn(later(scope, ms), { username: 'danaortiz', password: PASSWORD });
    }
    const openAt = async (ms: number) => (await findUser(later(scope, ms), userId))?.openSessions;
    expect(await openAt(idle - 1)).toBe(3);
    expect(await openAt(idle)).toBe(1);
    expect(await openAt(DAY)).toBe(0);
  });

  test('who else has their address, where that is in the way', async () => {
    const email = 'team@mail.example';
    const one = await testUser(scope, { username: 'one', email });
    const two = await testUser(scope, { username: 'two', email: 'TEAM@mail.example' });
    const off = await testUser(scope, { username: 'off', email });
    const sso = await testUser(scope, { username: 'sso', email, signInMethod: 'sso' });
    await disableUser(scope, off.userId);
    const sharing = async ({ userId }: { userId: string }) =>
      (await findUser(scope, userId))?.sharesEmailWith;
    expect(await sharing(one)).toEqual([{ userId: two.userId, username: 'two' }]);
    for (const person of [off, sso]) expect(await sharing(person)).toEqual([]);
  });

  test('nothing of somebody at another utility, or of nobody', async () => {
    const { userId } = await testPerson(scope);
    const summit = testScope(await testUtility({ utility: 'summit' }));
    expect(await findUser(summit, userId)).toBeNull();
    expect(await findUser(scope, '00000000-0000-4000-8000-000000000000')).toBeNull();
  });

  test('no hash and no key of the account', async () => {
    const { userId } = await testPerson(scope);
    const told = JSON.stringify(await findUser(scope, userId));
    expect(told).not.toMatch(/argon2|hash|lockKey/i);
  });
});

test('everybody is there, by username, over as many pages as it takes', async () => {
  for (const username of ['c', 'b', 'a']) await testUser(scope, { username });
  expect(await namesOf(scope)).toEqual(['a', 'b', 'c']);
});

async function namesOf(where: Scope): Promise<string[]> {
  const names: string[] = [];
  for await (const page of everybody(where)) names.push(...page.map(({ username }) => username));
  return names;
}
