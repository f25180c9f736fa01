import { and, eq } from 'drizzle-orm';
import { PORTAL_USERNAMES } from '@/demo/portal/people';
import { users } from '@/drizzle/schema';
import { findAccountByUsername } from '@/lib/accounts/account-store';
import { recordEvent } from '@/lib/audit/record-event';
import { inTransaction } from '@/lib/db';
import { clearLock } from '@/lib/lockout/lockout-store';
import type { Scope } from '@/lib/scope';

/**
 * Takes the accounts away that have the names of the portal's people: each has one again after a first
 * arrival, as the demo's table says. A portal at another port is another portal, and would else find the
 * names taken. Not by `deleteUser`, which keeps a utility's last administrator.
 */
export async function forgetPortalAccounts(scope: Scope): Promise<void> {
  const { utilityId } = scope.utility;
  await inTransaction(async (tx) => {
    for (const username of PORTAL_USERNAMES) {
      const account = await findAccountByUsername(tx, utilityId, username);
      if (!account) continue;
      await clearLock(tx, account);
      await tx
        .delete(users)
        .where(and(eq(users.utilityId, utilityId), eq(users.userId, account.userId)));
      await recordEvent(tx, scope, 'user.deleted', account, {});
    }
  });
}
