import { notHere, seeOther } from '@/app/parts/answers';
import { begin } from '@/app/sso/begin';
import { failurePage } from '@/app/sso/sso-pages';
import { freshnessNeeded } from '@/lib/auth/last-session';
import { requestContext } from '@/lib/request-context';
import { homePath, safeReturnPath } from '@/lib/sign-in/return-path';
import { INITIATED_LOGIN, readInitiatedLogin } from '@/lib/sso/initiated-login-rules';
import { oidcConnection } from '@/lib/utilities/portal-rules';
import { canonicalOrigin } from '@/lib/utilities/utility';

/**
 * Where the portal's own link leads. Runs the whole exchange, whoever is signed in here: at a shared PC the
 * portal's session is of who sits there now, and the session here may be somebody else's.
 */
export async function GET(request: Request): Promise<Response> {
  const { utility, domain, path, isPrefetch } = requestContext();
  const connection = oidcConnection(utility);
  if (!connection || isPrefetch || request.method !== 'GET') return notHere();
  // Where the answer will come, and the sessions of people from the portal are.
  if (domain !== utility.domains[0]) return seeOther(canonicalOrigin(utility) + path);
  const query = new URL(path, 'http://here.invalid').searchParams;
  const asked = readInitiatedLogin(query, connection.issuer, utility);
  if (typeof asked === 'string') {
    const detail = `initiated login: ${asked}`;
    return failurePage(
      { kind: 'refused', fault: 'malformed_answer', detail },
      { returnTo: homePath },
    );
  }
  return begin(connection, {
    freshness: await freshnessNeeded(),
    returnTo: safeReturnPath(asked.target),
    purpose: { kind: 'sign_in', byPortal: true },
    ...(asked.loginHint ? { loginHint: asked.loginHint } : {}),
  });
}

/** By a form too (OpenID Connect Core 1.0 §4); the browser's cookies come with the next step only. */
export async function POST(request: Request): Promise<Response> {
  const form = new URLSearchParams(await request.text());
  const known = [...form].filter(([name]) => INITIATED_LOGIN.includes(name));
  return seeOther(`/sso/oidc/initiate?${new URLSearchParams(known)}`);
}
