import { randomUUID } from 'node:crypto';
import { isAcceptableEmail } from '@/lib/accounts/email-rules';
import { inTransaction } from '@/lib/db';
import {
  insertRequest,
  oneAtATime,
  recentOfClient,
} from '@/lib/password-reset/reset-request-store';
import { addressKeyOf, newestKeyId, sealAddress } from '@/lib/password-reset/reset-secrets';
import { RESET_THROTTLE } from '@/lib/password-reset/reset-throttle-policy';
import type { Scope } from '@/lib/scope';
import { addressKey as clientKeyOf } from '@/lib/throttle/throttle-policy';

export type RequestResetOutcome =
  /** Whatever becomes of it. */
  | { kind: 'taken' }
  /** Nothing that a mailbox could have; told by its form alone. */
  | { kind: 'not_an_address' }
  | { kind: 'throttled'; retryAfterSeconds: number }
  /** The utility's people sign in at their portal alone. */
  | { kind: 'passwords_off' };

/**
 * Takes a request for a new password. Nothing is looked up: the same statements run for every address,
 * so that neither words nor time tell a stranger which ones are known. The decision, and any mail, is
 * a worker's ({@link decideWaitingRequests} in decide-requests).
 */
export async function requestReset(scope: Scope, typed: string): Promise<RequestResetOutcome> {
  const { utility } = scope;
  if (utility.signIn === 'sso') return { kind: 'passwords_off' };
  if (!isAcceptableEmail(typed)) return { kind: 'not_an_address' };
  const { utilityId } = utility;
  const clientKey = clientKeyOf(scope.clientAddress ?? '');
  const resetRequestId = randomUUID();
  const request = {
    utilityId,
    resetRequestId,
    keyId: newestKeyId(),
    sealedAddress: sealAddress(resetRequestId, typed),
    addressKey: addressKeyOf(utilityId, typed),
    clientKey,
    clientAddress: scope.clientAddress,
    requestId: scope.requestId,
  };
  return inTransaction(async (tx) => {
    await oneAtATime(tx, utilityId, `client ${clientKey}`);
    const now = scope.now();
    const recent = await recentOfClient(tx, utilityId, clientKey, now);
    const oldest = recent[RESET_THROTTLE.perClient - 1];
    if (oldest) {
      const waitMs = oldest.getTime() + RESET_THROTTLE.windowMs - now.getTime();
      return { kind: 'throttled', retryAfterSeconds: Math.ceil(waitMs / 1000) };
    }
    await insertRequest(tx, { ...request, requestedAt: now });
    return { kind: 'taken' };
  });
}
