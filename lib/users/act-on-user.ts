import { type Account, lockAccountRow, lockAccountRows } from '@/lib/accounts/account-store';
import { mayAdminister } from '@/lib/accounts/administrators';
import { type Database, inTransaction } from '@/lib/db';
import type { Scope } from '@/lib/scope';

/** Why nothing was done at all. */
export type NotDone =
  /** Who acts is no administrator of this utility, or no longer one. */
  | { kind: 'not_allowed' }
  /** Nobody at this utility has the id; one of another utility is nobody here. */
  | { kind: 'unknown_user' };

/**
 * What every act of an administrator on a person begins with, in the transaction of the act: whether
 * the actor may, as things stand now, and the person's row. Both rows are held against other changes,
 * in the order of their ids: of two administrators who disable each other one finds that they may not.
 */
export function actOnUser<T>(
  scope: Scope,
  userId: string,
  act: (tx: Database, account: Account) => Promise<T>,
): Promise<T | NotDone> {
  return inTransaction(async (tx) => {
    const { utilityId } = scope.utility;
    const { actor } = scope;
    const held = [userId, ...(actor.kind === 'person' ? [actor.userId] : [])];
    await lockAccountRows(tx, utilityId, held);
    if (!(await mayAdminister(tx, scope))) return { kind: 'not_allowed' };
    const account = await lockAccountRow(tx, utilityId, userId);
    return account ? act(tx, account) : { kind: 'unknown_user' };
  });
}

/** Whether somebody acts on their own account. */
export function isOneself({ actor }: Scope, userId: string): boolean {
  return actor.kind === 'person' && actor.userId === userId;
}
