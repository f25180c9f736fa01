import { notHere, seeOther } from '@/app/sso/see-other';
import { failurePage } from '@/app/sso/sso-pages';
import { currentScope } from '@/lib/auth/current-scope';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { mustAskAgain, nothingUnconfirmed, takeAttempt } from '@/lib/auth/portal-attempts';
import { signInFromPortal } from '@/lib/auth/portal-sign-in';
import { reportAnswer } from '@/lib/auth/test-sign-in';
import { requestContext } from '@/lib/request-context';
import { homePath } from '@/lib/sign-in/return-path';
import { receiveAnswer } from '@/lib/sso/oidc/receive-answer';
import type { SignInAttempt } from '@/lib/sso/sign-in-attempt';
import type { SsoFailure } from '@/lib/sso/sso-failure';
import { oidcConnection } from '@/lib/utilities/portal-rules';
import type { OidcConnection } from '@/lib/utilities/utility';

/** The redirect address: how the portal's answer comes in. */
export async function GET(request: Request): Promise<Response> {
  const { utility, path, isPrefetch } = requestContext();
  const connection = oidcConnection(utility);
  if (!connection || isPrefetch || request.method !== 'GET') return notHere();
  const answer = new URL(path, 'http://here.invalid').searchParams;
  const attempt = await takeAttempt(answer.get('state'));
  if (!attempt) return failurePage(NOT_ASKED_HERE, homePath);
  const { returnTo, purpose } = attempt;
  if (purpose.kind === 'test') {
    const { reportSecret } = purpose;
    return seeOther(
      await orUnavailable(() => reportAnswer(connection, attempt, reportSecret, answer)),
    );
  }
  const failure = await orUnavailable(() => comeIn(connection, attempt, answer));
  return failure ? failurePage(failure, returnTo) : seeOther(returnTo);
}

const NOT_ASKED_HERE: SsoFailure = {
  kind: 'refused',
  fault: 'not_asked_here',
  detail: 'no attempt of this browser has this state',
};

/** @returns null when the person is signed in */
async function comeIn(
  connection: OidcConnection,
  begun: SignInAttempt,
  answer: URLSearchParams,
): Promise<SsoFailure | null> {
  // What has ended since the browser left counts too.
  const attempt = { ...begun, mustBeFresh: begun.mustBeFresh || (await mustAskAgain()) };
  const arrival = await receiveAnswer(currentScope(), connection, attempt, answer);
  if (arrival.kind !== 'arrived') return arrival;
  const { mapping, provider, portalSubject, portalSession, idToken } = arrival;
  if (!mapping.person) return { kind: 'refused', fault: 'attributes', detail: faultsOf(mapping) };
  const person = { provider, ...mapping.person };
  const failure = await signInFromPortal({ person, portalSubject, portalSession, idToken });
  if (!failure) await nothingUnconfirmed();
  return failure;
}

/** Which attribute cannot be used, and why; never what stood there. */
function faultsOf({ attributes }: { attributes: { target: string; fault: string | null }[] }) {
  return attributes
    .flatMap(({ target, fault }) => (fault ? [`${target}: ${fault}`] : []))
    .join(', ');
}
