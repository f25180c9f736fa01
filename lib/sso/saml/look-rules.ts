const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Longer than a look lasts: whoever claimed one and died is not waited for any longer. */
export const LEASE_MS = MINUTE_MS;

/**
 * How long what was taken is good enough: an hour, so that a key which a portal gives up in haste is gone
 * within that; sooner where the portal asks for it (`cacheDuration`), and again in half of the time that
 * is left where its description runs out before.
 */
export function pauseAfterTaking(
  { cacheSeconds, validUntil }: { cacheSeconds: number | null; validUntil: string | null },
  now: Date,
): number {
  const wanted = cacheSeconds === null ? HOUR_MS : cacheSeconds * 1000;
  const left = validUntil ? (new Date(validUntil).getTime() - now.getTime()) / 2 : HOUR_MS;
  return between(MINUTE_MS, Math.min(wanted, left), HOUR_MS);
}

/** How long to wait after a look that took nothing: a minute at first, twice as long each time, an hour at most. */
export function pauseAfterFault(pauseBeforeMs: number): number {
  return between(MINUTE_MS, 2 * pauseBeforeMs, HOUR_MS);
}

function between(least: number, wanted: number, most: number): number {
  return Math.round(Math.min(most, Math.max(least, wanted)));
}
