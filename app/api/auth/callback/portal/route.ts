import { notHere, seeOther } from '@/app/parts/answers';
import { landingOf } from '@/app/sso/landing';
import { failurePage } from '@/app/sso/sso-pages';
import { currentScope } from '@/lib/auth/current-scope';
import { freshnessNeeded, lastSession } from '@/lib/auth/last-session';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { takeAttempt } from '@/lib/auth/portal-attempts';
import { signInArrival } from '@/lib/auth/sign-in-arrival';
import { reportOutcome } from '@/lib/auth/test-sign-in';
import { requestContext } from '@/lib/request-context';
import { homePath } from '@/lib/sign-in/return-path';
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
  if (!attempt) return failurePage(NOT_ASKED_HERE, { returnTo: homePath });
  if (attempt.purpose.kind === 'test') {
    return seeOther(await orUnavailable(() => report(connection, attempt, answer)));
  }
  const last = await lastSession();
  const outcome = await orUnavailable(() => comeIn(connection, attempt, answer));
  if (outcome.kind !== 'signed_in') return failurePage(outcome, attempt);
  return seeOther(landingOf(attempt, last, outcome.userId));
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

/** Whether a test is fresh is judged in its report, so that this shows the rest too. */
async function report(
  connection: OidcConnection,
  attempt: OidcAttempt,
  answer: URLSearchParams,
): Promise<string> {
  const received = { ...attempt, mustBeFresh: false };
  const outcome = await receiveAnswer(currentScope(), connection, received, answer);
  return reportOutcome(connection, attempt, outcome);
}

async function comeIn(
  connection: OidcConnection,
  begun: OidcAttempt,
  answer: URLSearchParams,
): Promise<{ kind: 'signed_in'; userId: string } | SsoFailure> {
  // What has ended since the browser left counts too.
  const needed = await freshnessNeeded();
  const attempt = needed ? heldTo(begun, needed) : begun;
  const arrival = await receiveAnswer(currentScope(), connection, attempt, answer);
  return arrival.kind === 'arrived' ? signInArrival(arrival) : arrival;
}
