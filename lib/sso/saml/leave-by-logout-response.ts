import { db, inTransaction } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { AnswerRefused } from '@/lib/sso/answer-refused';
import { leavePortalSession, portalSessionOf } from '@/lib/sso/portal-session-store';
import { samlProviderName } from '@/lib/sso/provider-name-rules';
import { describedProvider } from '@/lib/sso/saml/begin-sign-in';
import { examineLogoutResponse, type LogoutResponse } from '@/lib/sso/saml/logout-message-rules';
import { answerRequest, findRequest } from '@/lib/sso/saml/request-store';
import { type LogoutMessage, verifiedLogout } from '@/lib/sso/saml/verify-logout';
import { samlAddresses } from '@/lib/sso/service-addresses-rules';

/** What the portal made of a sign-out that began here, by its own signed word. */
export type LeftPortal = Pick<LogoutResponse, 'status' | 'told'>;

/**
 * Takes the portal's answer to a sign-out that began here (SAML Profiles §4.4.3.6). The session here is over
 * already; what is noted is that the portal's is too. Only its signed Success to that very request says
 * so: whoever could make it up would walk in by the session that was left behind at the portal. Where
 * others did not confirm to the portal, nothing is noted either, and it will be told to ask for the password.
 *
 * Whose browser brings it does not matter: the request knows the session.
 *
 * @throws AnswerRefused
 * @throws PortalError where there is no description of the portal
 */
export async function leaveByLogoutResponse(
  scope: Scope,
  message: LogoutMessage,
): Promise<LeftPortal> {
  const { utilityId } = scope.utility;
  const now = scope.now();
  const provider = await describedProvider(utilityId, now);
  const { entityId } = provider;
  const root = verifiedLogout(provider, message);
  const own = samlAddresses(scope.utility);
  const response = examineLogoutResponse(root, { entityId, own, now });
  const { inResponseTo, status, told } = response;
  const request = await findRequest(db(), utilityId, inResponseTo, now);
  if (request?.kind !== 'logout' || request.sessionId === null) {
    throw new AnswerRefused('not_asked_here', 'no sign-out of this utility has this ID');
  }
  if (request.provider !== samlProviderName(entityId)) {
    throw new AnswerRefused('issuer', 'the provider has been changed since the sign-out began');
  }
  if (message.relayState && !request.hasRelayState(message.relayState)) {
    throw new AnswerRefused('state', 'RelayState is not that of the request');
  }
  const { sessionId } = request;
  const isFirst = await inTransaction(async (tx) => {
    if (!(await answerRequest(tx, utilityId, inResponseTo, now))) return false;
    if (status === 'done') await leavePortalSession(tx, utilityId, sessionId, now);
    return true;
  });
  if (!isFirst && !(await standsAlready(scope, sessionId, response))) {
    throw new AnswerRefused('used_already', 'the request was answered already');
  }
  return { status, told };
}

/** A browser that sends the same answer twice is told twice what it says. */
async function standsAlready(
  { utility }: Scope,
  sessionId: string,
  { status }: LogoutResponse,
): Promise<boolean> {
  if (status !== 'done') return false;
  const began = await portalSessionOf(db(), utility.utilityId, sessionId);
  return Boolean(began?.leftAt);
}
