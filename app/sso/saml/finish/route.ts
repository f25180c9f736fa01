import { notHere, seeOther } from '@/app/parts/answers';
import { AGAIN, begin } from '@/app/sso/begin';
import { landingOf } from '@/app/sso/landing';
import { failurePage } from '@/app/sso/sso-pages';
import { currentScope } from '@/lib/auth/current-scope';
import { freshnessNeeded, lastSession } from '@/lib/auth/last-session';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { forget, takeAttempt } from '@/lib/auth/portal-attempts';
import { signInArrival } from '@/lib/auth/sign-in-arrival';
import { reportOutcome } from '@/lib/auth/test-sign-in';
import { takeWaiting } from '@/lib/auth/waiting-arrival';
import { formHasArrived } from '@/lib/form-action';
import { requestContext } from '@/lib/request-context';
import { homePath, safeReturnPath } from '@/lib/sign-in/return-path';
import { arrivalOfAnswer, arrivalOfUnaskedAnswer } from '@/lib/sso/saml/arrival-of-answer';
import { takeArrival } from '@/lib/sso/saml/arrival-store';
import type { KeptArrival } from '@/lib/sso/saml/kept-arrival';
import { heldTo, type SamlAttempt } from '@/lib/sso/sign-in-attempt';
import { unaskedCookie } from '@/lib/sso/sso-cookies';
import type { SsoFailure } from '@/lib/sso/sso-failure';
import { samlConnection } from '@/lib/utilities/portal-rules';
import type { SamlConnection } from '@/lib/utilities/utility';

/**
 * Where a browser goes on from the assertion consumer, with its cookies: only the one that asked has the
 * cookie of the request. An answer that somebody else's browser was made to post, or a link to here that
 * was passed on, signs nobody in.
 */
export async function GET(request: Request): Promise<Response> {
  const { utility, path, isPrefetch, domain } = requestContext();
  const connection = samlConnection(utility);
  if (!connection || isPrefetch || request.method !== 'GET') return notHere();
  const handle = new URL(path, 'http://here.invalid').searchParams.get('handle') ?? '';
  const kept = await orUnavailable(() => takeArrival(currentScope(), handle));
  const attempt = await takeAttempt('saml', kept?.request ?? null);
  if (!kept || !attempt) return failurePage(NOT_ASKED_HERE, { returnTo: homePath });
  if (attempt.purpose.kind === 'test') {
    return seeOther(await orUnavailable(() => report(connection, attempt, kept)));
  }
  const last = await lastSession();
  const outcome = await orUnavailable(() => comeIn(connection, attempt, kept));
  if (outcome.kind === 'signed_in') {
    await forget(unaskedCookie(domain));
    return seeOther(landingOf(attempt, last, outcome.userId));
  }
  if (isWorthForcing(outcome, attempt)) {
    const { returnTo, of, purpose } = attempt;
    return begin(connection, { freshness: AGAIN, returnTo, of, purpose });
  }
  return failurePage(outcome, attempt);
}

/** The yes or no of somebody whose portal sent an answer that nobody had asked for (app/sso/saml/continue). */
export async function POST(request: Request): Promise<Response> {
  const form = new URLSearchParams(await request.text());
  formHasArrived();
  const connection = samlConnection(requestContext().utility);
  if (!connection?.trustUnsolicited) return notHere();
  const answer = await orUnavailable(() => takeWaiting(form.get('answer')));
  // Taken, so that nobody can say yes after this.
  if (form.has('no')) return seeOther('/?over=failed');
  if (!answer) return failurePage(NOT_WAITING, { returnTo: homePath });
  const outcome = await orUnavailable(async () => {
    const arrival = arrivalOfUnaskedAnswer(connection, answer, await freshnessNeeded());
    return arrival.kind === 'arrived' ? signInArrival(arrival) : arrival;
  });
  return outcome.kind === 'signed_in'
    ? seeOther(safeReturnPath(answer.target))
    : failurePage(outcome, { returnTo: homePath });
}

const NOT_WAITING: SsoFailure = {
  kind: 'refused',
  fault: 'not_asked_here',
  detail: 'no unasked answer waits in this browser',
};

const NOT_ASKED_HERE: SsoFailure = {
  kind: 'refused',
  fault: 'not_asked_here',
  detail: 'no request of this browser is answered by it',
};

/** Somebody may have been signed in at the portal all along, who was not told to ask them. */
function isWorthForcing(outcome: SsoFailure, { isForced }: SamlAttempt): boolean {
  return outcome.kind === 'refused' && outcome.fault === 'not_fresh' && !isForced;
}

/** Whether a test is fresh is judged in its report, so that this shows the rest too. */
async function report(
  connection: SamlConnection,
  attempt: SamlAttempt,
  kept: KeptArrival,
): Promise<string> {
  const received = { ...attempt, mustBeFresh: false };
  const outcome = kept.kind === 'refused' ? kept : arrivalOfAnswer(connection, kept, received);
  return reportOutcome(connection, attempt, outcome);
}

async function comeIn(
  connection: SamlConnection,
  begun: SamlAttempt,
  kept: KeptArrival,
): Promise<{ kind: 'signed_in'; userId: string } | SsoFailure> {
  if (kept.kind === 'refused') return kept;
  // What has ended since the browser left counts too.
  const needed = await freshnessNeeded();
  const arrival = arrivalOfAnswer(connection, kept, needed ? heldTo(begun, needed) : begun);
  return arrival.kind === 'arrived' ? signInArrival(arrival) : arrival;
}
