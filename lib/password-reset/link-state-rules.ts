/** What a request row says of its link. */
export interface LinkTimes {
  expiresAt: Date | null;
  replacedAt: Date | null;
  usedAt: Date | null;
  passwordSetAt: Date | null;
  emailKey: string | null;
}

/** The account that the link was made for, as it is now. */
export interface LinkAccount {
  passwordSetAt: Date | null;
  emailKey: string;
  disabledAt: Date | null;
}

export type LinkState =
  | 'good'
  | 'used'
  | 'replaced'
  | 'expired'
  | 'account_disabled'
  | 'password_changed_meanwhile'
  | 'email_changed_meanwhile';

/**
 * Whether a link still works. The last valid instant is one millisecond before its expiry. It goes with
 * the password that it was to replace, whoever replaced that, and with the address that it was sent to:
 * a forgotten mail in an old mailbox opens nothing.
 */
export function linkState(link: LinkTimes, account: LinkAccount, now: Date): LinkState {
  if (link.usedAt) return 'used';
  if (link.replacedAt) return 'replaced';
  if (!link.expiresAt || now >= link.expiresAt) return 'expired';
  if (account.disabledAt) return 'account_disabled';
  if (link.passwordSetAt?.getTime() !== account.passwordSetAt?.getTime()) {
    return 'password_changed_meanwhile';
  }
  return link.emailKey === account.emailKey ? 'good' : 'email_changed_meanwhile';
}
