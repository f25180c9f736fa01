import { assertNever } from '@/lib/assert-never';
import { currentScope } from '@/lib/auth/current-scope';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { formHasArrived } from '@/lib/form-action';
import { answerWith } from '@/lib/request-context';
import { endByLogoutToken } from '@/lib/sso/oidc/backchannel-logout';

/** How soon it is worth sending a token again whose signature could not be verified yet. */
const RETRY_AFTER_SECONDS = 5;

const headers = { 'Cache-Control': 'no-store' };

/**
 * Where the utility's OpenID provider posts logout tokens (OpenID Connect Back-Channel Logout 1.0 §2.5
 * and §2.8). What is wrong with one stands in the log, for it may be a stranger who asks.
 */
export async function POST(request: Request): Promise<Response> {
  const form = new URLSearchParams(await request.text());
  formHasArrived();
  const [logoutToken, ...more] = form.getAll('logout_token');
  if (!logoutToken || more.length > 0) return invalidRequest();
  const outcome = await orUnavailable(() => endByLogoutToken(currentScope(), logoutToken));
  switch (outcome.kind) {
    case 'ended':
    case 'nothing_to_end':
      return new Response(null, { headers });
    case 'refused':
      return invalidRequest();
    case 'unavailable':
      answerWith(503, RETRY_AFTER_SECONDS);
      return new Response(null, { status: 503, headers });
    case 'no_connection':
      return new Response(null, { status: 404, headers });
    default:
      return assertNever(outcome);
  }
}

function invalidRequest(): Response {
  return Response.json({ error: 'invalid_request' }, { status: 400, headers });
}
