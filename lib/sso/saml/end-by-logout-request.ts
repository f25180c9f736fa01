import { db, inTransaction } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { AnswerRefused } from '@/lib/sso/answer-refused';
import { endPortalSessions } from '@/lib/sso/end-portal-sessions';
import { rememberEndAtPortal } from '@/lib/sso/ended-portal-sessions';
import { type OpenPortalSession, openSessionsOfPortal } from '@/lib/sso/portal-session-store';
import type { PortalSessions } from '@/lib/sso/portal-sessions';
import { samlProviderName } from '@/lib/sso/provider-name-rules';
import { describedProvider } from '@/lib/sso/saml/begin-sign-in';
import { logoutResponseAddress } from '@/lib/sso/saml/library';
import { examineLogoutRequest, type LogoutRequest } from '@/lib/sso/saml/logout-message-rules';
import type { NameIdNames } from '@/lib/sso/saml/name-id';
import type { SamlProvider } from '@/lib/sso/saml/saml-provider';
import { serviceKeys } from '@/lib/sso/saml/service-key-store';
import { type LogoutMessage, verifiedLogout } from '@/lib/sso/saml/verify-logout';
import { samlAddresses } from '@/lib/sso/service-addresses-rules';
import { spendOnce } from '@/lib/sso/used-store';

/** What a portal's logout came to, and where it is told so. */
export interface EndedAtPortal {
  kind: 'ended' | 'nothing_to_end';
  sessions: number;
  /** Null where the portal has no address for it. */
  answer: string | null;
}

/**
 * Ends what a LogoutRequest of the utility's portal names (SAML Profiles §4.4.3.4): the sessions of its
 * SessionIndexes, or without one every session that this person began by the portal. Anybody can bring one
 * here; only the portal can sign one, and a copy of one that was used is worth nothing.
 *
 * The answer goes where the portal's metadata says, whatever a message asks for, and says Success also where
 * nobody was signed in: what the portal wanted is so.
 *
 * @throws AnswerRefused
 * @throws PortalError where there is no description of the portal
 */
export async function endByLogoutRequest(
  scope: Scope,
  message: LogoutMessage,
): Promise<EndedAtPortal> {
  const now = scope.now();
  const provider = await describedProvider(scope.utility.utilityId, now);
  const { entityId } = provider;
  const root = verifiedLogout(provider, message);
  const own = samlAddresses(scope.utility);
  const request = examineLogoutRequest(root, { entityId, own, now });
  const sessions = await end({ ...scope, actor: { kind: 'system' } }, entityId, request);
  const kind = sessions > 0 ? 'ended' : 'nothing_to_end';
  return { kind, sessions, answer: await answerTo(scope, provider, request, message.relayState) };
}

function end(scope: Scope, entityId: string, request: LogoutRequest): Promise<number> {
  const { utilityId } = scope.utility;
  const provider = samlProviderName(entityId);
  return inTransaction(async (tx) => {
    const name = JSON.stringify([entityId, request.id]);
    if (!(await spendOnce(tx, utilityId, 'logout_request', name, request.outlivedAt))) {
      throw new AnswerRefused('used_already', 'the request was used already');
    }
    for (const meant of meantBy(request)) {
      await rememberEndAtPortal(tx, utilityId, provider, meant, request.issuedAt);
    }
    const { value: subject } = request.nameId;
    const open = await openSessionsOfPortal(tx, utilityId, provider, { subject });
    return endPortalSessions(
      tx,
      scope,
      open.filter((session) => isMeant(session, request)),
    );
  });
}

function meantBy({ nameId, sessionIndexes }: LogoutRequest): PortalSessions[] {
  const { value: subject } = nameId;
  if (sessionIndexes.length === 0) return [{ subject }];
  return sessionIndexes.map((portalSession) => ({ portalSession, subject }));
}

/** A session of which the portal had told no index when it began may be any of them. */
function isMeant(session: OpenPortalSession, { nameId, sessionIndexes }: LogoutRequest): boolean {
  const { portalSession } = session;
  const isNamed =
    sessionIndexes.length === 0 || portalSession === null || sessionIndexes.includes(portalSession);
  return isNamed && areSame(session.nameId, nameId);
}

/**
 * Whether two names of the same value are one (Core §3.3.4): a qualifier that either leaves out is a default
 * that both know. Formats are not compared, since some portals write another one when they sign out.
 */
function areSame(known: NameIdNames | null, given: NameIdNames): boolean {
  return (['nameQualifier', 'spNameQualifier'] as const).every(
    (name) => !known?.[name] || !given[name] || known[name] === given[name],
  );
}

async function answerTo(
  { utility }: Scope,
  provider: SamlProvider,
  { id }: LogoutRequest,
  relayState: string | null,
): Promise<string | null> {
  const address = provider.logoutResponseAddress ?? provider.logoutAddress;
  const { signing } = await serviceKeys(db(), utility.utilityId);
  if (!address || !signing) return null;
  return logoutResponseAddress(
    { provider, own: samlAddresses(utility) },
    { address, inResponseTo: id, relayState, signing },
  );
}
