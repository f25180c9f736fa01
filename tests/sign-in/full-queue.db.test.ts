import { beforeEach, describe, expect, test, vi } from 'vitest';
import { HashQueue, hashQueue, LONGEST_WAIT_MS } from '@/lib/passwords/hash-queue';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { eventsOf } from '@/tests/support/events';
import { hashesDuring } from '@/tests/support/hash-counts';
import { failedAddressesOf, lockRowsOf } from '@/tests/support/lock-rows';
import { restartedWith } from '@/tests/support/settings';
import { testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

let scope: Scope;

beforeEach(async () => {
  restartedWith({ HASH_CONCURRENCY: '1' });
  scope = testScope(await testUtility());
  await testPerson(scope);
});

const attempt = (username = 'danaortiz', password = PASSWORD) =>
  signIn(scope, { username, password });

/** A queue of which the one place is taken, by work that took a long time before. */
async function fillQueue(): Promise<() => void> {
  const clock = vi.spyOn(performance, 'now');
  const start = performance.now();
  await hashQueue().run(0, async () => void clock.mockReturnValue(start + 1_000_000));
  clock.mockRestore();
  let free = () => {};
  void hashQueue().run(0, () => new Promise<void>((resolve) => (free = resolve)));
  return () => free();
}

describe('when the hash queue is full', () => {
  test.each(['danaortiz', 'nobody'])('an attempt at %s says when to come back', async (name) => {
    const free = await fillQueue();
    const hashes = await hashesDuring(async () =>
      expect(await attempt(name)).toEqual({ kind: 'busy', retryAfterSeconds: 30 }),
    );
    expect(hashes).toEqual({});
    free();
  });

  test('nothing is counted: no failure, no claim, no event, however often', async () => {
    const before = await eventsOf(scope);
    const free = await fillQueue();
    for (let i = 0; i < 5; i += 1) expect(await attempt()).toMatchObject({ kind: 'busy' });
    free();
    expect(await lockRowsOf(scope)).toEqual([{ failed: 0, openClaims: {}, lockedAt: null }]);
    expect(await failedAddressesOf(scope)).toEqual([]);
    expect(await eventsOf(scope)).toEqual(before);
  });

  test('a locked name is answered at once', async () => {
    for (let i = 0; i < 3; i += 1) await attempt('danaortiz', WRONG_PASSWORD);
    const free = await fillQueue();
    expect(await attempt()).toEqual({ kind: 'locked' });
    free();
  });

  test('it goes on by itself when the cause is gone', async () => {
    const free = await fillQueue();
    await attempt();
    free();
    expect(await attempt()).toMatchObject({ kind: 'signed_in' });
  });
});

test('who waits for a place waits no longer than ten seconds from arrival', async () => {
  const run = vi.spyOn(HashQueue.prototype, 'run');
  await attempt();
  const waitMs = run.mock.calls[0]?.[0] ?? 0;
  expect(waitMs).toBeLessThanOrEqual(LONGEST_WAIT_MS);
  expect(waitMs).toBeGreaterThan(LONGEST_WAIT_MS - 5000);
});
