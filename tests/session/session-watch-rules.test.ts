import { describe, expect, test } from 'vitest';
import { pauseBeforeAsking, phaseOf, saidAt, WARNING_MS } from '@/lib/session/session-watch-rules';

const HOUR = 3_600_000;

describe('the phase of a session', () => {
  test.each([
    [
      { idleMs: WARNING_MS + 1, absoluteMs: HOUR },
      { kind: 'quiet', forMs: 1 },
    ],
    [
      { idleMs: WARNING_MS, absoluteMs: HOUR },
      { kind: 'warning', why: 'idle', leftMs: WARNING_MS },
    ],
    [
      { idleMs: 1, absoluteMs: HOUR },
      { kind: 'warning', why: 'idle', leftMs: 1 },
    ],
    [{ idleMs: 0, absoluteMs: HOUR }, { kind: 'over' }],
    [
      { idleMs: HOUR, absoluteMs: WARNING_MS + 1 },
      { kind: 'quiet', forMs: 1 },
    ],
    [
      { idleMs: HOUR, absoluteMs: WARNING_MS },
      { kind: 'warning', why: 'absolute', leftMs: WARNING_MS },
    ],
    [{ idleMs: HOUR, absoluteMs: 0 }, { kind: 'over' }],
  ])('%j', (left, phase) => {
    expect(phaseOf(left)).toEqual(phase);
  });

  test.each([
    [60_000, 90_000, 'idle'],
    [90_000, 60_000, 'absolute'],
    [60_000, 60_000, 'absolute'],
  ])('where both ends are near, the nearer one counts: %i and %i ms', (idleMs, absoluteMs, why) => {
    expect(phaseOf({ idleMs, absoluteMs })).toEqual({ kind: 'warning', why, leftMs: 60_000 });
  });
});

describe('a question without an answer is asked again', () => {
  const pauses = (random: number) =>
    [1, 2, 3, 4, 5, 50].map((unanswered) => pauseBeforeAsking(unanswered, random));

  test('ever more seldom, and then once a minute', () => {
    expect(pauses(0)).toEqual([2_000, 5_000, 15_000, 30_000, 60_000, 60_000]);
  });

  test('up to half as much later by chance, and never earlier', () => {
    expect(pauses(0.5)).toEqual([2_500, 6_250, 18_750, 37_500, 75_000, 75_000]);
    for (const [n, pause] of pauses(1 - Number.EPSILON).entries()) {
      const least = pauses(0)[n] ?? 0;
      expect(pause).toBeGreaterThan(1.49 * least);
      expect(pause).toBeLessThanOrEqual(1.5 * least);
    }
  });
});

test('the time left is read out at a minute, at 30 and at 10 seconds', () => {
  const said = [120, 61, 60, 31, 30, 11, 10, 1].map(saidAt);
  expect(said).toEqual([null, null, 60, 60, 30, 30, 10, 10]);
});
