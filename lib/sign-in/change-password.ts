import { type Account, findAccountById, lockAccountRow } from '@/lib/accounts/account-store';
import { isSamePassword, setPassword } from '@/lib/accounts/password-store';
import { recordEvent } from '@/lib/audit/record-event';
import { db, inTransaction } from '@/lib/db';
import { queueMail } from '@/lib/mail/outbox-store';
import {
  examineNewPassword,
  type NewPasswordFault,
  shapeFaults,
} from '@/lib/passwords/new-password';
import type { PersonActor, Scope } from '@/lib/scope';
import { rotateSession } from '@/lib/session/rotation-store';
import { endSessionsOf } from '@/lib/session/session-end-store';
import { isSessionOpen } from '@/lib/session/session-store';
import { type GuessOutcome, guessPassword } from '@/lib/sign-in/guess-password';
import { answerSameClick } from '@/lib/sign-in/same-click';

export type ChangePasswordOutcome =
  | { kind: 'changed'; sessionSecret: string }
  | { kind: 'refused'; failed: NewPasswordFault[] }
  /** About the current password; a lock `byThisGuess` has ended this session. */
  | Exclude<GuessOutcome<never>, { kind: 'right' | 'overtaken' }>
  /** Nothing to change: a temporary password, or none. */
  | { kind: 'no_personal_password' }
  /** The session, the account or its password was changed while this went on. */
  | { kind: 'session_over' };

/**
 * Replaces the acting person's password. The current one passes the one gate of every password that
 * is offered: whoever finds a session open may guess no more than at the door. This session goes on
 * under a new secret, all others of the account end, and a mail tells the person.
 *
 * @param seenPasswordSetAt when the password was set, as this request's session was read: a form sent
 *   twice must not count its own old password as a wrong one
 */
export async function changePassword(
  scope: Scope,
  currentPassword: string,
  newPassword: string,
  seenPasswordSetAt?: Date | null,
): Promise<ChangePasswordOutcome> {
  const { actor, utility } = scope;
  if (actor.kind !== 'person') throw new Error('Only a person has a password.');
  const { utilityId } = utility;
  const account = await findAccountById(db(), utilityId, actor.userId);
  if (account?.passwordKind !== 'personal') return { kind: 'no_personal_password' };
  if (seenPasswordSetAt && !isSamePassword({ passwordSetAt: seenPasswordSetAt }, account)) {
    return answerSameClick(scope, newPassword);
  }
  // Before the gate: a new password that cannot be costs nobody an attempt.
  const faults = shapeFaults(utility, account, newPassword);
  if (faults.length > 0) return { kind: 'refused', failed: faults };

  const { username } = account;
  const guess = await guessPassword(
    scope,
    { account, username, password: currentPassword },
    async () => undefined,
  );
  if (guess.kind === 'overtaken') return answerSameClick(scope, newPassword);
  if (guess.kind === 'locked') {
    // Another click of this form may have been the one that locked, and ended this session.
    const isOpen = await isSessionOpen(db(), utilityId, actor.sessionId);
    return { kind: 'locked', byThisGuess: guess.byThisGuess || !isOpen };
  }
  if (guess.kind !== 'right') return guess;
  const examined = await examineNewPassword(utility, account, newPassword);
  if (examined.kind === 'busy') return examined;
  if (examined.kind === 'refused') {
    // By another click of the same form it may be the account's password already.
    const since = await findAccountById(db(), utilityId, actor.userId);
    const isSame = since && isSamePassword(since, account);
    return isSame ? examined : answerSameClick(scope, newPassword);
  }
  const changed = await replace(scope, actor, account, examined.passwordHash);
  return changed.kind === 'overtaken' ? answerSameClick(scope, newPassword) : changed;
}

function replace(
  scope: Scope,
  actor: PersonActor,
  account: Account,
  passwordHash: string,
): Promise<
  { kind: 'changed'; sessionSecret: string } | { kind: 'overtaken' } | { kind: 'session_over' }
> {
  const { utilityId } = scope.utility;
  const { sessionId, userId } = actor;
  return inTransaction(async (tx) => {
    const current = await lockAccountRow(tx, utilityId, userId);
    // After the wait for the row: when a password was set is what tells it from the next.
    const now = scope.now();
    if (!current || current.disabledAt) return { kind: 'session_over' };
    if (!isSamePassword(current, account)) return { kind: 'overtaken' };
    const sessionSecret = await rotateSession(tx, utilityId, sessionId, now);
    if (!sessionSecret) return { kind: 'session_over' };
    await setPassword(tx, utilityId, userId, { kind: 'personal', passwordHash }, now);
    await endSessionsOf(tx, utilityId, userId, 'password_changed', now, sessionId);
    await recordEvent(tx, scope, 'password.changed', actor, {});
    await queueMail(tx, scope, { kind: 'password_changed', userId });
    return { kind: 'changed', sessionSecret };
  });
}
