import type { Account } from '@/lib/accounts/account-store';
import { hasAnotherAdministrator } from '@/lib/accounts/administrators';
import type { Database } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { isOneself } from '@/lib/users/act-on-user';
import { isAdministrator } from '@/lib/utilities/tab-rules';

/** Why an administrator stays one. */
export type MayNotGo =
  /** Nobody locks themself out. */
  | { kind: 'oneself' }
  /** Nobody would be left to let anybody in. */
  | { kind: 'last_administrator' };

/**
 * Why this person may not be disabled, deleted or lose the role of an administrator, or null. Asked in
 * the transaction that would do it, with the row held: two administrators who take each other's role
 * at the same moment do not both succeed.
 */
export async function mayNotGo(
  tx: Database,
  scope: Scope,
  account: Account,
): Promise<MayNotGo | null> {
  if (isOneself(scope, account.userId)) return { kind: 'oneself' };
  if (!isAdministrator(account.roles) || account.disabledAt) return null;
  const another = await hasAnotherAdministrator(tx, scope, account.userId);
  return another ? null : { kind: 'last_administrator' };
}
