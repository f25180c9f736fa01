import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { lastSignIns, sessions, users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { findSession } from '@/lib/session/session-store';
import { signIn } from '@/lib/sign-in/sign-in';
import { disableUser, enableUser } from '@/tests/support/as-operator';
import { eventsOf } from '@/tests/support/events';
import { hashesDuring } from '@/tests/support/hash-counts';
import { lockRowsOf } from '@/tests/support/lock-rows';
import { DAY, later, NOON, noonPlus, testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, testUser, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

let scope: Scope;

beforeEach(async () => {
  scope = testScope(await testUtility());
});

const attempt = (password: string, within = scope) =>
  signIn(within, { username: 'danaortiz', password });

async function fail(times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) await attempt(WRONG_PASSWORD);
}

describe('the right password', () => {
  test('opens a session with the secret that comes back, at this utility', async () => {
    const { userId } = await testPerson(scope);
    const outcome = await attempt(PASSWORD, later(scope, 5));
    if (outcome.kind !== 'signed_in') throw new Error(outcome.kind);
    expect(outcome.sessionSecret).toMatch(/^[\w-]{43}$/);
    expect(await findSession(db(), 'harbor', outcome.sessionSecret)).toMatchObject({
      userId,
      method: 'password',
      createdAt: noonPlus(5),
      lastActiveAt: noonPlus(5),
      endedAt: null,
    });
  });

  test('is noted as the last sign-in; a wrong one is not', async () => {
    const { userId } = await testPerson(scope);
    const lastSignIn = async () => {
      const rows = await db().select().from(lastSignIns).where(eq(lastSignIns.userId, userId));
      return rows[0]?.at;
    };
    await attempt(WRONG_PASSWORD);
    expect(await lastSignIn()).toBeNull();
    await attempt(PASSWORD, later(scope, 9));
    expect(await lastSignIn()).toEqual(noonPlus(9));
  });

  test('on the third attempt gives all three back', async () => {
    await testPerson(scope);
    await fail(2);
    expect(await attempt(PASSWORD)).toMatchObject({ kind: 'signed_in' });
    expect(await attempt(WRONG_PASSWORD)).toEqual({ kind: 'wrong', attemptsLeft: 2 });
  });

  test('does not open a locked account, and the answer is the one that a wrong one gets', async () => {
    await testPerson(scope);
    await fail(3);
    const wrong = await attempt(WRONG_PASSWORD);
    const hashes = await hashesDuring(async () => expect(await attempt(PASSWORD)).toEqual(wrong));
    expect(hashes).toEqual({});
    expect(await db().select().from(sessions)).toEqual([]);
    expect(await lockRowsOf(scope)).toMatchObject([{ failed: 3 }]);
  });

  test('does not open a lock by waiting', async () => {
    await testPerson(scope);
    await fail(3);
    expect(await attempt(PASSWORD, later(scope, 400 * DAY))).toEqual({ kind: 'locked' });
  });

  test('is compared whole and with its spaces', async () => {
    const long = `${'Lantern-Bay-27 '.repeat(17)}x`;
    await testUser(scope, { password: long });
    for (const cut of [long.slice(0, -1), long.slice(0, 72), ` ${long}`, `${long} `]) {
      expect(await attempt(cut)).toMatchObject({ kind: 'wrong' });
      expect(await attempt(long)).toMatchObject({ kind: 'signed_in' });
    }
  });
});

describe('a disabled account', () => {
  beforeEach(async () => {
    const { userId } = await testPerson(scope);
    await disableUser(scope, userId);
  });

  test('is told apart by the right password alone', async () => {
    expect(await attempt(WRONG_PASSWORD)).toEqual({ kind: 'wrong', attemptsLeft: 2 });
    expect(await attempt(PASSWORD)).toEqual({ kind: 'disabled' });
    expect(await db().select().from(sessions)).toEqual([]);
  });

  test('that is locked is only locked, whatever the password', async () => {
    await fail(3);
    expect(await attempt(PASSWORD)).toEqual({ kind: 'locked' });
  });

  test('lets in again as soon as it is enabled', async () => {
    const [user] = await db().select().from(users);
    await enableUser(scope, user?.userId ?? '');
    expect(await attempt(PASSWORD)).toMatchObject({ kind: 'signed_in' });
  });
});

describe('a temporary password', () => {
  const week = 7 * DAY;

  test('lets in up to the last millisecond of its seven days', async () => {
    const { password } = await testUser(scope);
    expect(await attempt(password, later(scope, week - 1))).toMatchObject({ kind: 'signed_in' });
    const [event] = await eventsOf(scope, 'sign_in.succeeded');
    expect(event?.details).toEqual({ method: 'password', temporaryPassword: true });
  });

  test('is expired from the first millisecond after, and only the right one says so', async () => {
    const { password } = await testUser(scope);
    const after = later(scope, week);
    expect(await attempt(WRONG_PASSWORD, after)).toEqual({ kind: 'wrong', attemptsLeft: 2 });
    expect(await attempt(password, after)).toEqual({ kind: 'temporary_password_expired' });
    expect(await db().select().from(sessions)).toEqual([]);
  });

  test.each([1, 90])('lives for the %i days that the utility sets', async (temporaryDays) => {
    scope = testScope(await testUtility({ passwords: { temporaryDays } }));
    const { password } = await testUser(scope);
    const end = temporaryDays * DAY;
    expect(await attempt(password, later(scope, end))).toMatchObject({
      kind: 'temporary_password_expired',
    });
    expect(await attempt(password, later(scope, end - 1))).toMatchObject({ kind: 'signed_in' });
  });

  test('of a disabled account that has expired says disabled', async () => {
    const { userId, password } = await testUser(scope);
    await disableUser(scope, userId);
    expect(await attempt(password, later(scope, week))).toEqual({ kind: 'disabled' });
  });
});

describe('how a utility signs in', () => {
  test('by its portal alone closes the door to every password, and compares none', async () => {
    await testPerson(scope);
    const sso = testScope(await testUtility({ signIn: 'sso', sso: portal }), { now: NOON });
    for (const password of [PASSWORD, WRONG_PASSWORD, WRONG_PASSWORD, WRONG_PASSWORD]) {
      const hashes = await hashesDuring(async () =>
        expect(await attempt(password, sso)).toEqual({ kind: 'passwords_off' }),
      );
      expect(hashes).toEqual({});
    }
    expect(await lockRowsOf(scope)).toEqual([]);
  });

  test('by both lets a password in', async () => {
    await testPerson(scope);
    const both = testScope(await testUtility({ signIn: 'both', sso: portal }));
    expect(await attempt(PASSWORD, both)).toMatchObject({ kind: 'signed_in' });
  });
});
