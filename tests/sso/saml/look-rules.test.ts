import { expect, test } from 'vitest';
import { pauseAfterFault, pauseAfterTaking } from '@/lib/sso/saml/look-rules';
import { DAY, HOUR, MINUTE, NOON, noonPlus } from '@/tests/support/test-scope';

test.each([
  ['that says nothing', null, null, HOUR],
  ['that may be kept for a day', 86_400, null, HOUR],
  ['that may be kept for a quarter of an hour', 900, null, 15 * MINUTE],
  ['that may not be kept', 0, null, MINUTE],
  ['that is good for a day', null, DAY, HOUR],
  ['that is good for two hours', null, 2 * HOUR, HOUR],
  ['that is good for one', null, HOUR, HOUR / 2],
  ['that is good for a minute', null, MINUTE, MINUTE],
  ['that may be kept for less than it is good', 600, HOUR, 10 * MINUTE],
])('a description %s is looked at again in time', (_, cacheSeconds, goodMs, pause) => {
  const validUntil = goodMs === null ? null : noonPlus(goodMs).toISOString();
  expect(pauseAfterTaking({ cacheSeconds, validUntil }, NOON)).toBe(pause);
});

test('what took nothing is tried again after a minute, and ever later up to an hour', () => {
  const pauses = [0];
  for (let turn = 0; turn < 8; turn += 1) pauses.push(pauseAfterFault(pauses.at(-1) ?? 0));
  expect(pauses.slice(1).map((pause) => pause / MINUTE)).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
});
