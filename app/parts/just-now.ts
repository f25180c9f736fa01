/** For how long a page may say that something has just been done, if the database says so too. */
const JUST_NOW_MS = 10 * 60_000;

export function isJustNow(at: Date | null, now: Date): boolean {
  return at !== null && now.getTime() - at.getTime() < JUST_NOW_MS;
}
