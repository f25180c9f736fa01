import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { elapsedMs, momentHad } from '@/app/(signed-in)/session-watch/page-clock';

const MINUTE = 60_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a page that is shown again as it was is as old as when it came, by whatever way it came', () => {
  for (const isFetched of [true, false]) {
    const said = {};
    const age = () => elapsedMs(momentHad(said, isFetched));
    const atFirst = age();
    vi.advanceTimersByTime(20 * MINUTE);
    expect(age() - atFirst).toBe(20 * MINUTE);
  }
});

test('what was fetched is as old as its arrival, what came with the document as the question for it', () => {
  vi.advanceTimersByTime(20 * MINUTE);
  expect(elapsedMs(momentHad({}, true))).toBe(0);
  vi.spyOn(performance, 'getEntriesByType').mockReturnValue([
    { requestStart: performance.now() - 300 } as PerformanceNavigationTiming,
  ]);
  expect(elapsedMs(momentHad({}, false))).toBe(300);
});
