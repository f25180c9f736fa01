import { beforeEach, describe, expect, test } from 'vitest';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { findSession } from '@/lib/session/session-store';
import { changePassword } from '@/lib/sign-in/change-password';
import { signIn } from '@/lib/sign-in/sign-in';
import { recordFailure } from '@/lib/throttle/throttle-store';
import { eventsOf, eventTypesOf } from '@/tests/support/events';
import { hashesDuring } from '@/tests/support/hash-counts';
import { failedAddressesOf, lockRowsOf } from '@/tests/support/lock-rows';
import { type SignedIn, signedIn } from '@/tests/support/signed-in';
import { later, noonPlus, SECOND, testScope } from '@/tests/support/test-scope';
import { PASSWORD, type TestUser, testPerson, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

const NEW = 'Quiet-River-31';
let scope: Scope;
let dana: TestUser;
let here: SignedIn;

beforeEach(async () => {
  scope = testScope(await testUtility());
  dana = await testPerson(scope);
  here = await signedIn(scope, dana);
});

const change = (current: string, ms = 5) => changePassword(later(here.scope, ms), current, NEW);
const attempt = (password: string) =>
  signIn({ ...scope, clientAddress: '203.0.113.9' }, { username: 'danaortiz', password });
const sessionOf = ({ secret }: SignedIn) => findSession(db(), 'harbor', secret);

describe('a wrong current password', () => {
  test('is counted, and says how many are left', async () => {
    expect(await change(WRONG_PASSWORD)).toEqual({ kind: 'wrong', attemptsLeft: 2 });
    expect(await change(WRONG_PASSWORD)).toEqual({ kind: 'wrong', attemptsLeft: 1 });
    expect(await sessionOf(here)).toMatchObject({ endedAt: null });
    expect(await eventsOf(scope, 'password.change_failed')).toMatchObject(
      Array(2).fill({
        actorKind: 'person',
        actorId: dana.userId,
        subjectId: dana.userId,
        details: { reason: 'wrong' },
      }),
    );
  });

  test('is counted together with failed sign-ins', async () => {
    await attempt(WRONG_PASSWORD);
    expect(await change(WRONG_PASSWORD)).toEqual({ kind: 'wrong', attemptsLeft: 1 });
    expect(await attempt(WRONG_PASSWORD)).toEqual({ kind: 'locked' });
    // A lock made at the door throws nobody out.
    expect(await sessionOf(here)).toMatchObject({ endedAt: null });
  });

  test('counts towards the throttle, by the address of this session’s request', async () => {
    await change(WRONG_PASSWORD);
    expect(await failedAddressesOf(scope)).toEqual(['198.51.100.7']);
  });

  test('is forgotten after the right one', async () => {
    await change(WRONG_PASSWORD);
    await change(WRONG_PASSWORD);
    expect(await change(PASSWORD)).toMatchObject({ kind: 'changed' });
    expect(await lockRowsOf(scope)).toEqual([{ failed: 0, openClaims: {}, lockedAt: null }]);
  });
});

describe('the third wrong current password', () => {
  let elsewhere: SignedIn;

  beforeEach(async () => {
    elsewhere = await signedIn(scope, dana);
    await change(WRONG_PASSWORD);
    await change(WRONG_PASSWORD);
    expect(await change(WRONG_PASSWORD, 7)).toEqual({ kind: 'locked', byThisGuess: true });
  });

  test('locks the account', async () => {
    expect(await attempt(PASSWORD)).toEqual({ kind: 'locked' });
    expect(await lockRowsOf(scope)).toMatchObject([{ failed: 3, lockedAt: noonPlus(7) }]);
  });

  test('ends this session and none of the person’s others', async () => {
    expect(await sessionOf(here)).toMatchObject({
      endedAt: noonPlus(7),
      endReason: 'locked_by_current_password',
    });
    expect(await sessionOf(elsewhere)).toMatchObject({ endedAt: null });
  });

  test('stands in the audit list with the lock and the end of the session', async () => {
    const events = await eventsOf(scope);
    expect(events.slice(-3)).toMatchObject([
      { type: 'password.change_failed', details: { reason: 'wrong' } },
      { type: 'user.locked', subjectId: dana.userId, details: { failedAttempts: 3 } },
      {
        type: 'session.ended',
        subjectId: dana.userId,
        actorId: dana.userId,
        details: { reason: 'locked_by_current_password' },
      },
    ]);
  });

  test('leaves the password as it was, and the right one is compared no more', async () => {
    expect(await eventsOf(scope, 'password.changed')).toEqual([]);
    const hashes = await hashesDuring(() => change(PASSWORD));
    expect(hashes).toEqual({});
  });
});

test('at an account that a stranger has locked, nothing is compared and the session lives on', async () => {
  for (let i = 0; i < 3; i += 1) await attempt(WRONG_PASSWORD);
  for (const current of [PASSWORD, WRONG_PASSWORD]) {
    const hashes = await hashesDuring(async () =>
      expect(await change(current)).toEqual({ kind: 'locked', byThisGuess: false }),
    );
    expect(hashes).toEqual({});
  }
  expect(await sessionOf(here)).toMatchObject({ endedAt: null });
  expect(await eventsOf(scope, 'password.change_failed')).toMatchObject(
    Array(2).fill({ subjectId: dana.userId, details: { reason: 'locked' } }),
  );
});

test('a throttled address is told to wait; nothing is compared or counted', async () => {
  const failures = Array.from({ length: 30 }, () =>
    recordFailure(db(), 'harbor', '198.51.100.7', scope.now()),
  );
  await Promise.all(failures);
  const before = await eventTypesOf(scope);
  const hashes = await hashesDuring(async () =>
    expect(await change(PASSWORD, 10 * SECOND - 1)).toEqual({
      kind: 'throttled',
      retryAfterSeconds: 1,
    }),
  );
  expect(hashes).toEqual({});
  expect(await eventTypesOf(scope)).toEqual(before);
  expect(await change(PASSWORD, 10 * SECOND)).toMatchObject({ kind: 'changed' });
});

test('nobody without a session has a password to change', async () => {
  await expect(changePassword(scope, PASSWORD, NEW)).rejects.toThrow('Only a person');
});

test('a session of one utility changes nothing at another', async () => {
  const summit = await testUtility({ utility: 'summit' });
  await testPerson(testScope(summit));
  expect(await changePassword({ ...here.scope, utility: summit }, PASSWORD, NEW)).toEqual({
    kind: 'no_personal_password',
  });
});
