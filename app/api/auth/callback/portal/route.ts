import { notHere, seeOther } from '@/app/parts/answers';
import { failurePage } from '@/app/sso/sso-pages';
import { currentScope } from '@/lib/auth/current-scope';
import { freshnessNeeded, lastSession } from '@/lib/auth/last-session';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { takeAttempt } from '@/lib/auth/portal-attempts';
import { signInFromPortal } from '@/lib/auth/portal-sign-in';
import { reportAnswer } from '@/lib/auth/test-sign-in';
import { requestContext } from '@/lib/request-context';
import { homePath } from '@/lib/sign-in/return-path';
import type { LastSession } from '@/lib/sso/last-session-rules';
import { faultsIn } from '@/lib/sso/mapping-faults-rules';
import { receiveAnswer } from '@/lib/sso/oidc/receive-answer';
import { heldTo, type OidcAttempt } from '@/lib/sso/sign-in-attempt';
import type { SsoFailure } from '@/lib/sso/sso-failure';
import { oidcConnection } from '@/lib/utilities/portal-rules';
import type { OidcConnection } from '@/lib/utilities/utility';

/** The redirect address: how the portal's answer comes in. */
export async function GET(request: Request): Promise<Response> {
  const { utility, path, isPrefetch } = requestContext();
  const connection = oidcConnection(utility);
  if (!connection || isPrefetch || request.method !== 'GET') return notHere();
  const answer = new URL(path, 'http://here.invalid').searchParams;
  const attempt = await takeAttempt('oidc', answer.get('state'));
  if (!attempt) return failurePage(NOT_ASKED_HERE, homePath);
  const { returnTo, purpose } = attempt;
  if (purpose.kind === 'test') {
    return seeOther(await orUnavailable(() => reportAnswer(connection, attempt, purpose, answer)));
  }
  const last = await lastSession();
  const outcome = await orUnavailable(() => comeIn(connection, attempt, answer));
  if (outcome.kind !== 'signed_in') return failurePage(outcome, returnTo);
  const isOwnPlace = purpose.byPortal || !wasLeftBehind(last) || last?.userId === outcome.userId;
  return seeOther(isOwnPlace ? returnTo : homePath);
}

/** Where somebody else was in the middle of work is no place for who comes next. */
function wasLeftBehind(last: LastSession | null): boolean {
  return last !== null && ['idle', 'absolute', 'ended'].includes(last.state);
}

/** NextAuth would take a password's form at such an address. */
export function POST(): Response {
  return notHere();
}

const NOT_ASKED_HERE: SsoFailure = {
  kind: 'refused',
  fault: 'not_asked_here',
  detail: 'no attempt of this browser has this state',
};

async function comeIn(
  connection: OidcConnection,
  begun: OidcAttempt,
  answer: URLSearchParams,
): Promise<{ kind: 'signed_in'; userId: string } | SsoFailure> {
  // What has ended since the browser left counts too.
  const needed = await freshnessNeeded();
  const attempt = needed ? heldTo(begun, needed) : begun;
  const arrival = await receiveAnswer(currentScope(), connection, attempt, answer);
  if (arrival.kind !== 'arrived') return arrival;
  const { mapping, provider, portalSubject, issuedAt, portalSession, idToken, nameId } = arrival;
  if (!mapping.person) return { kind: 'refused', fault: 'attributes', detail: faultsIn(mapping) };
  const person = { provider, ...mapping.person };
  return signInFromPortal({ person, portalSubject, issuedAt, portalSession, idToken, nameId });
}
