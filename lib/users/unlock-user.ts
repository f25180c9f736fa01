import { recordEvent } from '@/lib/audit/record-event';
import { clearLock } from '@/lib/lockout/lockout-store';
import type { Scope } from '@/lib/scope';
import { actOnUser, type NotDone } from '@/lib/users/act-on-user';

export type UnlockOutcome = { kind: 'unlocked' } | { kind: 'not_locked' } | NotDone;

/** Opens a person's lock and sets the count of failed attempts to zero. */
export function unlockUser(scope: Scope, userId: string): Promise<UnlockOutcome> {
  return actOnUser(scope, userId, async (tx, account) => {
    const wasLocked = await clearLock(tx, account);
    if (!wasLocked) return { kind: 'not_locked' };
    await recordEvent(tx, scope, 'user.unlocked', account, {});
    return { kind: 'unlocked' };
  });
}
