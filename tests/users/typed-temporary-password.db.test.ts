import { beforeEach, describe, expect, test } from 'vitest';
import { users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { createPersonalPassword } from '@/lib/sign-in/create-personal-password';
import { signIn } from '@/lib/sign-in/sign-in';
import { addUser } from '@/lib/users/add-user';
import { changeToPassword } from '@/lib/users/change-to-password';
import { resetToTemporaryPassword } from '@/lib/users/reset-to-temporary-password';
import { eventsOf } from '@/tests/support/events';
import { signedIn } from '@/tests/support/signed-in';
import { rowsWith } from '@/tests/support/stored-text';
import { testAdministrator } from '@/tests/support/test-administrator';
import { DAY, later, noonPlus, testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal, type Settings } from '@/tests/support/utility-settings';

const TYPED = 'Welcome-Aboard-31';
let door: Scope;
let admin: Scope;
let userId: string;

async function at(settings: Settings = {}): Promise<void> {
  door = testScope(await testUtility({ signIn: 'both', sso: portal, ...settings }));
  admin = later((await testAdministrator(door)).scope, 5);
}

beforeEach(async () => {
  await at();
  ({ userId } = await testPerson(door));
});

const kim = {
  username: 'kim',
  fullName: 'Kim Park',
  email: 'kim@mail.example',
  roles: ['CSR' as const],
  signInMethod: 'password' as const,
};

/** Every way in which an administrator may type one, for somebody new each time. */
const WAYS = {
  'at adding': (typed: string) => addUser(admin, kim, { typedPassword: typed }),
  'at a reset': (typed: string) => resetToTemporaryPassword(admin, userId, typed),
  async 'at the change from SSO'(typed: string) {
    const alice = await testUser(door, { username: 'alice', signInMethod: 'sso' });
    return changeToPassword(admin, alice.userId, typed);
  },
} as const;
const ways = Object.entries(WAYS);

describe.each(ways)('%s', (_, give) => {
  test('what was typed is the temporary password, as it was typed, and stored nowhere', async () => {
    const outcome = await give(TYPED);
    expect(outcome).toMatchObject({
      temporaryPassword: { password: TYPED, expiresAt: noonPlus(7 * DAY + 5) },
    });
    expect(await rowsWith(TYPED)).toEqual([]);
  });

  test.each([
    ['too short', 'Ab-31xy', ['too_short']],
    ['common', 'Password123', ['common']],
    ['empty', '', undefined],
    ['too long', `Aa1-${'x'.repeat(253)}`, undefined],
  ])('what is %s is refused, and nothing is changed', async (__, typed, failed) => {
    const before = await db().select().from(users);
    const outcome = await give(typed);
    expect(outcome).toMatchObject({ kind: 'password_refused' });
    if (failed && outcome.kind === 'password_refused') {
      expect(outcome.failed).toEqual(expect.arrayContaining(failed));
    }
    const after = await db().select().from(users);
    expect(after.filter(({ username }) => username !== 'alice')).toEqual(before);
    const types = ['user.password_reset_to_temporary', 'user.changed_to_password'] as const;
    expect(await eventsOf(door, ...types)).toEqual([]);
  });

  test('nothing may be typed where they are always made', async () => {
    await db().delete(users);
    await at({ passwords: { typedTemporary: false } });
    ({ userId } = await testPerson(door));
    expect(await give(TYPED)).toEqual({ kind: 'typing_off' });
  });
});

describe('a typed temporary password', () => {
  test('holds no part of the person, new or old', async () => {
    const typed = { typedPassword: 'My-kim-31-Friend' };
    // Three letters are no part; the username as a whole is.
    expect(await addUser(admin, kim, typed)).toMatchObject({ kind: 'password_refused' });
    expect(await resetToTemporaryPassword(admin, userId, 'My-Ortiz-31-x')).toMatchObject({
      kind: 'password_refused',
    });
    expect(await resetToTemporaryPassword(admin, userId, 'My-Harbor-31-x')).toMatchObject({
      kind: 'password_refused',
    });
  });

  test('may be one that the person had: a refusal would tell that it was guessed', async () => {
    expect(await resetToTemporaryPassword(admin, userId, PASSWORD)).toMatchObject({
      kind: 'reset',
    });
  });

  test('lets in until the last millisecond, then says that it has expired', async () => {
    await resetToTemporaryPassword(admin, userId, TYPED);
    const attempt = (ms: number) =>
      signIn(later(door, ms), { username: 'danaortiz', password: TYPED });
    expect(await attempt(7 * DAY + 4)).toMatchObject({ kind: 'signed_in' });
    expect(await attempt(7 * DAY + 5)).toEqual({ kind: 'temporary_password_expired' });
  });

  test('lives as long as the utility says', async () => {
    const utility = await testUtility({ passwords: { temporaryDays: 1 } });
    [door, admin] = [testScope(utility), { ...admin, utility }];
    await resetToTemporaryPassword(admin, userId, TYPED);
    const attempt = (ms: number) =>
      signIn(later(door, ms), { username: 'danaortiz', password: TYPED });
    expect(await attempt(DAY + 4)).toMatchObject({ kind: 'signed_in' });
    expect(await attempt(DAY + 5)).toEqual({ kind: 'temporary_password_expired' });
  });

  test('must be replaced by another one', async () => {
    await resetToTemporaryPassword(admin, userId, TYPED);
    const dana = { userId, username: 'danaortiz', password: TYPED };
    const { scope } = await signedIn(later(door, 6), dana);
    expect(await createPersonalPassword(scope, TYPED)).toEqual({
      kind: 'refused',
      failed: ['same_as_temporary'],
    });
    expect(await createPersonalPassword(scope, 'Harvest-Moon-41')).toMatchObject({
      kind: 'created',
    });
  });
});

test('at a modern utility nothing may be typed, unless it says so', async () => {
  const typed = { typedPassword: 'quiet river runs past noon' };
  const at = async (passwords: Settings['passwords']) => ({
    ...admin,
    utility: await testUtility({ passwords }),
  });
  const modern = await at({ preset: 'modern' });
  expect(await addUser(modern, kim, typed)).toEqual({ kind: 'typing_off' });
  const lenient = await at({ preset: 'modern', typedTemporary: true });
  expect(await addUser(lenient, kim, typed)).toMatchObject({ kind: 'added' });
});
