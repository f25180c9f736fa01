import { cookies } from 'next/headers';
import { notHere, seeOther } from '@/app/parts/answers';
import { begin } from '@/app/sso/begin';
import { failurePage } from '@/app/sso/sso-pages';
import { freshnessNeeded } from '@/lib/auth/last-session';
import { requestContext } from '@/lib/request-context';
import { safeReturnPath } from '@/lib/sign-in/return-path';
import { unaskedCookie } from '@/lib/sso/sso-cookies';
import type { SsoFailure } from '@/lib/sso/sso-failure';
import { samlConnection } from '@/lib/utilities/portal-rules';
import { canonicalOrigin } from '@/lib/utilities/utility';

/**
 * Where a browser goes on that brought an answer nobody had asked for: the portal is asked, whoever is signed
 * in here, since its session is of who sits there now. Whom the portal knows does not notice. It does no more
 * than a link to `/sso/start`, so that anybody may send a browser here.
 *
 * A portal that answers that again unasked would be asked for ever: a second time within two minutes ends it.
 */
export async function GET(request: Request): Promise<Response> {
  const { utility, domain, path, isPrefetch } = requestContext();
  const connection = samlConnection(utility);
  if (!connection || isPrefetch || request.method !== 'GET') return notHere();
  if (domain !== utility.domains[0]) return seeOther(canonicalOrigin(utility) + path);
  const query = new URL(path, 'http://here.invalid').searchParams;
  const returnTo = safeReturnPath(query.get('returnTo'));
  const { name, options } = unaskedCookie(domain);
  const jar = await cookies();
  if (jar.has(name)) return failurePage(SECOND, { returnTo });
  jar.set(name, '1', options);
  return begin(connection, {
    freshness: await freshnessNeeded(),
    returnTo,
    purpose: { kind: 'sign_in', byPortal: true },
  });
}

const SECOND: SsoFailure = {
  kind: 'refused',
  fault: 'unasked',
  detail: 'a second answer that nobody asked for, within two minutes',
};
