import { describe, expect, test } from 'vitest';
import { progressOf } from '@/lib/users/import/progress-rules';
import { NOON, noonPlus, SECOND } from '@/tests/support/test-scope';

const worked = {
  state: 'importing',
  bytes: 1000,
  bytesChecked: 1000,
  good: 200,
  present: 5,
  faulty: 7,
  added: 50,
  startedAt: NOON,
};

describe('an import', () => {
  test('is as far as people were added, and goes on at the speed so far', () => {
    expect(progressOf(worked, noonPlus(10 * SECOND))).toEqual({
      count: 50,
      part: 0.25,
      secondsLeft: 30,
    });
  });

  test('foretells nothing in its first two seconds, or before the first people', () => {
    const left = (ms: number, added = 50) =>
      progressOf({ ...worked, added }, noonPlus(ms)).secondsLeft;
    expect(left(1999)).toBeNull();
    expect(left(2000)).toBe(6);
    expect(left(60_000, 0)).toBeNull();
    expect(left(60_000, 200)).toBe(0);
  });

  test('is as far as the file was read while it is checked', () => {
    const checking = { ...worked, state: 'checking', bytesChecked: 500 };
    expect(progressOf(checking, noonPlus(10 * SECOND))).toEqual({
      count: 212,
      part: 0.5,
      secondsLeft: 10,
    });
  });
});
