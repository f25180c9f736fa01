import { expect, test } from 'vitest';
import { MOST_RETRIES, retryPauseSeconds } from '@/lib/retry-policy';

const pauses = (asked: number, random: number) =>
  Array.from({ length: MOST_RETRIES + 1 }, (_, tried) => retryPauseSeconds(asked, tried, random));

test('the pauses double, and after the fourth there is none', () => {
  expect(pauses(5, 0)).toEqual([5, 10, 20, 40, null]);
});

test('chance makes a pause longer by up to a half, never shorter than the server asked for', () => {
  expect(pauses(5, 0.999)).toEqual([8, 15, 30, 60, null]);
  for (const random of [0, 0.5, 0.999]) {
    for (const asked of [0, 1, 2, 30, 300]) {
      expect(retryPauseSeconds(asked, 0, random)).toBeGreaterThanOrEqual(Math.max(1, asked));
    }
  }
});

test('a pause grows to two minutes and not beyond, unless the server asked for more', () => {
  expect(pauses(30, 0)).toEqual([30, 60, 120, 120, null]);
  expect(retryPauseSeconds(300, 3, 0)).toBe(300);
});
