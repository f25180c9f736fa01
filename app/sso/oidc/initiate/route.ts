import { begin } from '@/app/sso/begin';
import { notHere, seeOther } from '@/app/sso/see-other';
import { failurePage } from '@/app/sso/sso-pages';
import { mustAskAgain } from '@/lib/auth/portal-attempts';
import { requestContext } from '@/lib/request-context';
import { homePath, safeReturnPath } from '@/lib/sign-in/return-path';
import { readInitiatedLogin } from '@/lib/sso/initiated-login-rules';
import { oidcConnection } from '@/lib/utilities/portal-rules';

/** Where the portal's own link leads; by POST too (OpenID Connect Core 1.0 §4). */
export async function GET(request: Request): Promise<Response> {
  if (request.method !== 'GET') return notHere();
  return initiate(new URL(requestContext().path, 'http://here.invalid').searchParams);
}

export async function POST(request: Request): Promise<Response> {
  // The browser's cookies do not come with a form of another site, but with the next step.
  const parameters = new URLSearchParams(await request.text());
  return seeOther(`/sso/oidc/initiate?${parameters}`);
}

/**
 * Runs the whole exchange, whoever is signed in here: at a shared PC the portal's session is of who sits
 * there now, and the session here may be somebody else's.
 */
async function initiate(parameters: URLSearchParams): Promise<Response> {
  const { utility, isPrefetch } = requestContext();
  const connection = oidcConnection(utility);
  if (!connection || isPrefetch) return notHere();
  const asked = readInitiatedLogin(parameters, connection.issuer, utility);
  if (typeof asked === 'string') {
    const detail = `initiated login: ${asked}`;
    return failurePage({ kind: 'refused', fault: 'malformed_answer', detail }, homePath);
  }
  return begin(connection, {
    mustBeFresh: await mustAskAgain(),
    returnTo: safeReturnPath(asked.target),
    purpose: { kind: 'sign_in' },
    ...(asked.loginHint ? { loginHint: asked.loginHint } : {}),
  });
}
