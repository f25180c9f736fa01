import { beforeEach, describe, expect, test, vi } from 'vitest';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { recordFailure } from '@/lib/throttle/throttle-store';
import { eventsOf } from '@/tests/support/events';
import { hashesDuring } from '@/tests/support/hash-counts';
import { failedAddressesOf, lockRowsOf } from '@/tests/support/lock-rows';
import { restartedWith } from '@/tests/support/settings';
import { later, MINUTE, SECOND, testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

// Many attempts at a time, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 30_000 });

let scope: Scope;

beforeEach(async () => {
  scope = testScope(await testUtility());
  await testPerson(scope);
});

const attempt = (ms: number, within = scope, password = WRONG_PASSWORD) =>
  signIn(later(within, ms), { username: 'danaortiz', password });

/** So many failures of the address at noon. */
async function failHere(times: number, clientAddress = '198.51.100.7'): Promise<void> {
  await Promise.all(
    Array.from({ length: times }, () => recordFailure(db(), 'harbor', clientAddress, scope.now())),
  );
}

describe('an address', () => {
  test('has thirty failures in ten minutes, and is then told to wait ten seconds', async () => {
    const at = (name: string) => signIn(scope, { username: name, password: WRONG_PASSWORD });
    for (let i = 0; i < 30; i += 1) expect(await at(`nobody${i}`)).toMatchObject({ kind: 'wrong' });
    expect(await at('nobody30')).toEqual({ kind: 'throttled', retryAfterSeconds: 10 });
  });

  test('has another attempt ten seconds after its last failure, and one only', async () => {
    await failHere(30);
    expect(await attempt(10 * SECOND - 1)).toEqual({ kind: 'throttled', retryAfterSeconds: 1 });
    expect(await attempt(10 * SECOND)).toEqual({ kind: 'wrong', attemptsLeft: 2 });
    expect(await attempt(10 * SECOND)).toEqual({ kind: 'throttled', retryAfterSeconds: 10 });
  });

  test('is free again when its failures are ten minutes old, and not before', async () => {
    await failHere(30);
    const end = 10 * MINUTE;
    expect(await attempt(end - 1)).toMatchObject({ kind: 'wrong' });
    // That was the thirty-first, and the others are outside the window from now on.
    expect(await attempt(end)).toMatchObject({ kind: 'wrong' });
    expect(await attempt(end)).toEqual({ kind: 'locked' });
  });

  test('is not slowed by people who sign in, however many', async () => {
    await failHere(29);
    for (let i = 0; i < 40; i += 1) {
      expect(await attempt(0, scope, PASSWORD)).toMatchObject({ kind: 'signed_in' });
    }
  });

  test('is slowed by guesses at a locked name, too', async () => {
    for (let i = 0; i < 30; i += 1) await attempt(0);
    expect(await attempt(0)).toMatchObject({ kind: 'throttled' });
    expect(await failedAddressesOf(scope)).toHaveLength(30);
  });

  test('does not slow another one', async () => {
    await failHere(31);
    const elsewhere = { ...scope, clientAddress: '198.51.100.8' };
    expect(await attempt(0, elsewhere)).toMatchObject({ kind: 'wrong' });
  });

  test.each([
    ['of an IPv6 /64 is the same', '2001:db8:0:1:ffff:ffff:ffff:ffff', 'throttled'],
    ['of the next /64 is another', '2001:db8:0:2::1', 'wrong'],
  ])('%s', async (_, clientAddress, kind) => {
    await failHere(30, '2001:db8:0:1::1');
    expect(await attempt(0, { ...scope, clientAddress })).toMatchObject({ kind });
  });
});

describe('a throttled attempt', () => {
  beforeEach(async () => {
    await failHere(30);
  });

  test('is not compared, right or wrong', async () => {
    for (const password of [PASSWORD, WRONG_PASSWORD]) {
      const hashes = await hashesDuring(async () =>
        expect(await attempt(0, scope, password)).toMatchObject({ kind: 'throttled' }),
      );
      expect(hashes).toEqual({});
    }
  });

  test('counts neither to the lock nor to the throttle, and makes no event', async () => {
    const before = await eventsOf(scope);
    for (let i = 0; i < 5; i += 1) await attempt(0);
    expect(await lockRowsOf(scope)).toEqual([]);
    expect(await failedAddressesOf(scope)).toHaveLength(30);
    expect(await eventsOf(scope)).toEqual(before);
    expect(await attempt(10 * SECOND)).toEqual({ kind: 'wrong', attemptsLeft: 2 });
  });

  test('at a locked name says to wait, as at any other', async () => {
    const elsewhere = { ...scope, clientAddress: '198.51.100.8' };
    for (let i = 0; i < 3; i += 1) await attempt(0, elsewhere);
    expect(await attempt(0)).toMatchObject({ kind: 'throttled' });
  });

  test('lets the right password in ten seconds later', async () => {
    expect(await attempt(10 * SECOND, scope, PASSWORD)).toMatchObject({ kind: 'signed_in' });
  });
});

test('a burst passes the limit by no more than are compared at a time', async () => {
  const places = 4;
  restartedWith({ HASH_CONCURRENCY: String(places) });
  const hashes = await hashesDuring(() =>
    Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        signIn(scope, { username: `nobody${i}`, password: WRONG_PASSWORD }),
      ),
    ),
  );
  expect(hashes.decoy).toBeGreaterThanOrEqual(30);
  expect(hashes.decoy).toBeLessThan(30 + places);
  for (const { openClaims } of await lockRowsOf(scope)) expect(openClaims).toEqual({});
});
