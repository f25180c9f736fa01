import type { Account } from '@/lib/accounts/account-store';

export const STATUSES = [
  'active',
  'locked',
  'temporary_pending',
  'temporary_expired',
  'disabled',
] as const;
export type UserStatus = (typeof STATUSES)[number];

/**
 * What hinders the person most comes first; a lock never hinders SSO. An imported person who was not
 * handed a temporary password yet waits for it.
 */
export function statusOf(
  user: Pick<Account, 'disabledAt' | 'signInMethod' | 'temporaryExpiresAt' | 'passwordHash'>,
  lockedAt: Date | null,
  now: Date,
): UserStatus {
  if (user.disabledAt) return 'disabled';
  if (user.signInMethod === 'sso') return 'active';
  if (lockedAt) return 'locked';
  if (user.passwordHash === null) return 'temporary_pending';
  if (!user.temporaryExpiresAt) return 'active';
  return now >= user.temporaryExpiresAt ? 'temporary_expired' : 'temporary_pending';
}
