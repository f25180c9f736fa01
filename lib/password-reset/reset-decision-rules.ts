import type { Utility } from '@/lib/utilities/utility';

/** An account with the address that somebody asked for, as far as the decision goes. */
export interface Candidate {
  signInMethod: 'password' | 'sso';
  isLocked: boolean;
  isDisabled: boolean;
}

export type ResetDecision<T> =
  /** Several accounts with a password: nobody can say which one was meant. */
  | { kind: 'shared'; accounts: T[] }
  | { kind: 'locked'; account: T }
  | { kind: 'link'; account: T }
  | { kind: 'portal'; account: T }
  | { kind: 'nobody' };

/**
 * What the mailbox of an address gets, over this utility's accounts with that address. Disabled ones
 * do not count. The first row that fits:
 *
 * | the address belongs to | |
 * |---|---|
 * | two or more accounts with a password | nothing |
 * | one with a password, locked, and a reset does not unlock | that it is locked |
 * | one with a password | a link |
 * | SSO accounts only | that one signs in at the portal |
 * | nobody | nothing |
 */
export function resetDecision<T extends Candidate>(
  { signIn, lockout }: Utility,
  candidates: readonly T[],
): ResetDecision<T> {
  const accounts = candidates.filter(({ isDisabled }) => !isDisabled);
  // A utility that went over to its portal has no passwords to reset, whatever accounts are left.
  const withPassword =
    signIn === 'sso' ? [] : accounts.filter(({ signInMethod }) => signInMethod === 'password');
  const [first] = accounts;
  if (!first) return { kind: 'nobody' };
  const [account, another] = withPassword;
  if (!account) return { kind: 'portal', account: first };
  if (another) return { kind: 'shared', accounts: withPassword };
  if (account.isLocked && !lockout.resetUnlocks) return { kind: 'locked', account };
  return { kind: 'link', account };
}
