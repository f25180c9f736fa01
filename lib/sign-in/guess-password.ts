import { setTimeout as sleep } from 'node:timers/promises';
import { type Account, lockAccountRow } from '@/lib/accounts/account-store';
import { isSamePassword, upgradeHash } from '@/lib/accounts/password-store';
import { type Database, db, inTransaction } from '@/lib/db';
import { type Claim, claimAttempt, releaseClaim, settleRight } from '@/lib/lockout/claim-store';
import { lockKeys } from '@/lib/lockout/lock-key';
import { existingLockKey, type LockId } from '@/lib/lockout/lockout-store';
import { releaseWhenPossible } from '@/lib/lockout/release-claim';
import { decoyFor } from '@/lib/passwords/decoy';
import { comparePassword, hashPassword, isOutdated } from '@/lib/passwords/hash-password';
import { hashQueue, LONGEST_WAIT_MS } from '@/lib/passwords/hash-queue';
import type { Scope } from '@/lib/scope';
import { addressOf, type NotIn, refuseLocked, settleAsWrong } from '@/lib/sign-in/settle-guess';
import { throttleDecision } from '@/lib/throttle/throttle-policy';
import { recentFailures } from '@/lib/throttle/throttle-store';

export interface Guess {
  /** The account that `username` names at the scope's utility; null when there is none. */
  account: Account | null;
  /** As typed. */
  username: string;
  password: string;
}

export type GuessOutcome<T> =
  | { kind: 'right'; value: T }
  | NotIn
  | { kind: 'throttled'; retryAfterSeconds: number }
  /** Right when it was read, and replaced while it was compared, by the same person; not counted. */
  | { kind: 'overtaken' }
  /** Too many people at once; neither compared nor counted. */
  | { kind: 'busy'; retryAfterSeconds: number };

/** How long somebody waits before asking again for room to guess, at first and at last. */
const ASK_AGAIN_MS = { first: 60, last: 500 };

/**
 * The one gate through which every password that somebody offers is compared: throttle, lock, queue,
 * comparison, count, in this order.
 *
 * - Never more wrong guesses are compared than the utility's limit, however many arrive at once: an
 *   attempt is claimed before it is compared (lib/lockout).
 * - A name without an account takes the same statements and one hash of the same cost, and is counted
 *   and locked the same.
 * - While waiting and comparing, no connection and no transaction is held.
 *
 * @param onRight runs in the transaction that sets the count to zero, with the account as it is then
 */
export async function guessPassword<T>(
  scope: Scope,
  guess: Guess,
  onRight: (tx: Database, account: Account) => Promise<T>,
): Promise<GuessOutcome<T>> {
  const deadline = performance.now() + LONGEST_WAIT_MS;
  const throttled = await throttle(scope);
  if (throttled) return throttled;

  const claimed = await claimInTime(scope, await lockIdOf(scope, guess), deadline);
  if (claimed.kind === 'busy') return claimed;
  if (claimed.kind === 'locked') return refuseLocked(scope, guess.account, claimed.madeBy);

  const { claim } = claimed;
  const verdict: Verdict = { isWrong: false };
  try {
    const queued = await hashQueue().run(deadline - performance.now(), async (waited) => {
      // Failures may have come in meanwhile, and a burst must not slip through.
      const late = waited ? await throttle(scope) : null;
      if (!late) return compareAndSettle(scope, guess, claim, verdict, onRight);
      await releaseClaim(db(), claim);
      return late;
    });
    if (queued.kind === 'done') return queued.value;
    await releaseClaim(db(), claim);
    return queued;
  } catch (error) {
    // The database went away in between. Only a wrong guess may count as one.
    if (!verdict.isWrong) void releaseWhenPossible(claim);
    throw error;
  }
}

/** What the comparison said, kept where a failure after it can still see it. */
interface Verdict {
  isWrong: boolean;
}

async function throttle(scope: Scope): Promise<GuessOutcome<never> | null> {
  const now = scope.now();
  const recent = await recentFailures(db(), scope.utility.utilityId, addressOf(scope), now);
  const decision = throttleDecision(recent, now);
  return decision.kind === 'wait'
    ? { kind: 'throttled', retryAfterSeconds: decision.seconds }
    : null;
}

/**
 * An account carries its key; for other names, a row made under an older AUTH_SECRET goes on. As many
 * keys are asked about either way.
 */
async function lockIdOf(scope: Scope, { account, username }: Guess): Promise<LockId> {
  const { utilityId } = scope.utility;
  const ofName = lockKeys(utilityId, username);
  const keys = account ? ofName.map(() => account.lockKey) : ofName;
  // With one AUTH_SECRET there is one key, whoever's it is.
  const existing = keys.length > 1 ? await existingLockKey(db(), utilityId, keys) : null;
  return { utilityId, lockKey: existing ?? account?.lockKey ?? ofName[0] };
}

async function claimInTime(
  scope: Scope,
  lockId: LockId,
  deadline: number,
): Promise<
  | { kind: 'claimed'; claim: Claim }
  | { kind: 'locked'; madeBy: number | null }
  | { kind: 'busy'; retryAfterSeconds: number }
> {
  const limit = scope.utility.lockout.attempts;
  for (let most = ASK_AGAIN_MS.first; ; most = Math.min(most * 1.3, ASK_AGAIN_MS.last)) {
    const outcome = await claimAttempt(db(), lockId, limit, scope.now());
    if (outcome.kind !== 'no_room') return outcome;
    if (performance.now() > deadline) return { kind: 'busy', retryAfterSeconds: 5 };
    await sleep((0.5 + Math.random() / 2) * most);
  }
}

/** Runs in a place of the hash queue. */
async function compareAndSettle<T>(
  scope: Scope,
  guess: Guess,
  claim: Claim,
  verdict: Verdict,
  onRight: (tx: Database, account: Account) => Promise<T>,
): Promise<GuessOutcome<T>> {
  const { account, password } = guess;
  const hash = account?.passwordHash ?? null;
  // Asked for either way: what is done must not tell whether the name exists.
  const decoy = await decoyFor(claim.utilityId, claim.lockKey);
  const isRight = await comparePassword(hash ?? decoy, password, hash ? 'guess' : 'decoy');
  if (!isRight || !account || !hash) {
    verdict.isWrong = true;
    return inTransaction((tx) => settleAsWrong(tx, scope, account, claim));
  }

  const upgraded = isOutdated(hash) ? await hashPassword(password) : null;
  return inTransaction(async (tx) => {
    const current = await lockAccountRow(tx, claim.utilityId, account.userId);
    // The password was replaced while the old one was being compared: what was typed opens nothing.
    if (!current || !isSamePassword(current, account)) {
      // Whoever is signed in has clicked twice, or changed it in another tab.
      if (scope.actor.kind !== 'person') return settleAsWrong(tx, scope, account, claim);
      await releaseClaim(tx, claim);
      return { kind: 'overtaken' };
    }
    // Renamed while it was compared, the person has their count and lock under another key.
    const counted = { ...claim, lockKey: current.lockKey };
    if (!(await settleRight(tx, counted))) return { kind: 'locked', byThisGuess: false };
    if (upgraded) await upgradeHash(tx, claim.utilityId, account.userId, hash, upgraded);
    return { kind: 'right', value: await onRight(tx, current) };
  });
}
