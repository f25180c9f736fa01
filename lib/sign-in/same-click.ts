import { findAccountById, lockAccountRow } from '@/lib/accounts/account-store';
import { isSamePassword } from '@/lib/accounts/password-store';
import { db, inTransaction } from '@/lib/db';
import { comparePassword } from '@/lib/passwords/hash-password';
import { hashQueue, LONGEST_WAIT_MS } from '@/lib/passwords/hash-queue';
import { SAME_CLICK_MS, SAME_CLICKS } from '@/lib/passwords/same-click-policy';
import type { Scope } from '@/lib/scope';
import {
  rotateSession,
  secretSinceRotation,
  tryPreviousSecret,
} from '@/lib/session/rotation-store';

export type SameClickOutcome =
  | { kind: 'changed'; sessionSecret: string }
  | { kind: 'session_over' }
  | { kind: 'busy'; retryAfterSeconds: number };

/**
 * For a form whose password was replaced while it was on its way. Sent twice it says twice that it
 * worked, each time with the same session secret: a browser keeps one of the answers, and the server
 * cannot know which. Anything else is refused.
 */
export async function answerSameClick(
  scope: Scope,
  newPassword: string,
): Promise<SameClickOutcome> {
  const { actor, utility } = scope;
  if (actor.kind !== 'person') return { kind: 'session_over' };
  const { utilityId } = utility;
  const account = await findAccountById(db(), utilityId, actor.userId);
  const { passwordHash = null, passwordSetAt = null } = account ?? {};
  const agoMs = scope.now().getTime() - (passwordSetAt?.getTime() ?? 0);
  if (account?.passwordKind !== 'personal' || !passwordHash || agoMs >= SAME_CLICK_MS) {
    return { kind: 'session_over' };
  }
  const same = await hashQueue().run(LONGEST_WAIT_MS, () =>
    comparePassword(passwordHash, newPassword, 'reuse'),
  );
  if (same.kind === 'busy') return same;
  if (!same.value) return { kind: 'session_over' };
  return inTransaction(async (tx) => {
    const current = await lockAccountRow(tx, utilityId, actor.userId);
    if (!current || current.disabledAt || !isSamePassword(current, account)) {
      return { kind: 'session_over' };
    }
    const { sessionId } = actor;
    const sessionSecret =
      (await secretSinceRotation(tx, utilityId, sessionId)) ??
      (await rotateSession(tx, utilityId, sessionId, scope.now()));
    return sessionSecret ? { kind: 'changed', sessionSecret } : { kind: 'session_over' };
  });
}

/**
 * As {@link answerSameClick}, for a secret that the session has just lost; a few times only, since
 * whoever has stolen it may not try passwords with it.
 * @returns null when it is no such secret, or was tried as often
 */
export async function answerWithPreviousSecret(
  scope: Scope,
  secret: string,
  newPassword: string,
): Promise<SameClickOutcome | null> {
  const { utilityId } = scope.utility;
  const since = new Date(scope.now().getTime() - SAME_CLICK_MS);
  const session = await tryPreviousSecret(db(), utilityId, secret, since, SAME_CLICKS);
  // Of a name that no event will tell.
  const actor = session && ({ kind: 'person', ...session, username: '' } as const);
  return actor && answerSameClick({ ...scope, actor }, newPassword);
}
