import { isAcceptableEmail } from '@/lib/accounts/email-rules';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { isEmailShared } from '@/lib/users/shared-emails';
import { isUsernameTaken } from '@/lib/users/username-store';
import { suggestedUsername } from '@/lib/users/username-suggestion-rules';

/** So many numbers are tried behind a name that others have. */
const ATTEMPTS = 20;

/** A username that the name suggests and nobody at the utility has; empty where there is none. */
export async function freeUsernameFor({ utility }: Scope, fullName: string): Promise<string> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const username = suggestedUsername(fullName, attempt);
    if (username === '') return '';
    if (!(await isUsernameTaken(db(), utility.utilityId, username))) return username;
  }
  return '';
}

export interface NewUserNotes {
  suggestedUsername: string;
  usernameTaken: boolean;
  emailShared: boolean;
}

/** What a form can say of a person before they are added or renamed. */
export async function examineNewUser(
  scope: Scope,
  typed: { fullName: string; username: string; email: string; userId: string | null },
): Promise<NewUserNotes> {
  const { utilityId } = scope.utility;
  const { fullName, username, email, userId } = typed;
  const isNew = userId === null;
  return {
    suggestedUsername: isNew ? await freeUsernameFor(scope, fullName) : '',
    usernameTaken:
      username !== '' && (await isUsernameTaken(db(), utilityId, username, userId ?? undefined)),
    emailShared:
      isAcceptableEmail(email) && (await isEmailShared(db(), { utilityId, userId }, email)),
  };
}
