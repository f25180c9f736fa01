import { type Account, findAccountById, lockAccountRow } from '@/lib/accounts/account-store';
import { isSamePassword, setPassword } from '@/lib/accounts/password-store';
import { recordEvent } from '@/lib/audit/record-event';
import { db, inTransaction } from '@/lib/db';
import { examineNewPassword, type NewPasswordFault } from '@/lib/passwords/new-password';
import type { PersonActor, Scope } from '@/lib/scope';
import { rotateSession } from '@/lib/session/rotation-store';
import { endSessionsOf } from '@/lib/session/session-end-store';
import { answerSameClick } from '@/lib/sign-in/same-click';

export type CreatePersonalPasswordOutcome =
  | { kind: 'created'; sessionSecret: string }
  | { kind: 'refused'; failed: NewPasswordFault[] }
  /** The account has no temporary password (any more): done in another tab, or replaced. */
  | { kind: 'nothing_to_replace' }
  | { kind: 'temporary_password_expired' }
  /** The session or the account was ended while this went on. */
  | { kind: 'session_over' }
  | { kind: 'busy'; retryAfterSeconds: number };

/**
 * Replaces the acting person's temporary password by one of their own. This session goes on under a
 * new secret, all others of the account end.
 *
 * @param seenPasswordSetAt when the password was set, as this request's session was read: a form sent
 *   twice says twice that it worked
 */
export async function createPersonalPassword(
  scope: Scope,
  newPassword: string,
  seenPasswordSetAt?: Date | null,
): Promise<CreatePersonalPasswordOutcome> {
  const { actor, utility } = scope;
  if (actor.kind !== 'person') throw new Error('Only a person has a password.');
  const account = await findAccountById(db(), utility.utilityId, actor.userId);
  if (account?.passwordKind !== 'temporary') {
    const isOvertaken =
      account &&
      seenPasswordSetAt &&
      !isSamePassword({ passwordSetAt: seenPasswordSetAt }, account);
    return isOvertaken ? answerIfCreated(scope, newPassword) : { kind: 'nothing_to_replace' };
  }
  if (isExpired(account, scope.now())) return { kind: 'temporary_password_expired' };

  const examined = await examineNewPassword(utility, account, newPassword);
  if (examined.kind === 'busy') return examined;
  if (examined.kind === 'refused') {
    // By another click of the same form it may be the account's password already.
    const since = await findAccountById(db(), utility.utilityId, actor.userId);
    const isSame = since && isSamePassword(since, account);
    return isSame ? examined : answerIfCreated(scope, newPassword);
  }
  const created = await replace(scope, actor, account, examined.passwordHash);
  return created.kind === 'overtaken' ? answerIfCreated(scope, newPassword) : created;
}

/** For who finds the temporary password replaced: whether it was by this very form. */
async function answerIfCreated(
  scope: Scope,
  newPassword: string,
): Promise<CreatePersonalPasswordOutcome> {
  const answer = await answerSameClick(scope, newPassword);
  if (answer.kind === 'changed') return { ...answer, kind: 'created' };
  return answer.kind === 'busy' ? answer : { kind: 'nothing_to_replace' };
}

function replace(
  scope: Scope,
  actor: PersonActor,
  account: Account,
  passwordHash: string,
): Promise<CreatePersonalPasswordOutcome | { kind: 'overtaken' }> {
  const { utility } = scope;
  return inTransaction(async (tx) => {
    const current = await lockAccountRow(tx, utility.utilityId, actor.userId);
    // After the wait for the row: a temporary password may have expired meanwhile.
    const now = scope.now();
    if (!current) return { kind: 'nothing_to_replace' };
    if (!isSamePassword(current, account)) return { kind: 'overtaken' };
    if (isExpired(current, now)) return { kind: 'temporary_password_expired' };
    if (current.disabledAt) return { kind: 'session_over' };
    const { sessionId } = actor;
    const sessionSecret = await rotateSession(tx, utility.utilityId, sessionId, now);
    if (!sessionSecret) return { kind: 'session_over' };
    const password = { kind: 'personal', passwordHash } as const;
    await setPassword(tx, utility.utilityId, actor.userId, password, now);
    await endSessionsOf(tx, utility.utilityId, actor.userId, 'password_created', now, sessionId);
    await recordEvent(tx, scope, 'password.created', actor, {});
    return { kind: 'created', sessionSecret };
  });
}

function isExpired(account: { temporaryExpiresAt: Date | null }, now: Date): boolean {
  return account.temporaryExpiresAt !== null && now >= account.temporaryExpiresAt;
}
