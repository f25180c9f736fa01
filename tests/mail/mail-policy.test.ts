import { expect, test } from 'vitest';
import { LEASE_MS, NOTICE_LIFETIME_MS, pauseAfterMs, pauseOfServer } from '@/lib/mail/mail-policy';
import { DAY, MINUTE, SECOND } from '@/tests/support/test-scope';

const counts = [0, 1, 2, 3, 4, 5, 6, 7, 8, 1000, Number.MAX_SAFE_INTEGER];

test('a mail waits twice as long after each failure, from ten seconds up to five minutes', () => {
  expect(counts.map((failures) => pauseAfterMs(failures) / SECOND)).toEqual([
    10, 10, 20, 40, 80, 160, 300, 300, 300, 300, 300,
  ]);
});

test('a mail server in trouble is left alone for a second, and up to half a minute', () => {
  expect(counts.map((troubles) => pauseOfServer(troubles) / SECOND)).toEqual([
    0, 1, 2, 4, 8, 16, 30, 30, 30, 30, 30,
  ]);
});

test('a lease outlives three of its renewals, and a notice a week', () => {
  expect(LEASE_MS).toBe(MINUTE);
  expect(NOTICE_LIFETIME_MS).toBe(7 * DAY);
});
