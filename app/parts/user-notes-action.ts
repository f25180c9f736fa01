'use server';

import { administratorIfAny } from '@/lib/auth/administrator';
import { formHasArrived, isFieldText, runFormAction } from '@/lib/form-action';
import { examineNewUser, type NewUserNotes } from '@/lib/users/examine-new-user';
import { isUuid } from '@/lib/uuid';

/** What the form of a user says while it is filled in; nothing to who is no administrator. */
export async function userNotesAction(
  fullName: unknown,
  username: unknown,
  email: unknown,
  userId: unknown,
): Promise<NewUserNotes | null> {
  formHasArrived();
  const administrator = await runFormAction(administratorIfAny);
  if (!administrator || 'kind' in administrator) return null;
  if (![fullName, username, email].every(isFieldText)) return null;
  const notes = await runFormAction(() =>
    examineNewUser(administrator.scope, {
      fullName: String(fullName),
      username: String(username),
      email: String(email),
      userId: isUuid(userId) ? userId : null,
    }),
  );
  return 'kind' in notes ? null : notes;
}
