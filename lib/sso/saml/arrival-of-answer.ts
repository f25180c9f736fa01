import { mapAttributes } from '@/lib/sso/attribute-mapping';
import { CLOCK_SKEW_SECONDS } from '@/lib/sso/clock-rules';
import { freshnessFault } from '@/lib/sso/freshness-rules';
import type { Freshness } from '@/lib/sso/last-session-rules';
import type { PortalArrival } from '@/lib/sso/portal-arrival';
import type { VerifiedAnswer } from '@/lib/sso/saml/kept-arrival';
import type { SamlAttempt } from '@/lib/sso/sign-in-attempt';
import type { SsoFailure } from '@/lib/sso/sso-failure';
import type { SamlConnection } from '@/lib/utilities/utility';

/**
 * What the portal vouches for by an answer that was verified, for the browser that asked. Its request was
 * the attempt's: the one-time handle and the attempt's cookie come together here.
 */
export function arrivalOfAnswer(
  connection: SamlConnection,
  answer: VerifiedAnswer,
  attempt: SamlAttempt,
): PortalArrival | SsoFailure {
  const { mustBeFresh, freshSince, startedAt } = attempt;
  return arrival(connection, answer, { mustBeFresh, since: freshSince ?? startedAt });
}

/** The same of an answer that nobody asked for, at a utility which trusts those. */
export function arrivalOfUnaskedAnswer(
  connection: SamlConnection,
  answer: VerifiedAnswer,
  needed: Freshness | null,
): PortalArrival | SsoFailure {
  const since = needed?.since.getTime() ?? answer.receivedAt;
  return arrival(connection, answer, { mustBeFresh: needed !== null, since });
}

/** Nothing is forgiven here that is where a portal may say nothing of time: SAML always has an AuthnInstant. */
function arrival(
  connection: SamlConnection,
  answer: VerifiedAnswer,
  { mustBeFresh, since }: { mustBeFresh: boolean; since: number },
): PortalArrival | SsoFailure {
  const { provider, nameId, attributes, sessionIndex, issuedAt, authnInstant, receivedAt } = answer;
  const { value, ...names } = nameId;
  const notFresh = freshnessFault({
    authTime: authnInstant / 1000,
    issuedAt: issuedAt / 1000,
    since,
    // Whoever holds an answer back makes nothing fresher by it.
    answeredAt: Math.min(receivedAt, issuedAt + CLOCK_SKEW_SECONDS * 1000),
  });
  if (mustBeFresh && connection.reauthAfterIdle && notFresh) {
    return { kind: 'refused', fault: 'not_fresh', detail: notFresh };
  }
  return {
    kind: 'arrived',
    provider,
    mapping: mapAttributes(connection, attributes),
    attributes,
    fromUserInfo: [],
    portalSubject: value,
    issuedAt: new Date(issuedAt),
    portalSession: sessionIndex,
    idToken: null,
    nameId: names,
    notFresh,
    evidence: answer.evidence,
  };
}
