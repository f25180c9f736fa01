import type { Scope } from '@/lib/scope';
import { type EditOutcome, editUser, type UserEdit } from '@/lib/users/edit-user';
import { found } from '@/tests/support/test-administrator';

/** What a form that shows a person as they are now would send, but for these fields. */
export async function editOf(
  scope: Scope,
  userId: string,
  fields: Partial<UserEdit> = {},
): Promise<UserEdit> {
  const { fullName, username, email, roles, version } = await found(scope, userId);
  return { fullName, username, email, roles, version, sharedEmailAccepted: null, ...fields };
}

/** Loads the form, changes these fields, and saves. */
export async function edit(
  scope: Scope,
  userId: string,
  fields: Partial<UserEdit>,
): Promise<EditOutcome> {
  return editUser(scope, userId, await editOf(scope, userId, fields));
}
