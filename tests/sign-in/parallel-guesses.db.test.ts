import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Scope } from '@/lib/scope';
import { type SignInOutcome, signIn } from '@/lib/sign-in/sign-in';
import { eventsOf } from '@/tests/support/events';
import { hashesDuring } from '@/tests/support/hash-counts';
import { lockRowsOf } from '@/tests/support/lock-rows';
import { restartedWith } from '@/tests/support/settings';
import { testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

// Many attempts at a time, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 30_000 });

let scope: Scope;

beforeEach(async () => {
  // As much at the same time as on many servers: nothing but the lock stands in between.
  restartedWith({ HASH_CONCURRENCY: '64' });
  scope = testScope(await testUtility());
  await testPerson(scope);
});

/** So many attempts at the same moment, each from an address of its own. */
function atOnce(times: number, username: string, password: string): Promise<SignInOutcome[]> {
  return Promise.all(
    Array.from({ length: times }, (_, i) =>
      signIn({ ...scope, clientAddress: `203.0.113.${i}` }, { username, password }),
    ),
  );
}

const count = (outcomes: SignInOutcome[], kind: SignInOutcome['kind']) =>
  outcomes.filter((outcome) => outcome.kind === kind).length;

describe.each([
  ['of a person', 'danaortiz', 'guess'],
  ['that no account has', 'nobody', 'decoy'],
] as const)('a name %s', (_, username, purpose) => {
  test('compares no more than three wrong guesses when fifty arrive at once', async () => {
    const hashes = await hashesDuring(async () => {
      const outcomes = await atOnce(50, username, WRONG_PASSWORD);
      expect(count(outcomes, 'wrong')).toBe(2);
      expect(count(outcomes, 'locked')).toBe(48);
    });
    expect(hashes).toEqual({ [purpose]: 3 });
    expect(await lockRowsOf(scope)).toMatchObject([{ failed: 3, openClaims: {} }]);
    expect(await eventsOf(scope, 'user.locked')).toHaveLength(1);
  });

  test('compares the one that is left after two failures', async () => {
    for (let i = 0; i < 2; i += 1) await signIn(scope, { username, password: WRONG_PASSWORD });
    expect(await hashesDuring(() => atOnce(50, username, WRONG_PASSWORD))).toEqual({
      [purpose]: 1,
    });
  });
});

test('from one address, too, no more than three are compared', async () => {
  const attempts = () =>
    Promise.all(
      Array.from({ length: 50 }, () =>
        signIn(scope, { username: 'danaortiz', password: WRONG_PASSWORD }),
      ),
    );
  expect(await hashesDuring(attempts)).toEqual({ guess: 3 });
});

test('in every spelling of the name together no more than three are compared', async () => {
  const spellings = ['danaortiz', 'DANAORTIZ', ' DanaOrtiz ', 'ｄａｎａｏｒｔｉｚ'];
  const attempts = () =>
    Promise.all(spellings.map((username) => atOnce(15, username, WRONG_PASSWORD)));
  expect(await hashesDuring(attempts)).toEqual({ guess: 3 });
});

test.each([1, 5])('a limit of %i is exact in a rush', async (attempts) => {
  scope = testScope(await testUtility({ lockout: { attempts } }));
  expect(await hashesDuring(() => atOnce(30, 'danaortiz', WRONG_PASSWORD))).toEqual({
    guess: attempts,
  });
});

describe('the right password', () => {
  test('lets in all of fifty who arrive at once', async () => {
    const outcomes = await atOnce(50, 'danaortiz', PASSWORD);
    expect(count(outcomes, 'signed_in')).toBe(50);
    expect(await lockRowsOf(scope)).toEqual([{ failed: 0, openClaims: {}, lockedAt: null }]);
  });

  test('typed twice in a row hurts nobody, not even on the last attempt', async () => {
    await atOnce(2, 'danaortiz', WRONG_PASSWORD);
    const outcomes = await atOnce(2, 'danaortiz', PASSWORD);
    expect(count(outcomes, 'signed_in')).toBe(2);
  });

  test('hidden among wrong ones does not open a lock that they have made', async () => {
    await Promise.all([
      atOnce(40, 'danaortiz', WRONG_PASSWORD),
      atOnce(3, 'danaortiz', PASSWORD),
      atOnce(40, 'danaortiz', WRONG_PASSWORD),
    ]);
    expect(count(await atOnce(5, 'danaortiz', PASSWORD), 'locked')).toBe(5);
  });
});
