import { db, inTransaction } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { AnswerRefused } from '@/lib/sso/answer-refused';
import { PortalError } from '@/lib/sso/portal-error';
import { samlProviderName } from '@/lib/sso/provider-name-rules';
import { keepArrival } from '@/lib/sso/saml/arrival-store';
import type { AssertionEvidence } from '@/lib/sso/saml/assertion-evidence';
import { describedProvider } from '@/lib/sso/saml/begin-sign-in';
import { decodePosted, LONGEST_RELAY_STATE } from '@/lib/sso/saml/decode-rules';
import { keptMisshapen, keptRefused } from '@/lib/sso/saml/keep-refused';
import type { VerifiedAnswer } from '@/lib/sso/saml/kept-arrival';
import { newEvidence, noteArrived } from '@/lib/sso/saml/note-evidence';
import {
  answerRequest,
  findByRelayState,
  findRequest,
  requestName,
} from '@/lib/sso/saml/request-store';
import { type ArrivedResponse, arrivedResponse } from '@/lib/sso/saml/response-rules';
import type { SamlProvider } from '@/lib/sso/saml/saml-provider';
import { type Verified, verifyArrived } from '@/lib/sso/saml/verify-arrived';
import type { SsoFailure } from '@/lib/sso/sso-failure';
import { pathHere } from '@/lib/sso/target-rules';
import { spendOnce } from '@/lib/sso/used-store';
import type { SamlConnection } from '@/lib/utilities/utility';

/** The fields of the form that a portal makes a browser post (Bindings §3.5.4), each as often as it came. */
export interface PostedFields {
  responses: string[];
  relayStates: string[];
}

export type Received =
  /** Good so far; the browser's next request shows whether it is the one that asked. */
  | { kind: 'kept'; handle: string }
  /** The same of an answer that nobody asked for, where the utility trusts those: a person must say yes. */
  | { kind: 'kept_unasked'; handle: string }
  /** Unasked and not believed: the portal is asked properly, and this path is where the person goes then. */
  | { kind: 'unasked'; target: string | null }
  | SsoFailure;

/**
 * Receives what a browser brings to the assertion consumer: verifies it in every respect but whose browser
 * it is, uses up the request and the assertion, and keeps the result under a one-time handle. A refused answer
 * uses nothing up: anybody can send one for somebody else's request.
 */
export async function receiveResponse(
  scope: Scope,
  connection: SamlConnection,
  fields: PostedFields,
): Promise<Received> {
  try {
    return await receive(scope, connection, fields);
  } catch (error) {
    if (error instanceof AnswerRefused) {
      return { kind: 'refused', fault: error.fault, detail: error.message };
    }
    if (error instanceof PortalError) {
      return { kind: 'unavailable', detail: error.message, isNotDescribed: true };
    }
    throw error;
  }
}

async function receive(
  scope: Scope,
  connection: SamlConnection,
  { responses, relayStates }: PostedFields,
): Promise<Received> {
  const [field, second] = responses;
  const [relayState = '', secondState] = relayStates;
  if (field === undefined || second !== undefined || secondState !== undefined) {
    throw new AnswerRefused('malformed_answer', 'not one SAMLResponse, or several RelayStates');
  }
  if (relayState.length > LONGEST_RELAY_STATE) {
    throw new AnswerRefused('malformed_answer', 'RelayState is too long');
  }
  const read = await readPosted(scope, field);
  if (read.kind === 'kept') return read;
  const { response } = read;
  const { inResponseTo } = response;
  if (inResponseTo !== undefined) {
    return answered(scope, { field, response, relayState, id: inResponseTo });
  }
  const kept = await refuseOwnRelayState(scope, { response, relayState });
  if (kept) return kept;
  const target = targetOf(scope, relayState);
  if (!connection.trustUnsolicited) return { kind: 'unasked', target };
  return unasked(scope, { field, response, target });
}

async function readPosted(scope: Scope, field: string) {
  const xml = decodePosted(field);
  try {
    return { kind: 'read', response: arrivedResponse(xml) } as const;
  } catch (error) {
    return keptMisshapen(scope, xml, error);
  }
}

interface Asking {
  field: string;
  response: ArrivedResponse;
  relayState: string;
  /** Of the request that it says to answer. */
  id: string;
}

/** An answer to a request of this utility. */
async function answered(scope: Scope, { field, response, relayState, id }: Asking) {
  const { utilityId } = scope.utility;
  const now = scope.now();
  const request = await findRequest(db(), utilityId, id, now);
  if (!request || request.kind === 'logout') {
    throw new AnswerRefused('not_asked_here', 'no request of this utility has this ID');
  }
  const evidence = request.kind === 'test' ? newEvidence() : null;
  try {
    if (request.isAnswered)
      throw new AnswerRefused('used_already', 'the request was answered already');
    if (relayState !== '' && !request.hasRelayState(relayState)) {
      throw new AnswerRefused('state', 'RelayState is not that of the request');
    }
    const provider = await describedProvider(utilityId, now);
    if (samlProviderName(provider.entityId) !== request.provider) {
      throw new AnswerRefused('issuer', 'the provider has been changed since the attempt began');
    }
    const asked = { id, sentAt: request.sentAt };
    const verified = await verifyArrived(scope, provider, { field, response, asked, evidence });
    const handle = await inTransaction(async (tx) => {
      if (!(await answerRequest(tx, utilityId, id, now))) {
        throw new AnswerRefused('used_already', 'the request was answered already');
      }
      await spendAssertion(tx, scope, provider, verified);
      return keepArrival(
        tx,
        scope,
        answerOf(scope, provider, verified, { id, target: null, evidence }),
      );
    });
    return { kind: 'kept', handle } as const;
  } catch (error) {
    if (!evidence) throw error;
    return keptRefused(scope, requestName(id), error, evidence);
  }
}

/** An answer that nobody asked for, at a utility whose portal cannot be asked. */
async function unasked(
  scope: Scope,
  { field, response, target }: Pick<Asking, 'field' | 'response'> & { target: string | null },
): Promise<Received> {
  const provider = await describedProvider(scope.utility.utilityId, scope.now());
  const verified = await verifyArrived(scope, provider, {
    field,
    response,
    asked: null,
    evidence: null,
  });
  const handle = await inTransaction(async (tx) => {
    await spendAssertion(tx, scope, provider, verified);
    return keepArrival(
      tx,
      scope,
      answerOf(scope, provider, verified, { id: null, target, evidence: null }),
    );
  });
  return { kind: 'kept_unasked', handle };
}

/**
 * A portal that answers a request of ours without naming it would be asked again and again.
 * @returns where that was a test sign-in, what its report says
 */
async function refuseOwnRelayState(
  scope: Scope,
  { response, relayState }: Pick<Asking, 'response' | 'relayState'>,
): Promise<Received | null> {
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

async function spendAssertion(
  tx: Parameters<typeof spendOnce>[0],
  { utility }: Scope,
  { entityId }: SamlProvider,
  { said }: Verified,
): Promise<void> {
  const name = JSON.stringify([entityId, said.id]);
  if (!(await spendOnce(tx, utility.utilityId, 'assertion', name, said.outlivedAt))) {
    throw new AnswerRefused('used_already', 'the assertion was used already');
  }
}

function answerOf(
  { now }: Scope,
  { entityId }: SamlProvider,
  { said }: Verified,
  {
    id,
    target,
    evidence,
  }: { id: string | null; target: string | null; evidence: AssertionEvidence | null },
): VerifiedAnswer {
  return {
    kind: 'verified',
    request: id && requestName(id),
    provider: samlProviderName(entityId),
    nameId: said.nameId,
    attributes: said.attributes,
    sessionIndex: said.sessionIndex,
    issuedAt: said.issuedAt.getTime(),
    authnInstant: said.authnInstant.getTime(),
    receivedAt: now().getTime(),
    target,
    evidence,
  };
}
