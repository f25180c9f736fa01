import { users } from '@/drizzle/schema';
import { isAccount } from '@/lib/accounts/account-store';
import { recordEvent } from '@/lib/audit/record-event';
import { clearLock } from '@/lib/lockout/lockout-store';
import type { Scope } from '@/lib/scope';
import { actOnUser, type NotDone } from '@/lib/users/act-on-user';
import { type MayNotGo, mayNotGo } from '@/lib/users/administrator-guards';

export type DeleteOutcome = { kind: 'deleted'; username: string } | MayNotGo | NotDone;

/**
 * Takes an account away with its sessions, passwords and links. The username is free again, and opens
 * nothing of what it opened; the audit list still names the person.
 */
export function deleteUser(scope: Scope, userId: string): Promise<DeleteOutcome> {
  return actOnUser(scope, userId, async (tx, account) => {
    const refused = await mayNotGo(tx, scope, account);
    if (refused) return refused;
    const { utilityId, username } = account;
    await clearLock(tx, account);
    await tx.delete(users).where(isAccount(utilityId, userId));
    await recordEvent(tx, scope, 'user.deleted', account, {});
    return { kind: 'deleted', username };
  });
}
