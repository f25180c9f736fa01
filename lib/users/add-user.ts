import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { users } from '@/drizzle/schema';
import { insertAccounts, passwordColumns, personColumns } from '@/lib/accounts/account-store';
import { emailKey, normalizeEmail } from '@/lib/accounts/email-rules';
import { normalizeUsername } from '@/lib/accounts/username-rules';
import { recordEvent } from '@/lib/audit/record-event';
import { isUniqueViolation } from '@/lib/database-errors';
import { type Database, inTransaction } from '@/lib/db';
import { lockKeys } from '@/lib/lockout/lock-key';
import { clearLock } from '@/lib/lockout/lockout-store';
import type { Scope } from '@/lib/scope';
import { newTemporaryPassword, type TemporaryPassword } from '@/lib/users/new-temporary-password';
import { faultsOf, type NewUser, type UserFault } from '@/lib/users/new-user-rules';

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
  | { kind: 'username_taken' };

/** Adds a person to the scope's utility, with a generated temporary password or for SSO. */
export async function addUser(scope: Scope, user: NewUser): Promise<AddUserOutcome> {
  const faults = faultsOf(user, scope.utility);
  if (faults.length > 0) return { kind: 'invalid', faults };
  const username = normalizeUsername(user.username);
  const email = normalizeEmail(user.email);
  const fullName = user.fullName.normalize('NFC').trim();
  const password =
    user.signInMethod === 'password'
      ? await newTemporaryPassword(scope, { username, fullName, email })
      : null;
  const userId = randomUUID();
  const roles = [...new Set(user.roles)];
  const { utilityId } = scope.utility;
  const now = scope.now();
  const [lockKey, ...olderLockKeys] = lockKeys(utilityId, username);
  try {
    return await inTransaction(async (tx) => {
      const emailShared = await isEmailUsed(tx, utilityId, email);
      await insertAccounts(tx, [
        {
          utilityId,
          userId,
          ...personColumns({ username, fullName, email }),
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
      await recordEvent(tx, scope, 'user.added', { userId, username }, { signInMethod, roles });
      return { kind: 'added', userId, temporaryPassword: password?.shown ?? null, emailShared };
    });
  } catch (error) {
    if (isUniqueViolation(error, 'users_username')) return { kind: 'username_taken' };
    throw error;
  }
}

async function isEmailUsed(tx: Database, utilityId: string, email: string): Promise<boolean> {
  const [row] = await tx
    .select({ userId: users.userId })
    .from(users)
    .where(and(eq(users.utilityId, utilityId), eq(users.emailKey, emailKey(email))))
    .limit(1);
  return row !== undefined;
}
