import { lockAccountRow } from '@/lib/accounts/account-store';
import { recordEvent } from '@/lib/audit/record-event';
import { inTransaction } from '@/lib/db';
import { clearLock } from '@/lib/lockout/lockout-store';
import type { Scope } from '@/lib/scope';

export type UnlockOutcome =
  | { kind: 'unlocked' }
  | { kind: 'not_locked' }
  | { kind: 'unknown_user' };

/** Opens a person's lock and sets the count of failed attempts to zero. */
export function unlockUser(scope: Scope, userId: string): Promise<UnlockOutcome> {
  return inTransaction(async (tx) => {
    const account = await lockAccountRow(tx, scope.utility.utilityId, userId);
    if (!account) return { kind: 'unknown_user' };
    const wasLocked = await clearLock(tx, account);
    if (!wasLocked) return { kind: 'not_locked' };
    await recordEvent(tx, scope, 'user.unlocked', account, {});
    return { kind: 'unlocked' };
  });
}
