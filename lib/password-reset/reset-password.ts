import { type Account, lockAccountRow } from '@/lib/accounts/account-store';
import { setPassword } from '@/lib/accounts/password-store';
import { recordEvent } from '@/lib/audit/record-event';
import { db, inTransaction } from '@/lib/db';
import { clearLock, holdLock } from '@/lib/lockout/lockout-store';
import { queueMail } from '@/lib/mail/outbox-store';
import { metrics } from '@/lib/metrics';
import { linkState } from '@/lib/password-reset/link-state-rules';
import { examineLink, type HeldLink } from '@/lib/password-reset/reset-link';
import { countTry, lockRequest, markUsed } from '@/lib/password-reset/reset-link-store';
import { comparePassword } from '@/lib/passwords/hash-password';
import { hashQueue, LONGEST_WAIT_MS } from '@/lib/passwords/hash-queue';
import {
  examineNewPassword,
  type NewPasswordFault,
  shapeFaults,
} from '@/lib/passwords/new-password';
import { SAME_CLICK_MS, SAME_CLICKS } from '@/lib/passwords/same-click-policy';
import type { Scope } from '@/lib/scope';
import { endSessionsOf } from '@/lib/session/session-end-store';

export type ResetPasswordOutcome =
  | { kind: 'reset' }
  | { kind: 'refused'; failed: NewPasswordFault[] }
  | { kind: 'locked' }
  | { kind: 'invalid' }
  | { kind: 'busy'; retryAfterSeconds: number };

/** As many new passwords are compared with earlier ones for one link. */
const MOST_TRIES = 20;

/**
 * Sets a new password by a mailed link, once. Every session of the account ends, the count of failed
 * sign-ins starts anew, and a mail tells the person.
 */
export async function resetPassword(
  scope: Scope,
  held: HeldLink,
  newPassword: string,
): Promise<ResetPasswordOutcome> {
  const link = await examineLink(scope, held);
  if (link.kind === 'used') return afterUse(scope, held, link, newPassword);
  if (link.kind !== 'good') return { kind: link.kind };
  const { account } = link;
  const faults = shapeFaults(scope.utility, account, newPassword);
  if (faults.length > 0) return { kind: 'refused', failed: faults };
  const { utilityId } = scope.utility;
  const mayTry = await countTry(db(), { ...held, utilityId }, false, MOST_TRIES);
  const examined = mayTry
    ? await examineNewPassword(scope.utility, account, newPassword)
    : ({ kind: 'invalid' } as const);
  if (examined.kind !== 'acceptable') {
    // By another click of the same form it may be the account's password already.
    const since = await examineLink(scope, held);
    return since.kind === 'used' ? afterUse(scope, held, since, newPassword) : examined;
  }
  const outcome = await exchange(scope, held, account, examined.passwordHash);
  // Another click of the same form was quicker.
  if (outcome.kind === 'used') return afterUse(scope, held, outcome, newPassword);
  if (outcome.kind === 'reset') metrics().passwordResets.inc({ outcome: 'reset' });
  return outcome;
}

type Used = { kind: 'used'; account: Account; usedAt: Date };

function exchange(
  scope: Scope,
  { resetRequestId }: HeldLink,
  { userId }: Account,
  passwordHash: string,
): Promise<{ kind: 'reset' | 'locked' | 'invalid' } | Used> {
  const { utilityId, lockout } = scope.utility;
  return inTransaction(async (tx) => {
    // In the order in which a decision on a newer request takes them.
    const account = await lockAccountRow(tx, utilityId, userId);
    const request = await lockRequest(tx, utilityId, resetRequestId);
    if (!account || !request) return { kind: 'invalid' };
    const now = scope.now();
    const state = linkState(request, account, now);
    if (state === 'used' && request.usedAt)
      return { kind: 'used', account, usedAt: request.usedAt };
    if (state !== 'good') return { kind: 'invalid' };
    const wasLocked = await holdLock(tx, account);
    if (wasLocked && !lockout.resetUnlocks) return { kind: 'locked' };
    await setPassword(tx, utilityId, userId, { kind: 'personal', passwordHash }, now);
    await markUsed(tx, request, now);
    // What was guessed at was the old password.
    await clearLock(tx, account);
    await endSessionsOf(tx, utilityId, userId, 'password_reset', now);
    await recordEvent(tx, scope, 'password.reset', account, { unlocked: wasLocked });
    await queueMail(tx, scope, { kind: 'password_reset', userId });
    return { kind: 'reset' };
  });
}

/**
 * The same form twice says twice that it worked; anything else finds a used link. A few times only:
 * it would else be a way to try passwords past the one gate.
 */
async function afterUse(
  scope: Scope,
  { resetRequestId }: HeldLink,
  { account, usedAt }: Used,
  newPassword: string,
): Promise<ResetPasswordOutcome> {
  const isRecent = scope.now().getTime() - usedAt.getTime() < SAME_CLICK_MS;
  const hash = account.passwordHash;
  if (!isRecent || !hash) return { kind: 'invalid' };
  const { utilityId } = scope.utility;
  const ids = { utilityId, resetRequestId };
  if (!(await countTry(db(), ids, true, SAME_CLICKS))) return { kind: 'invalid' };
  const same = await hashQueue().run(LONGEST_WAIT_MS, () =>
    comparePassword(hash, newPassword, 'reuse'),
  );
  if (same.kind === 'busy') return same;
  return { kind: same.value ? 'reset' : 'invalid' };
}
