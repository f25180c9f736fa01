import { beforeEach, describe, expect, test, vi } from 'vitest';
import { db } from '@/lib/db';
import { HashQueue } from '@/lib/passwords/hash-queue';
import type { Scope } from '@/lib/scope';
import { findSession } from '@/lib/session/session-store';
import { changePassword } from '@/lib/sign-in/change-password';
import { signIn } from '@/lib/sign-in/sign-in';
import { eventsOf, eventTypesOf } from '@/tests/support/events';
import { hashesDuring } from '@/tests/support/hash-counts';
import { failedAddressesOf, lockRowsOf } from '@/tests/support/lock-rows';
import { restartedWith } from '@/tests/support/settings';
import { type SignedIn, signedIn } from '@/tests/support/signed-in';
import { later, testScope } from '@/tests/support/test-scope';
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

const change = (current: string) => changePassword(later(here.scope, 5), current, NEW);
const sessionOf = ({ secret }: SignedIn) => findSession(db(), 'harbor', secret);

describe('many guesses at once, at the door and in sessions,', () => {
  beforeEach(() => restartedWith({ HASH_CONCURRENCY: '64' }));

  test('never compare more than three wrong passwords', async () => {
    const other = await signedIn(scope, dana);
    const guesses = Array.from({ length: 45 }, (_, i) => {
      const clientAddress = `203.0.113.${i}`;
      if (i % 3 === 0) {
        const credentials = { username: 'danaortiz', password: WRONG_PASSWORD };
        return () => signIn({ ...scope, clientAddress }, credentials);
      }
      const within = { ...(i % 3 === 1 ? here : other).scope, clientAddress };
      return () => changePassword(within, WRONG_PASSWORD, NEW);
    });
    expect(await hashesDuring(() => Promise.all(guesses.map((guess) => guess())))).toEqual({
      guess: 3,
    });
    expect(await lockRowsOf(scope)).toMatchObject([{ failed: 3, openClaims: {} }]);
    expect(await eventsOf(scope, 'user.locked')).toHaveLength(1);
    // At most the one session in which the third was typed.
    expect((await eventsOf(scope, 'session.ended')).length).toBeLessThanOrEqual(1);
  });
});

describe('when the hash queue is full', () => {
  const busy = { kind: 'busy', retryAfterSeconds: 7 } as const;

  test('nothing is counted and nothing changed', async () => {
    const before = await eventTypesOf(scope);
    vi.spyOn(HashQueue.prototype, 'run').mockResolvedValue(busy);
    for (let i = 0; i < 4; i += 1) expect(await change(WRONG_PASSWORD)).toEqual(busy);
    vi.restoreAllMocks();
    expect(await lockRowsOf(scope)).toEqual([{ failed: 0, openClaims: {}, lockedAt: null }]);
    expect(await failedAddressesOf(scope)).toEqual([]);
    expect(await eventTypesOf(scope)).toEqual(before);
  });

  test('after the current password was right, nothing is changed, and it can be sent again', async () => {
    const run = HashQueue.prototype.run;
    let calls = 0;
    vi.spyOn(HashQueue.prototype, 'run').mockImplementation(function (this: HashQueue, ...asked) {
      calls += 1;
      return calls === 2 ? Promise.resolve(busy) : run.apply(this, asked);
    } as typeof run);
    expect(await change(PASSWORD)).toEqual(busy);
    expect(await sessionOf(here)).toMatchObject({ endedAt: null });
    expect(await change(PASSWORD)).toMatchObject({ kind: 'changed' });
  });
});
