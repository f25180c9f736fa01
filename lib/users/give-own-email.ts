import { mayAdminister } from '@/lib/accounts/administrators';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { type EditOutcome, editUser } from '@/lib/users/edit-user';
import { findUser } from '@/lib/users/find-user';
import { isEmailShared } from '@/lib/users/shared-emails';

/**
 * Gives a person an address of their own, and leaves the rest as it is. One that others have too is
 * refused: it would only move the clash.
 */
export async function giveOwnEmail(
  scope: Scope,
  userId: string,
  { email, version }: { email: string; version: number },
): Promise<EditOutcome> {
  const { utilityId } = scope.utility;
  if (!(await mayAdminister(db(), scope))) return { kind: 'not_allowed' };
  const user = await findUser(scope, userId);
  if (!user) return { kind: 'unknown_user' };
  if (await isEmailShared(db(), { utilityId, userId }, email)) return { kind: 'email_shared' };
  const { fullName, username, roles } = user;
  const edit = { fullName, username, email, roles, version, sharedEmailAccepted: null };
  return editUser(scope, userId, edit);
}
