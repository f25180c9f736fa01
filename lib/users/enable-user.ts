import { setDisabled } from '@/lib/accounts/account-store';
import { recordEvent } from '@/lib/audit/record-event';
import type { Scope } from '@/lib/scope';
import { actOnUser, type NotDone } from '@/lib/users/act-on-user';

export type EnableOutcome = { kind: 'enabled' } | { kind: 'not_disabled' } | NotDone;

/** Opens a disabled account again, with the password and the lock that it had. */
export function enableUser(scope: Scope, userId: string): Promise<EnableOutcome> {
  return actOnUser(scope, userId, async (tx, account) => {
    if (!account.disabledAt) return { kind: 'not_disabled' };
    await setDisabled(tx, scope.utility.utilityId, userId, null, scope.now());
    await recordEvent(tx, scope, 'user.enabled', account, {});
    return { kind: 'enabled' };
  });
}
