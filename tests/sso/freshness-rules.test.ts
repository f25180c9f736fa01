import { describe, expect, test } from 'vitest';
import { freshnessFault } from '@/lib/sso/freshness-rules';

const STARTED = Date.UTC(2026, 2, 2, 12);
const seconds = STARTED / 1000;

/** Sent to the portal at noon, back 30 seconds later. */
const asked = (authTime: unknown, issuedAt = seconds + 30) =>
  freshnessFault({ authTime, issuedAt, since: STARTED, answeredAt: STARTED + 30_000 });

test('who was asked for the password meanwhile is fresh', () => {
  expect(asked(seconds + 20)).toBeNull();
});

test('who was asked before is not: five seconds are forgiven, for clocks of whole seconds', () => {
  expect(asked(seconds - 5)).toBeNull();
  expect(asked(seconds - 6)).toBe('auth_time_old');
  expect(asked(seconds - 3600)).toBe('auth_time_old');
});

describe('a portal whose clock is off by a minute', () => {
  test.each([-60, 60])('makes nothing fresh and nothing old: %s s', (off) => {
    expect(asked(seconds + 20 + off, seconds + 30 + off)).toBeNull();
    expect(asked(seconds - 20 + off, seconds + 30 + off)).toBe('auth_time_old');
  });
});

test('a time that is yet to come, or counts milliseconds, says nothing', () => {
  expect(asked(seconds + 35)).toBeNull();
  expect(asked(seconds + 36)).toBe('auth_time_missing');
  expect(asked(STARTED - 86_400_000)).toBe('auth_time_missing');
});

test('since an earlier time, whoever was asked after it is fresh', () => {
  const anHourAgo = STARTED - 3_600_000;
  const since = (authTime: number) =>
    freshnessFault({ authTime, issuedAt: seconds, since: anHourAgo, answeredAt: STARTED });
  expect(since(seconds - 3600)).toBeNull();
  expect(since(seconds - 3605)).toBeNull();
  expect(since(seconds - 3606)).toBe('auth_time_old');
});

test.each([undefined, null, 0, -1, '1772452800', Number.NaN, {}])(
  'a portal that does not say when (%s) is not believed to have asked',
  (authTime) => {
    expect(asked(authTime)).toBe('auth_time_missing');
  },
);
