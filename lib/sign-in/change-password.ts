import {
  findAccountById,
  isSamePassword,
  lockAccountRow,
  setPassword,
} from '@/lib/accounts/account-store';
import { recordEvent } from '@/lib/audit/record-event';
import { db, inTransaction } from '@/lib/db';
import { queueMail } from '@/lib/mail/outbox-store';
import {
  examineNewPassword,
  type NewPasswordFault,
  shapeFaults,
} from '@/lib/passwords/new-password';
import type { Scope } from '@/lib/scope';
import { endSessionsOf, rotateSession } from '@/lib/session/session-store';
import { type GuessOutcome, guessPassword } from '@/lib/sign-in/guess-password';

export type ChangePasswordOutcome =
  | { kind: 'changed'; sessionSecret: string }
  | { kind: 'refused'; failed: NewPasswordFault[] }
  /** About the current password; a lock `byThisGuess` has ended this session. */
  | Exclude<GuessOutcome<never>, { kind: 'right' }>
  /** Nothing to change: a temporary password, or none. */
  | { kind: 'no_personal_password' }
  /** The session, the account or its password was changed while this went on. */
  | { kind: 'session_over' };

/**
 * Replaces the acting person's password. The current one passes the one gate of every password that
 * is offered: whoever finds a session open may guess no more than at the door. This session goes on
 * under a new secret, all others of the account end, and a mail tells the person.
 */
export async function changePassword(
  scope: Scope,
  currentPassword: string,
  newPassword: string,
): Promise<ChangePasswordOutcome> {
  const { actor, utility } = scope;
  if (actor.kind !== 'person') throw new Error('Only a person has a password.');
  const { utilityId } = utility;
  const account = await findAccountById(db(), utilityId, actor.userId);
  if (account?.passwordKind !== 'personal') return { kind: 'no_personal_password' };
  // Before the gate: a new password that cannot be costs nobody an attempt.
  const faults = shapeFaults(utility, account, newPassword);
  if (faults.length > 0) return { kind: 'refused', failed: faults };

  const { username } = account;
  const guess = await guessPassword(
    scope,
    { account, username, password: currentPassword },
    async () => undefined,
  );
  if (guess.kind !== 'right') return guess;
  const examined = await examineNewPassword(utility, account, newPassword);
  if (examined.kind !== 'acceptable') return examined;

  return inTransaction(async (tx) => {
    const now = scope.now();
    const current = await lockAccountRow(tx, utilityId, actor.userId);
    if (!current || current.disabledAt || !isSamePassword(current, account)) {
      return { kind: 'session_over' };
    }
    const { sessionId, userId } = actor;
    const sessionSecret = await rotateSession(tx, utilityId, sessionId);
    if (!sessionSecret) return { kind: 'session_over' };
    const { passwordHash } = examined;
    await setPassword(tx, utilityId, userId, { kind: 'personal', passwordHash }, now);
    await endSessionsOf(tx, utilityId, userId, 'password_changed', now, sessionId);
    await recordEvent(tx, scope, 'password.changed', actor, {});
    await queueMail(tx, scope, { kind: 'password_changed', userId });
    return { kind: 'changed', sessionSecret };
  });
}
