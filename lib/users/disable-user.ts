import { setDisabled } from '@/lib/accounts/account-store';
import { recordEvent } from '@/lib/audit/record-event';
import type { Scope } from '@/lib/scope';
import { endSessionsOf } from '@/lib/session/session-end-store';
import { actOnUser, type NotDone } from '@/lib/users/act-on-user';
import { type MayNotGo, mayNotGo } from '@/lib/users/administrator-guards';

export type DisableOutcome =
  | { kind: 'disabled' }
  | { kind: 'already_disabled' }
  | MayNotGo
  | NotDone;

/** Closes an account: its sessions end at once, and no way of signing in opens it. */
export function disableUser(scope: Scope, userId: string): Promise<DisableOutcome> {
  return actOnUser(scope, userId, async (tx, account) => {
    if (account.disabledAt) return { kind: 'already_disabled' };
    const refused = await mayNotGo(tx, scope, account);
    if (refused) return refused;
    const { utilityId } = scope.utility;
    const now = scope.now();
    await setDisabled(tx, utilityId, userId, now, now);
    await endSessionsOf(tx, utilityId, userId, 'account_disabled', now);
    await recordEvent(tx, scope, 'user.disabled', account, {});
    return { kind: 'disabled' };
  });
}
