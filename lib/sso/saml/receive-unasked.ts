import { db, inTransaction } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { AnswerRefused } from '@/lib/sso/answer-refused';
import { describedProvider } from '@/lib/sso/saml/begin-sign-in';
import { keptRefused } from '@/lib/sso/saml/keep-refused';
import { spendAndKeep } from '@/lib/sso/saml/keep-verified';
import { newEvidence, noteArrived } from '@/lib/sso/saml/note-evidence';
import { findByRelayState } from '@/lib/sso/saml/request-store';
import type { ArrivedResponse } from '@/lib/sso/saml/response-rules';
import { verifyArrived } from '@/lib/sso/saml/verify-arrived';
import { pathHere } from '@/lib/sso/target-rules';
import type { SamlConnection } from '@/lib/utilities/utility';

export type ReceivedUnasked =
  /** It answers a test sign-in without naming it; what its report says of that. */
  | { kind: 'kept'; handle: string }
  /** Good so far, and the utility trusts those: a person must say yes. */
  | { kind: 'kept_unasked'; handle: string }
  /** Not believed: the portal is asked properly, and this path is where the person goes then. */
  | { kind: 'unasked'; target: string | null };

interface Unasked {
  /** As it came, in base64. */
  field: string;
  response: ArrivedResponse;
  relayState: string;
}

/**
 * Receives an answer that names no request: believed only at a utility whose portal cannot be asked, and which
 * trusts those for it.
 *
 * @throws AnswerRefused also for one that answers a request of ours, or leads to another site
 */
export async function receiveUnasked(
  scope: Scope,
  connection: SamlConnection,
  { field, response, relayState }: Unasked,
): Promise<ReceivedUnasked> {
  const kept = await refuseOwnRelayState(scope, { response, relayState });
  if (kept) return kept;
  const target = targetOf(scope, relayState);
  if (!connection.trustUnsolicited) return { kind: 'unasked', target };
  const provider = await describedProvider(scope.utility.utilityId, scope.now());
  const unasked = { field, response, asked: null, evidence: null };
  const verified = await verifyArrived(scope, provider, unasked);
  const handle = await inTransaction((tx) =>
    spendAndKeep(tx, scope, provider, verified, { request: null, target, evidence: null }),
  );
  return { kind: 'kept_unasked', handle };
}

/**
 * A portal that answers a request of ours without naming it would be asked again and again.
 * @returns where that was a test sign-in, what its report says
 */
async function refuseOwnRelayState(
  scope: Scope,
  { response, relayState }: Pick<Unasked, 'response' | 'relayState'>,
): Promise<ReceivedUnasked | null> {
  const { utilityId } = scope.utility;
  const asked = relayState && (await findByRelayState(db(), utilityId, relayState, scope.now()));
  if (!asked) return null;
  const error = new AnswerRefused(
    'unasked',
    'it answers a request and does not name it (InResponseTo)',
  );
  if (asked.kind !== 'test') throw error;
  const evidence = newEvidence();
  const { assertion } = response;
  noteArrived(evidence, response.element, assertion.kind === 'clear' ? assertion.element : null);
  return keptRefused(scope, asked.name, error, evidence);
}

/** @throws AnswerRefused for the address of another site */
function targetOf({ utility }: Scope, relayState: string): string | null {
  const target = pathHere(relayState, utility);
  // Some portals put a token of their own there; only an address leads anywhere.
  if (target === null && /^(https?:)?[/\\]{2}/i.test(relayState)) {
    throw new AnswerRefused('malformed_answer', 'RelayState leads to another site');
  }
  return target;
}
