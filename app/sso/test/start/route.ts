import { notHere, seeOther } from '@/app/parts/answers';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { beginTest, testPathWith } from '@/lib/auth/test-sign-in';
import { requestContext } from '@/lib/request-context';
import { portalConnection } from '@/lib/utilities/portal-rules';
import { canonicalOrigin } from '@/lib/utilities/utility';

/** Begins a test sign-in: where a plain link leads. What only looks ahead of a click uses no link up. */
export async function GET(request: Request): Promise<Response> {
  const { utility, domain, path, isPrefetch } = requestContext();
  const connection = portalConnection(utility);
  if (!connection || isPrefetch || request.method !== 'GET') return notHere();
  const query = new URL(path, 'http://here.invalid').searchParams;
  const link = query.get('link');
  // The portal's answer comes to the first domain, where the attempt must be.
  if (domain !== utility.domains[0]) {
    return seeOther(`${canonicalOrigin(utility)}${testPathWith(link)}`);
  }
  const mustBeFresh = query.has('fresh');
  return seeOther(await orUnavailable(() => beginTest(connection, { link, mustBeFresh })));
}
