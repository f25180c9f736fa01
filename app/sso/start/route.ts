import { notHere, seeOther } from '@/app/parts/answers';
import { AGAIN, begin } from '@/app/sso/begin';
import { sessionIfAny } from '@/lib/auth/current-session';
import { freshnessNeeded } from '@/lib/auth/last-session';
import { landingOfSession } from '@/lib/auth/own-landing';
import { requestContext } from '@/lib/request-context';
import { safeReturnPath } from '@/lib/sign-in/return-path';
import { portalConnection } from '@/lib/utilities/portal-rules';

/** Begins a sign-in at the utility's portal: where a plain link leads. */
export async function GET(request: Request): Promise<Response> {
  const { utility, path, isPrefetch } = requestContext();
  const connection = portalConnection(utility);
  if (!connection || isPrefetch || request.method !== 'GET') return notHere();
  const query = new URL(path, 'http://here.invalid').searchParams;
  const session = await sessionIfAny();
  const [asked, of] = [query.get('returnTo'), query.get('of')];
  if (session) return seeOther(landingOfSession(session, asked, of));
  const returnTo = safeReturnPath(asked);
  return begin(connection, {
    // Whoever adds it to the address is asked for a password more than they need to be.
    freshness: query.has('fresh') ? AGAIN : await freshnessNeeded(),
    returnTo,
    of: of?.slice(0, 64) || undefined,
    purpose: { kind: 'sign_in' },
  });
}
