import type { PasswordPolicy } from '@/lib/utilities/utility';

const DAY_MS = 86_400_000;

/** Whether a password has reached the utility's longest age, and must be changed before anything else. */
export function isPasswordTooOld(
  { maxAgeDays }: PasswordPolicy,
  { passwordKind, passwordSetAt }: { passwordKind: string | null; passwordSetAt: Date | null },
  now: Date,
): boolean {
  if (maxAgeDays === null || passwordKind !== 'personal' || !passwordSetAt) return false;
  return now.getTime() >= passwordSetAt.getTime() + maxAgeDays * DAY_MS;
}
