/** How often something is tried again by itself before a person has to ask for it. */
export const MOST_RETRIES = 4;

const LONGEST_PAUSE_SECONDS = 120;

/**
 * How long to wait before trying again by itself: never less than the server asked for, twice as long
 * each time, and up to half as much again, so that those whom a full queue turned away at one moment do
 * not come back at one moment.
 *
 * @param asked seconds, of `Retry-After`
 * @param tried how often it was tried again already
 * @param random from 0 up to 1
 * @returns whole seconds, or null when it was tried often enough
 */
export function retryPauseSeconds(asked: number, tried: number, random: number): number | null {
  if (tried >= MOST_RETRIES) return null;
  const grown = Math.max(1, asked) * 2 ** tried;
  const capped = Math.max(Math.min(grown, LONGEST_PAUSE_SECONDS), asked);
  return Math.ceil(capped * (1 + random / 2));
}
