import { beforeEach, describe, expect, test } from 'vitest';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { everybody, findUserByUsername } from '@/lib/users/find-user';
import { disableUser } from '@/tests/support/as-operator';
import { DAY, later, noonPlus, testScope } from '@/tests/support/test-scope';
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

test('everybody is there, by username, over as many pages as it takes', async () => {
  for (const username of ['c', 'b', 'a']) await testUser(scope, { username });
  expect(await namesOf(scope)).toEqual(['a', 'b', 'c']);
});

async function namesOf(where: Scope): Promise<string[]> {
  const names: string[] = [];
  for await (const { username } of everybody(where)) names.push(username);
  return names;
}
