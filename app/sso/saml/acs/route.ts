import { cookies } from 'next/headers';
import { notHere, seeOther } from '@/app/parts/answers';
import { failurePage } from '@/app/sso/sso-pages';
import { assertNever } from '@/lib/assert-never';
import { currentScope } from '@/lib/auth/current-scope';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { formHasArrived } from '@/lib/form-action';
import { requestContext } from '@/lib/request-context';
import { homePath, safeReturnPath } from '@/lib/sign-in/return-path';
import { receiveResponse } from '@/lib/sso/saml/receive-response';
import { continueCookie } from '@/lib/sso/sso-cookies';
import { samlConnection } from '@/lib/utilities/portal-rules';
import { canonicalOrigin } from '@/lib/utilities/utility';

/**
 * The assertion consumer: where a browser posts the portal's answer (SAML Profiles §4.1.4.5). The form comes
 * from another site, so no cookie says whose browser this is; it goes on to where one does.
 */
export async function POST(request: Request): Promise<Response> {
  const { utility } = requestContext();
  const form = new URLSearchParams(await request.text());
  formHasArrived();
  const connection = samlConnection(utility);
  if (!connection) return notHere();
  const fields = { responses: form.getAll('SAMLResponse'), relayStates: form.getAll('RelayState') };
  const received = await orUnavailable(() => receiveResponse(currentScope(), connection, fields));
  // Where the browser's cookies are, by whatever name of ours the form came.
  const origin = canonicalOrigin(utility);
  switch (received.kind) {
    case 'kept':
      return seeOther(`${origin}/sso/saml/finish?handle=${received.handle}`);
    case 'kept_unasked':
      return waitForYes(received.handle);
    case 'unasked': {
      const query = new URLSearchParams({ returnTo: safeReturnPath(received.target) });
      return seeOther(`${origin}/sso/saml/unasked?${query}`);
    }
    case 'refused':
    case 'unavailable':
    case 'not_admitted':
      return failurePage(received, { returnTo: homePath });
    default:
      return assertNever(received);
  }
}

/** The browser that brought the answer is the one that is asked: not whoever is given a link. */
async function waitForYes(handle: string): Promise<Response> {
  const { domain, utility } = requestContext();
  // Posted to another of our names, the cookie would be where nobody asks for it.
  if (domain !== utility.domains[0]) return notHere();
  const { name, options } = continueCookie(domain);
  (await cookies()).set(name, handle, options);
  return seeOther('/sso/saml/continue');
}
