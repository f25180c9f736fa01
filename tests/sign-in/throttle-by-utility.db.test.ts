import { beforeEach, describe, expect, test, vi } from 'vitest';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { recordFailure } from '@/lib/throttle/throttle-store';
import { DAY, later, MINUTE, noonPlus, SECOND, testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

const KNOWN = '198.51.100.7';
const UNKNOWN = '203.0.113.9';
// Many attempts at a time, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 30_000 });

let scope: Scope;

beforeEach(async () => {
  scope = testScope(await testUtility());
  await testPerson(scope);
});

const attempt = (clientAddress: string, ms = 0, password = WRONG_PASSWORD) =>
  signIn({ ...later(scope, ms), clientAddress }, { username: 'danaortiz', password });

/** Failures of a list of names being run from many addresses, at noon. */
async function failElsewhere(times: number, ms = 0): Promise<void> {
  const address = (i: number) => `192.0.2.${i % 250}`;
  await Promise.all(
    Array.from({ length: times }, (_, i) =>
      recordFailure(db(), 'harbor', address(i), noonPlus(ms)),
    ),
  );
}

/** Somebody signs in from there, so many milliseconds after noon. */
async function becomeKnown(ms: number): Promise<void> {
  expect(await attempt(KNOWN, ms, PASSWORD)).toMatchObject({ kind: 'signed_in' });
}

describe('when a utility has had 300 failures in ten minutes', () => {
  test('an address that nobody knows has one attempt every ten seconds', async () => {
    await failElsewhere(300);
    expect(await attempt(UNKNOWN)).toEqual({ kind: 'wrong', attemptsLeft: 2 });
    expect(await attempt(UNKNOWN, 1)).toEqual({ kind: 'throttled', retryAfterSeconds: 10 });
    expect(await attempt(UNKNOWN, 10 * SECOND - 1)).toMatchObject({ kind: 'throttled' });
    expect(await attempt(UNKNOWN, 10 * SECOND)).toEqual({ kind: 'wrong', attemptsLeft: 1 });
  });

  test('each unknown address has a pace of its own', async () => {
    await failElsewhere(300);
    await attempt(UNKNOWN);
    expect(await attempt('203.0.113.10')).toEqual({ kind: 'wrong', attemptsLeft: 1 });
  });

  test('an address from which somebody signed in goes on as ever', async () => {
    await becomeKnown(0);
    await failElsewhere(300);
    expect(await attempt(KNOWN)).toEqual({ kind: 'wrong', attemptsLeft: 2 });
    expect(await attempt(KNOWN)).toEqual({ kind: 'wrong', attemptsLeft: 1 });
    expect(await attempt(KNOWN, 0, PASSWORD)).toMatchObject({ kind: 'signed_in' });
  });

  test('a failed sign-in does not make an address known', async () => {
    await attempt(KNOWN);
    await failElsewhere(299);
    expect(await attempt(KNOWN, 0, PASSWORD)).toMatchObject({ kind: 'throttled' });
  });

  test('an address is known for thirty days and not a millisecond more', async () => {
    await becomeKnown(0);
    for (const [ms, kind] of [
      [30 * DAY - 1, 'wrong'],
      [30 * DAY, 'throttled'],
    ] as const) {
      await failElsewhere(300, ms);
      await recordFailure(db(), 'harbor', KNOWN, noonPlus(ms));
      expect(await attempt(KNOWN, ms)).toMatchObject({ kind });
    }
  });
});

test('299 failures slow nobody, the 300th slows', async () => {
  await failElsewhere(298);
  expect(await attempt(UNKNOWN)).toEqual({ kind: 'wrong', attemptsLeft: 2 });
  expect(await attempt(UNKNOWN)).toEqual({ kind: 'wrong', attemptsLeft: 1 });
  expect(await attempt(UNKNOWN, 0, PASSWORD)).toMatchObject({ kind: 'throttled' });
});

test('after ten minutes unknown addresses are free again, and not before', async () => {
  await failElsewhere(300);
  await recordFailure(db(), 'harbor', UNKNOWN, noonPlus(10 * MINUTE - 2));
  expect(await attempt(UNKNOWN, 10 * MINUTE - 1, PASSWORD)).toMatchObject({ kind: 'throttled' });
  expect(await attempt(UNKNOWN, 10 * MINUTE, PASSWORD)).toMatchObject({ kind: 'signed_in' });
});
