import { describe, expect, test } from 'vitest';
import {
  reportedActivity,
  type SessionTimes,
  sessionState,
  timeLeft,
} from '@/lib/session/session-policy';
import { HOUR, MINUTE, NOON, noonPlus } from '@/tests/support/test-scope';
import { portal, type Settings, utilityOf } from '@/tests/support/utility-settings';

interface Circumstances {
  /** When the person was last active, in milliseconds after noon. */
  active?: number;
  settings?: Settings;
  endedAt?: Date;
  endReason?: string;
  method?: SessionTimes['method'];
}

/** What a session that was opened at noon is so many milliseconds later. */
function state(ms: number, { active = 0, settings = {}, ...more }: Circumstances = {}) {
  const session: SessionTimes = {
    createdAt: NOON,
    lastActiveAt: noonPlus(active),
    endedAt: null,
    endReason: null,
    method: 'password',
    ...more,
  };
  return sessionState(session, utilityOf(settings), noonPlus(ms));
}

test('a session is good from its first instant', () => {
  expect(state(0)).toBe('active');
});

describe('the idle limit', () => {
  test('is thirty minutes after the last activity, to the millisecond', () => {
    expect(state(30 * MINUTE - 1)).toBe('active');
    expect(state(30 * MINUTE)).toBe('idle');
    expect(state(49 * MINUTE, { active: 20 * MINUTE })).toBe('active');
    expect(state(50 * MINUTE, { active: 20 * MINUTE })).toBe('idle');
  });

  test.each([5, 60, 1440])('is %i minutes where a utility sets that', (idleMinutes) => {
    const settings = { session: { idleMinutes, absoluteHours: 168 } };
    expect(state(idleMinutes * MINUTE - 1, { settings })).toBe('active');
    expect(state(idleMinutes * MINUTE, { settings })).toBe('idle');
  });
});

describe('the absolute limit', () => {
  test('is twelve hours after signing in, however active the person is', () => {
    const active = 12 * HOUR - MINUTE;
    expect(state(12 * HOUR - 1, { active })).toBe('active');
    expect(state(12 * HOUR, { active: 12 * HOUR })).toBe('absolute');
  });

  test.each([1, 168])('is %i hours where a utility sets that', (absoluteHours) => {
    const settings = { session: { absoluteHours } };
    const active = absoluteHours * HOUR - 1;
    expect(state(absoluteHours * HOUR - 1, { active, settings })).toBe('active');
    expect(state(absoluteHours * HOUR, { active, settings })).toBe('absolute');
  });

  test('is told before the idle one when both have passed', () => {
    expect(state(13 * HOUR)).toBe('absolute');
  });
});

test('a session that was ended is over at once, and stays so', () => {
  expect(state(1, { endedAt: noonPlus(1) })).toBe('ended');
  expect(state(13 * HOUR, { endedAt: noonPlus(1) })).toBe('ended');
});

describe('a change of how a utility signs in', () => {
  test('to its portal alone ends sessions by password and no others', () => {
    const settings: Settings = { signIn: 'sso', sso: portal };
    expect(state(1, { settings, method: 'password' })).toBe('ended');
    expect(state(1, { settings, method: 'sso' })).toBe('active');
  });

  test('to both ends none', () => {
    const settings: Settings = { signIn: 'both', sso: portal };
    expect(state(1, { settings, method: 'password' })).toBe('active');
    expect(state(1, { settings, method: 'sso' })).toBe('active');
  });
});

test('a limit that was shortened holds for open sessions', () => {
  expect(state(10 * MINUTE)).toBe('active');
  expect(state(10 * MINUTE, { settings: { session: { idleMinutes: 10 } } })).toBe('idle');
});

test.each(['idle', 'absolute'] as const)(
  'a session that was found to be over by time (%s) stays so when the limits are longer, and says why',
  (endReason) => {
    const settings = { session: { idleMinutes: 1440, absoluteHours: 168 } };
    expect(state(HOUR, { endedAt: noonPlus(31 * MINUTE), endReason, settings })).toBe(endReason);
  },
);

describe('activity that a page reports', () => {
  test('counts from when it was', () => {
    expect(reportedActivity(0, NOON)).toEqual(NOON);
    expect(reportedActivity(45_000, NOON)).toEqual(noonPlus(-45_000));
  });

  test('is never later than now', () => {
    expect(reportedActivity(-MINUTE, NOON)).toEqual(NOON);
  });
});

test('the time that is left ends where the session does', () => {
  const session = { createdAt: NOON, lastActiveAt: noonPlus(5 * MINUTE) };
  expect(timeLeft(session, utilityOf({}), noonPlus(10 * MINUTE))).toEqual({
    idleMs: 25 * MINUTE,
    absoluteMs: 12 * HOUR - 10 * MINUTE,
  });
});
