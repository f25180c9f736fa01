import type { Account } from '@/lib/accounts/account-store';
import { recordEvent } from '@/lib/audit/record-event';
import { type Database, inTransaction } from '@/lib/db';
import { type Claim, settleWrong } from '@/lib/lockout/claim-store';
import { metrics } from '@/lib/metrics';
import type { Scope } from '@/lib/scope';
import { signOutIn } from '@/lib/sign-in/sign-out';
import { recordFailure } from '@/lib/throttle/throttle-store';

/** What a guess that opened nothing is answered with. */
export type NotIn =
  | { kind: 'wrong'; attemptsLeft: number }
  /** `byThisGuess` when it was not locked before. */
  | { kind: 'locked'; byThisGuess: boolean };

/** Where attempts without a client's address count: the operator's command line makes none. */
export function addressOf(scope: Scope): string {
  return scope.clientAddress ?? 'unknown';
}

/**
 * Counts a wrong guess against the name and the address, in one transaction with its events. The same
 * statements for a name that no account has; its events name nobody.
 */
export async function settleAsWrong(
  tx: Database,
  scope: Scope,
  account: Account | null,
  claim: Claim,
): Promise<NotIn> {
  const limit = scope.utility.lockout.attempts;
  const now = scope.now();
  const settled = await settleWrong(tx, claim, limit, now);
  await recordFailure(tx, claim.utilityId, addressOf(scope), now);
  await tellFailure(tx, scope, account, 'wrong');
  if (settled.lockedNow) {
    await tellLock(tx, scope, account, settled.failed);
    // Whoever sits at this session does not know its password.
    await signOutIn(tx, scope, 'locked_by_current_password');
  }
  return settled.locked
    ? { kind: 'locked', byThisGuess: settled.lockedNow }
    : { kind: 'wrong', attemptsLeft: Math.max(1, limit - settled.failed) };
}

/**
 * Refuses a guess at a locked name: no comparison, but it counts towards the throttle.
 * @param lockMadeBy the count at which this very attempt found the name to be locked; else null
 */
export function refuseLocked(
  scope: Scope,
  account: Account | null,
  lockMadeBy: number | null,
): Promise<NotIn> {
  return inTransaction(async (tx) => {
    await recordFailure(tx, scope.utility.utilityId, addressOf(scope), scope.now());
    await tellFailure(tx, scope, account, 'locked');
    if (lockMadeBy !== null) await tellLock(tx, scope, account, lockMadeBy);
    return { kind: 'locked', byThisGuess: false };
  });
}

/** Somebody who is signed in gave their current password; somebody who is not wants to come in. */
function tellFailure(
  tx: Database,
  scope: Scope,
  account: Account | null,
  reason: 'wrong' | 'locked',
): Promise<void> {
  if (scope.actor.kind === 'person') {
    return recordEvent(tx, scope, 'password.change_failed', account, { reason });
  }
  const isSso = reason === 'wrong' && account?.signInMethod === 'sso';
  return recordEvent(tx, scope, 'sign_in.failed', account, {
    reason: isSso ? 'signs_in_by_sso' : reason,
  });
}

async function tellLock(
  tx: Database,
  scope: Scope,
  account: Account | null,
  failedAttempts: number,
): Promise<void> {
  await recordEvent(tx, scope, 'user.locked', account, { failedAttempts });
  metrics().lockouts.inc();
}
