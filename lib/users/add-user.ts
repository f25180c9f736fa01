import { randomUUID } from 'node:crypto';
import { insertAccounts, personColumns } from '@/lib/accounts/account-store';
import { mayAdminister } from '@/lib/accounts/administrators';
import { normalizeEmail } from '@/lib/accounts/email-rules';
import { passwordColumns } from '@/lib/accounts/password-store';
import { normalizeUsername } from '@/lib/accounts/username-rules';
import { recordEvent } from '@/lib/audit/record-event';
import { isUniqueViolation } from '@/lib/database-errors';
import { db, inTransaction } from '@/lib/db';
import { lockKeys } from '@/lib/lockout/lock-key';
import { clearLock } from '@/lib/lockout/lockout-store';
import type { Scope } from '@/lib/scope';
import {
  type NoTemporaryPassword,
  newTemporaryPassword,
  type TemporaryPassword,
} from '@/lib/users/new-temporary-password';
import { faultsOf, type NewUser, type UserFault } from '@/lib/users/new-user-rules';
import { isEmailShared } from '@/lib/users/shared-emails';
import { isUsernameTaken } from '@/lib/users/username-store';

export type { NewUser };

export type AddUserOutcome =
  | {
      kind: 'added';
      userId: string;
      /** Null for an account that signs in by SSO. */
      temporaryPassword: TemporaryPassword | null;
      /** Another username has this address: allowed, but neither can reset a password by mail. */
      emailShared: boolean;
    }
  | { kind: 'invalid'; faults: UserFault[] }
  | { kind: 'username_taken' }
  /** Nothing was added: whoever asked wanted to know first. */
  | { kind: 'email_shared' }
  | { kind: 'not_allowed' }
  | NoTemporaryPassword;

interface AddUserOptions {
  /** A temporary password in place of a generated one. */
  typedPassword?: string | null;
  /** Adds nobody whose address another account has, but for this very address. */
  unlessEmailShared?: { accepted: string | null };
}

/** Adds a person to the scope's utility, with a temporary password or for SSO. */
export async function addUser(
  scope: Scope,
  user: NewUser,
  { typedPassword = null, unlessEmailShared }: AddUserOptions = {},
): Promise<AddUserOutcome> {
  const { utilityId } = scope.utility;
  if (!(await mayAdminister(db(), scope))) return { kind: 'not_allowed' };
  const faults = faultsOf(user, scope.utility);
  if (faults.length > 0) return { kind: 'invalid', faults };
  const person = {
    username: normalizeUsername(user.username),
    email: normalizeEmail(user.email),
    fullName: user.fullName.normalize('NFC').trim(),
  };
  // Before the hash, which costs more than asking.
  if (await isUsernameTaken(db(), utilityId, person.username)) return { kind: 'username_taken' };
  const password =
    user.signInMethod === 'password'
      ? await newTemporaryPassword(scope, person, typedPassword)
      : null;
  if (password && password.kind !== 'made') return password;
  const userId = randomUUID();
  const roles = [...new Set(user.roles)];
  const [lockKey, ...olderLockKeys] = lockKeys(utilityId, person.username);
  try {
    return await inTransaction(async (tx) => {
      if (!(await mayAdminister(tx, scope))) return { kind: 'not_allowed' };
      // An SSO account has no password to reset, and stands in nobody's way.
      const emailShared =
        user.signInMethod === 'password' &&
        (await isEmailShared(tx, { utilityId, userId: null }, person.email));
      if (emailShared && unlessEmailShared && unlessEmailShared.accepted !== person.email) {
        return { kind: 'email_shared' };
      }
      const now = scope.now();
      await insertAccounts(tx, [
        {
          utilityId,
          userId,
          ...personColumns(person),
          roles,
          signInMethod: user.signInMethod,
          ...(password ? passwordColumns(password.stored, now) : {}),
          lockKey,
          createdAt: now,
          updatedAt: now,
        },
      ]);
      // Guesses at the name from before it was anybody's are not this person's.
      for (const key of [lockKey, ...olderLockKeys])
        await clearLock(tx, { utilityId, lockKey: key });
      const { signInMethod } = user;
      const subject = { userId, username: person.username };
      await recordEvent(tx, scope, 'user.added', subject, { signInMethod, roles });
      return { kind: 'added', userId, temporaryPassword: password?.shown ?? null, emailShared };
    });
  } catch (error) {
    if (isUniqueViolation(error, 'users_username')) return { kind: 'username_taken' };
    throw error;
  }
}
