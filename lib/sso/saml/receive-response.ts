import { db, inTransaction } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { AnswerRefused } from '@/lib/sso/answer-refused';
import { PortalError } from '@/lib/sso/portal-error';
import { samlProviderName } from '@/lib/sso/provider-name-rules';
import { describedProvider } from '@/lib/sso/saml/begin-sign-in';
import { decodePosted, LONGEST_RELAY_STATE } from '@/lib/sso/saml/decode-rules';
import { keptMisshapen, keptRefused } from '@/lib/sso/saml/keep-refused';
import { spendAndKeep } from '@/lib/sso/saml/keep-verified';
import { newEvidence } from '@/lib/sso/saml/note-evidence';
import { type ReceivedUnasked, receiveUnasked } from '@/lib/sso/saml/receive-unasked';
import { answerRequest, findRequest, requestName } from '@/lib/sso/saml/request-store';
import { type ArrivedResponse, arrivedResponse } from '@/lib/sso/saml/response-rules';
import { verifyArrived } from '@/lib/sso/saml/verify-arrived';
import type { SsoFailure } from '@/lib/sso/sso-failure';
import type { SamlConnection } from '@/lib/utilities/utility';

/** The fields of the form that a portal makes a browser post (Bindings §3.5.4), each as often as it came. */
export interface PostedFields {
  responses: string[];
  relayStates: string[];
}

/** `kept` is good so far; the browser's next request shows whether it is the one that asked. */
export type Received = { kind: 'kept'; handle: string } | ReceivedUnasked | SsoFailure;

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
  return receiveUnasked(scope, connection, { field, response, relayState });
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
      const forWhom = { request: requestName(id), target: null, evidence };
      return spendAndKeep(tx, scope, provider, verified, forWhom);
    });
    return { kind: 'kept', handle } as const;
  } catch (error) {
    if (!evidence) throw error;
    return keptRefused(scope, requestName(id), error, evidence);
  }
}
