import { lockAccountRow, setDisabled } from '@/lib/accounts/account-store';
import { recordEvent } from '@/lib/audit/record-event';
import { inTransaction } from '@/lib/db';
import type { Scope } from '@/lib/scope';

export type EnableOutcome =
  | { kind: 'enabled' }
  | { kind: 'not_disabled' }
  | { kind: 'unknown_user' };

/** Opens a disabled account again, with the password and the lock that it had. */
export function enableUser(scope: Scope, userId: string): Promise<EnableOutcome> {
  return inTransaction(async (tx) => {
    const { utilityId } = scope.utility;
    const account = await lockAccountRow(tx, utilityId, userId);
    if (!account) return { kind: 'unknown_user' };
    if (!account.disabledAt) return { kind: 'not_disabled' };
    await setDisabled(tx, utilityId, userId, null, scope.now());
    await recordEvent(tx, scope, 'user.enabled', account, {});
    return { kind: 'enabled' };
  });
}
