import { lockAccountRow, setDisabled } from '@/lib/accounts/account-store';
import { recordEvent } from '@/lib/audit/record-event';
import { inTransaction } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { endSessionsOf } from '@/lib/session/session-store';

export type DisableOutcome =
  | { kind: 'disabled' }
  | { kind: 'already_disabled' }
  | { kind: 'unknown_user' };

/** Closes an account: its sessions end at once, and no way of signing in opens it. */
export function disableUser(scope: Scope, userId: string): Promise<DisableOutcome> {
  return inTransaction(async (tx) => {
    const { utilityId } = scope.utility;
    const account = await lockAccountRow(tx, utilityId, userId);
    if (!account) return { kind: 'unknown_user' };
    if (account.disabledAt) return { kind: 'already_disabled' };
    const now = scope.now();
    await setDisabled(tx, utilityId, userId, now, now);
    await endSessionsOf(tx, utilityId, userId, 'account_disabled', now);
    await recordEvent(tx, scope, 'user.disabled', account, {});
    return { kind: 'disabled' };
  });
}
