import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { countDown } from '@/app/parts/count-down';

const calls = { tick: vi.fn(), atEnd: vi.fn(), tooLate: vi.fn() };
const happened = () => [calls.atEnd.mock.calls.length, calls.tooLate.mock.calls.length];

beforeEach(() => {
  vi.useFakeTimers();
  for (const call of Object.values(calls)) call.mockReset();
});
afterEach(() => {
  vi.useRealTimers();
});

test('counts down in whole seconds, and ends once', () => {
  countDown(3, calls);
  vi.advanceTimersByTime(2_750);
  expect(happened()).toEqual([0, 0]);
  vi.advanceTimersByTime(60_000);
  expect(happened()).toEqual([1, 0]);
  expect([...new Set(calls.tick.mock.calls.flat())]).toEqual([3, 2, 1, 0]);
});

test('that is stopped never ends', () => {
  const stop = countDown(3, calls);
  vi.advanceTimersByTime(1_000);
  stop();
  vi.advanceTimersByTime(60_000);
  expect(happened()).toEqual([0, 0]);
});

test.each([
  ['ten seconds after its end it still ends', 10_000, [1, 0]],
  ['later nobody may be there any more', 10_001, [0, 1]],
])('found by a clock that was set, or went on in a sleep: %s', (_, lateMs, ends) => {
  countDown(3, calls);
  vi.advanceTimersByTime(2_750);
  // As the next look finds it, 250 ms later.
  vi.setSystemTime(Date.now() + lateMs);
  vi.advanceTimersByTime(250);
  expect(happened()).toEqual(ends);
});

test('a steady clock that went on in a sleep tells as well', () => {
  countDown(3, calls);
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + 20_000);
  vi.advanceTimersByTime(250);
  expect(happened()).toEqual([0, 1]);
});
