import { beforeEach, describe, expect, test, vi } from 'vitest';
import { sessions } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import {
  disableUser,
  enableUser,
  resetToTemporaryPassword,
  unlockUser,
} from '@/tests/support/as-operator';
import { eventsOf } from '@/tests/support/events';
import { lockRowsOf } from '@/tests/support/lock-rows';
import { restartedWith } from '@/tests/support/settings';
import { later, NOON, noonPlus, testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

const { meanwhile } = vi.hoisted(() => ({ meanwhile: [] as (() => Promise<unknown>)[] }));

vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof import('@node-rs/argon2')>();
  return {
    ...real,
    async verify(...asked: Parameters<typeof real.verify>) {
      const answer = await real.verify(...asked);
      await meanwhile.shift()?.();
      return answer;
    },
  };
});

let now: Date;
let scope: Scope;
let userId: string;

beforeEach(async () => {
  // The attempts of the same test must not wait for each other's places.
  restartedWith({ HASH_CONCURRENCY: '8' });
  now = NOON;
  scope = testScope(await testUtility(), { now: () => now });
  ({ userId } = await testPerson(scope));
  meanwhile.length = 0;
});

const attempt = (password: string) => signIn(scope, { username: 'danaortiz', password });

/** A sign-in during whose comparison something happens, a minute later for whom that concerns. */
function attemptWhile(password: string, happens: (scope: Scope) => Promise<unknown>) {
  meanwhile.push(() => happens(later(scope, 60)));
  return attempt(password);
}

describe('when something happens while a right password is being compared', () => {
  test('and the password is replaced, it opens nothing and counts as wrong', async () => {
    expect(await attemptWhile(PASSWORD, (s) => resetToTemporaryPassword(s, userId))).toEqual({
      kind: 'wrong',
      attemptsLeft: 2,
    });
    expect(await db().select().from(sessions)).toEqual([]);
    expect(await lockRowsOf(scope)).toMatchObject([{ failed: 1, openClaims: {} }]);
    expect((await eventsOf(scope, 'sign_in.failed')).map(({ details }) => details)).toEqual([
      { reason: 'wrong' },
    ]);
  });

  test('and the account is disabled, it says so and opens nothing', async () => {
    expect(await attemptWhile(PASSWORD, (s) => disableUser(s, userId))).toEqual({
      kind: 'disabled',
    });
    expect(await db().select().from(sessions)).toEqual([]);
  });

  test('and the account is enabled, it lets in', async () => {
    await disableUser(scope, userId);
    expect(await attemptWhile(PASSWORD, (s) => enableUser(s, userId))).toMatchObject({
      kind: 'signed_in',
    });
  });

  test('and another one upgrades the hash, both let in', async () => {
    restartedWith({ HASH_CONCURRENCY: '8', ARGON2_ITERATIONS: '2' });
    expect(
      await attemptWhile(PASSWORD, async () =>
        expect(await attempt(PASSWORD)).toMatchObject({ kind: 'signed_in' }),
      ),
    ).toMatchObject({ kind: 'signed_in' });
  });
});

test('a wrong password that was being compared during an unlock still counts', async () => {
  await attempt(WRONG_PASSWORD);
  await attempt(WRONG_PASSWORD);
  expect(await attemptWhile(WRONG_PASSWORD, (s) => unlockUser(s, userId))).toEqual({
    kind: 'wrong',
    attemptsLeft: 2,
  });
});

describe('a comparison that takes longer than fifteen seconds', () => {
  /** Meanwhile somebody else tries, and counts the slow one as a dead process's. */
  const somebodyElse = async () => {
    now = noonPlus(15_000);
    await attempt(WRONG_PASSWORD);
  };

  test('and is right signs in, although another attempt has counted it', async () => {
    expect((await attemptWhile(PASSWORD, somebodyElse)).kind).toBe('signed_in');
    expect(await db().select().from(sessions)).toHaveLength(1);
    expect(await lockRowsOf(scope)).toMatchObject([{ failed: 0, lockedAt: null }]);
  });

  test('and is right does not say locked of an account that is not', async () => {
    expect(await attemptWhile(PASSWORD, somebodyElse)).not.toEqual({ kind: 'locked' });
  });

  test('and is wrong counts once', async () => {
    expect(await attemptWhile(WRONG_PASSWORD, somebodyElse)).toEqual({
      kind: 'wrong',
      attemptsLeft: 1,
    });
    expect(await lockRowsOf(scope)).toMatchObject([{ failed: 2, openClaims: {} }]);
  });
});

test('an exception while comparing gives the place back, and counts nothing', async () => {
  restartedWith({ HASH_CONCURRENCY: '1' });
  const broken = attemptWhile(PASSWORD, () => Promise.reject(new Error('out of memory')));
  await expect(broken).rejects.toThrow('out of memory');
  now = noonPlus(15_000);
  expect(await attempt(WRONG_PASSWORD)).toEqual({ kind: 'wrong', attemptsLeft: 2 });
});
