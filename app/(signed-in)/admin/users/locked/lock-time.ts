/** Whether a time is one, and within the centuries in which anything was locked. */
export function isLockTime(at: Date): boolean {
  const year = at.getUTCFullYear();
  return year >= 1970 && year <= 9999;
}
