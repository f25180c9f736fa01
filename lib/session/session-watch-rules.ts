import type { TimeLeft } from '@/lib/session/session-policy';

/** How long before the end an open page warns. */
export const WARNING_MS = 2 * 60_000;

/** An open page reports what a person does at most so often. */
export const REPORT_EVERY_MS = 60_000;

/** Where a session is on its way to its end, as an open page must show it. */
export type Phase =
  | { kind: 'quiet'; forMs: number }
  | { kind: 'warning'; why: 'idle' | 'absolute'; leftMs: number }
  | { kind: 'over' };

/** The phase of a session that lasts so long; where both ends are near, the nearer one counts. */
export function phaseOf({ idleMs, absoluteMs }: TimeLeft): Phase {
  const leftMs = Math.min(idleMs, absoluteMs);
  if (leftMs <= 0) return { kind: 'over' };
  if (leftMs > WARNING_MS) return { kind: 'quiet', forMs: leftMs - WARNING_MS };
  return { kind: 'warning', why: idleMs < absoluteMs ? 'idle' : 'absolute', leftMs };
}

/**
 * How long after so many questions without an answer to ask again: ever longer, and up to half as much
 * again, so that all the pages that one outage silenced do not come back at one moment.
 *
 * @param random from 0 up to 1
 * @returns milliseconds
 */
export function pauseBeforeAsking(unanswered: number, random: number): number {
  const pause = [2_000, 5_000, 15_000, 30_000][unanswered - 1] ?? 60_000;
  return pause * (1 + random / 2);
}

/** When the time that is left is read aloud, in seconds; each second would talk over the page. */
const SAID_AT_SECONDS = [60, 30, 10];

/** The moment up to which the time left was last read aloud; null before the first. */
export function saidAt(leftSeconds: number): number | null {
  return SAID_AT_SECONDS.findLast((said) => leftSeconds <= said) ?? null;
}
