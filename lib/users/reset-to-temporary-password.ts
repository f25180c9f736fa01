import { findAccountById } from '@/lib/accounts/account-store';
import { mayAdminister } from '@/lib/accounts/administrators';
import { setPassword } from '@/lib/accounts/password-store';
import { recordEvent } from '@/lib/audit/record-event';
import { db } from '@/lib/db';
import { clearLock } from '@/lib/lockout/lockout-store';
import { queueMail } from '@/lib/mail/outbox-store';
import type { Scope } from '@/lib/scope';
import { endSessionsOf } from '@/lib/session/session-end-store';
import { actOnUser, isOneself, type NotDone } from '@/lib/users/act-on-user';
import {
  type NoTemporaryPassword,
  newTemporaryPassword,
  type TemporaryPassword,
} from '@/lib/users/new-temporary-password';

export type ResetOutcome =
  | { kind: 'reset'; temporaryPassword: TemporaryPassword }
  | { kind: 'signs_in_by_sso' }
  /** For oneself there is Change Password, which asks for the present one. */
  | { kind: 'oneself' }
  | NoTemporaryPassword
  | NotDone;

/**
 * Gives a person a new temporary password: the old one, and an earlier temporary one, are worth
 * nothing, and so are mailed links; their sessions end, their lock opens, and a mail tells them, never
 * the password. A disabled account stays disabled.
 *
 * @param typed in place of a generated one
 */
export async function resetToTemporaryPassword(
  scope: Scope,
  userId: string,
  typed: string | null = null,
): Promise<ResetOutcome> {
  const { utilityId } = scope.utility;
  if (!(await mayAdminister(db(), scope))) return { kind: 'not_allowed' };
  if (isOneself(scope, userId)) return { kind: 'oneself' };
  const account = await findAccountById(db(), utilityId, userId);
  if (!account) return { kind: 'unknown_user' };
  if (account.signInMethod === 'sso') return { kind: 'signs_in_by_sso' };
  const made = await newTemporaryPassword(scope, account, typed);
  if (made.kind !== 'made') return made;
  return actOnUser(scope, userId, async (tx, current) => {
    if (current.signInMethod === 'sso') return { kind: 'signs_in_by_sso' };
    // After the wait for the row: nothing is older than what it replaces.
    const now = scope.now();
    await setPassword(tx, utilityId, userId, made.stored, now);
    await clearLock(tx, current);
    await endSessionsOf(tx, utilityId, userId, 'password_reset', now);
    const expiresAt = made.shown.expiresAt.toISOString();
    await recordEvent(tx, scope, 'user.password_reset_to_temporary', current, { expiresAt });
    await queueMail(tx, scope, { kind: 'password_reset_by_administrator', userId });
    return { kind: 'reset', temporaryPassword: made.shown };
  });
}
