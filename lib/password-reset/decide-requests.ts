import { sql } from 'drizzle-orm';
import { type Account, findAccountsByEmail, lockAccountRow } from '@/lib/accounts/account-store';
import { endMailedLinks } from '@/lib/accounts/mailed-link-store';
import { recordEvent } from '@/lib/audit/record-event';
import { isDatabaseUnavailable } from '@/lib/database-errors';
import { afterCommit, type Database, db, inTransaction } from '@/lib/db';
import { isLocked } from '@/lib/lockout/lockout-store';
import { log } from '@/lib/log';
import { queueMail } from '@/lib/mail/outbox-store';
import { metrics } from '@/lib/metrics';
import { resetDecision } from '@/lib/password-reset/reset-decision-rules';
import {
  countSharedBlock,
  letThroughForAddress,
  oneAtATime,
  postponeDecision,
  type ResetRequest,
  takeUndecided,
  undecidedRequests,
  writeDecision,
} from '@/lib/password-reset/reset-request-store';
import { linkSecret, openAddress } from '@/lib/password-reset/reset-secrets';
import { RESET_THROTTLE } from '@/lib/password-reset/reset-throttle-policy';
import type { Scope } from '@/lib/scope';
import { secretHash } from '@/lib/tokens';
import { utilityById } from '@/lib/utilities/utility-by-host';

const BATCH = 50;
const HOUR_MS = 3_600_000;
/** How soon a request is looked at again that could not be decided. */
const AGAIN_MS = 30_000;
/** After so long no server will have the secret that it takes. */
const LONGEST_WAIT_MS = 24 * HOUR_MS;

type Outcome = NonNullable<ResetRequest['outcome']>;

/**
 * Decides on every request for a new password that waits, and puts the mail of each into the outbox.
 * Any number of servers may do so at once; each request is decided once.
 */
export async function decideWaitingRequests(
  now: () => Date,
  stopping?: AbortSignal,
): Promise<void> {
  while (!stopping?.aborted) {
    const batch = await undecidedRequests(db(), BATCH, now());
    let dealtWith = 0;
    for (const request of batch) {
      if (stopping?.aborted) return;
      if (await decide(request, now)) dealtWith += 1;
    }
    // What is left is in another server's hands.
    if (dealtWith === 0) return;
  }
}

type RequestIds = Pick<ResetRequest, 'utilityId' | 'resetRequestId'>;

/** @returns whether the request waits no longer, or not now */
async function decide(ids: RequestIds, now: () => Date): Promise<boolean> {
  try {
    return await inTransaction((tx) => decideIn(tx, ids, now));
  } catch (error) {
    if (isDatabaseUnavailable(error)) throw error;
    // Others must not wait behind what this server cannot deal with; another one perhaps can.
    log().warn({ err: error, utility: ids.utilityId }, 'a request could not be decided');
    await postponeDecision(db(), ids, new Date(now().getTime() + AGAIN_MS));
    return true;
  }
}

async function decideIn(tx: Database, ids: RequestIds, now: () => Date): Promise<boolean> {
  // Whoever holds an account for longer holds up this decision, and no other.
  await tx.execute(sql`set local lock_timeout = '1s'`);
  const request = await takeUndecided(tx, ids);
  const utility = request && (await utilityById(tx, request.utilityId));
  if (!utility) return false;
  const scope: Scope = {
    utility,
    actor: { kind: 'system' },
    clientAddress: request.clientAddress,
    userAgent: '',
    requestId: request.requestId,
    now,
  };
  const outcome = await outcomeOf(tx, scope, request);
  if (outcome === 'later') {
    await postponeDecision(tx, request, new Date(now().getTime() + AGAIN_MS));
    return true;
  }
  if (outcome !== 'link') await writeDecision(tx, request, outcome, now());
  afterCommit(tx, () => metrics().passwordResets.inc({ outcome }));
  return true;
}

async function outcomeOf(
  tx: Database,
  scope: Scope,
  request: ResetRequest,
): Promise<Outcome | 'later'> {
  const { utilityId, resetRequestId, keyId, sealedAddress } = request;
  const address = sealedAddress && openAddress(keyId, resetRequestId, sealedAddress);
  if (address === null) {
    log().warn({ requestId: request.requestId }, 'no value of AUTH_SECRET here opens a request');
    // In the middle of a roll-out another server has the value that this one lacks.
    const ageMs = scope.now().getTime() - request.requestedAt.getTime();
    return ageMs < LONGEST_WAIT_MS ? 'later' : 'unreadable';
  }
  await oneAtATime(tx, utilityId, `address ${request.addressKey.toString('hex')}`);
  if ((await letThroughForAddress(tx, request)) >= RESET_THROTTLE.perAddress) return 'throttled';

  const decision = resetDecision(scope.utility, await candidates(tx, utilityId, address));
  switch (decision.kind) {
    case 'nobody':
      return 'nobody';
    case 'shared':
      return refuseShared(tx, scope, decision.accounts);
    case 'link':
      return makeLink(tx, scope, request, decision.account);
    case 'locked':
      return answerWithout(tx, scope, request, decision.account, 'locked');
    case 'portal':
      return answerWithout(tx, scope, request, decision.account, 'portal');
  }
}

async function candidates(tx: Database, utilityId: string, address: string) {
  const accounts = await findAccountsByEmail(tx, utilityId, address);
  const [first, another] = accounts.filter(
    ({ signInMethod, disabledAt }) => signInMethod === 'password' && !disabledAt,
  );
  // Only of the one that could get a link does it matter.
  const isFirstLocked = first && !another ? await isLocked(tx, first) : false;
  return accounts.map((account) => ({
    ...account,
    isDisabled: account.disabledAt !== null,
    isLocked: account === first && isFirstLocked,
  }));
}

async function refuseShared(tx: Database, scope: Scope, accounts: Account[]): Promise<Outcome> {
  const [first] = accounts;
  if (!first) return 'nobody';
  await countSharedBlock(tx, first.utilityId, first.emailKey, scope.now());
  for (const account of accounts) {
    await recordEvent(tx, scope, 'password.reset_link_refused', account, {
      reason: 'shared_email',
    });
  }
  return 'shared';
}

/** Nothing but a mail that says why there is no link. */
async function answerWithout(
  tx: Database,
  scope: Scope,
  { resetRequestId }: ResetRequest,
  account: Account,
  why: 'locked' | 'portal',
): Promise<Outcome> {
  const { userId } = account;
  const kind = why === 'locked' ? 'account_locked' : 'sign_in_at_portal';
  const reason = why === 'locked' ? 'locked' : 'signs_in_by_sso';
  await queueMail(tx, scope, { kind, userId, resetRequestId, expiresAt: linkExpiry(scope) });
  await recordEvent(tx, scope, 'password.reset_link_refused', account, { reason });
  return why;
}

async function makeLink(
  tx: Database,
  scope: Scope,
  request: ResetRequest,
  { userId }: Account,
): Promise<Outcome> {
  const { utilityId, resetRequestId } = request;
  const account = await lockAccountRow(tx, utilityId, userId);
  const secret = linkSecret(request.keyId, utilityId, resetRequestId);
  if (!account || !secret) return 'nobody';
  const now = scope.now();
  const expiresAt = linkExpiry(scope);
  // An account has one working link: a newer one takes the earlier one's place.
  await endMailedLinks(tx, request.utilityId, [userId], now, request.resetRequestId);
  await writeDecision(tx, request, 'link', now, {
    userId,
    secretHash: secretHash(secret),
    expiresAt,
    passwordSetAt: account.passwordSetAt,
    emailKey: account.emailKey,
  });
  await queueMail(tx, scope, { kind: 'forgot_password', userId, resetRequestId, expiresAt });
  await recordEvent(tx, scope, 'password.reset_link_made', account, {
    expiresAt: expiresAt.toISOString(),
  });
  return 'link';
}

/** When what is mailed now is of no more use. */
function linkExpiry({ utility, now }: Scope): Date {
  return new Date(now().getTime() + utility.resetLinkHours * HOUR_MS);
}
