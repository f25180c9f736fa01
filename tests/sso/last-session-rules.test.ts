import { describe, expect, test } from 'vitest';
import { bothOf, freshnessAfter, type LastSession } from '@/lib/sso/last-session-rules';
import { MINUTE, NOON, noonPlus } from '@/tests/support/test-scope';

const last = (change: Partial<LastSession>): LastSession => ({
  sessionId: 's',
  userId: 'u',
  state: 'idle',
  overAt: NOON,
  isPortals: true,
  leftAt: null,
  ...change,
});

const demandAfter = (change: Partial<LastSession>, isAtHand = false) =>
  freshnessAfter(last(change), isAtHand);

describe('nothing is asked', () => {
  test('while the session is good', () => {
    expect(demandAfter({ state: 'active', overAt: null }, true)).toBeNull();
  });

  test('after a proper sign-out of somebody with a password, who left nothing at the portal', () => {
    expect(demandAfter({ state: 'signed_out', isPortals: false })).toBeNull();
  });
});

describe('the portal is told to ask now', () => {
  test.each(['idle', 'absolute', 'ended', 'forgotten'] as const)(
    'where the page of a session that is %s still stands',
    (state) => {
      expect(demandAfter({ state }, true)).toEqual({ since: NOON, again: true, lenient: false });
    },
  );

  test('after a sign-out that it did not confirm', () => {
    expect(demandAfter({ state: 'signed_out' })).toEqual({
      since: NOON,
      again: true,
      lenient: false,
    });
  });
});

describe('who was asked for the password since is somebody who has been here since', () => {
  test.each(['idle', 'absolute', 'ended', 'forgotten'] as const)(
    'where the browser was closed over a session that is %s',
    (state) => {
      expect(demandAfter({ state })).toEqual({ since: NOON, again: false, lenient: false });
    },
  );

  test('where the portal has ended it by its own word; whether it says when is not asked', () => {
    for (const isAtHand of [true, false]) {
      expect(demandAfter({ state: 'ended_at_portal' }, isAtHand)).toEqual({
        since: NOON,
        again: false,
        lenient: true,
      });
    }
  });

  test('where the browser came back from signing out there, from the later of the two times', () => {
    const back = (leftAt: Date) => demandAfter({ state: 'signed_out', leftAt })?.since;
    expect(back(noonPlus(MINUTE))).toEqual(noonPlus(MINUTE));
    // A sign-out that was refused here, after the browser had been there.
    expect(back(noonPlus(-MINUTE))).toEqual(NOON);
  });
});

test('two demands are both met', () => {
  const mild = { since: noonPlus(MINUTE), again: false, lenient: true };
  const strict = { since: NOON, again: true, lenient: false };
  expect(bothOf(null, null)).toBeNull();
  expect(bothOf(mild, null)).toEqual(mild);
  expect(bothOf(null, strict)).toEqual(strict);
  expect(bothOf(mild, strict)).toEqual({ since: noonPlus(MINUTE), again: true, lenient: false });
});
