const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How long a process may be silent about a mail before another one takes it over. */
export const LEASE_MS = MINUTE_MS;

/** A notice that could not be sent for so long tells nobody anything new. */
export const NOTICE_LIFETIME_MS = 7 * DAY_MS;

const PAUSES = { firstMs: 10_000, longestMs: 5 * MINUTE_MS };

/**
 * How long to wait after so many failures in a row: twice as long each time, from 10 seconds up to
 * 5 minutes, so that a mail server that comes back finds work soon and one in trouble is not pressed.
 */
export function pauseAfterMs(failures: number): number {
  return Math.min(PAUSES.firstMs * 2 ** Math.max(0, failures - 1), PAUSES.longestMs);
}

/** How long a process leaves a mail server alone after so many rounds of trouble in a row. */
export function pauseOfServer(troubles: number): number {
  return troubles === 0 ? 0 : Math.min(1_000 * 2 ** (troubles - 1), MINUTE_MS / 2);
}
