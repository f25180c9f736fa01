import { seeOther } from '@/app/parts/answers';
import { unavailablePage } from '@/app/sso/sso-pages';
import { currentScope } from '@/lib/auth/current-scope';
import { keepAttempt } from '@/lib/auth/portal-attempts';
import { requestContext } from '@/lib/request-context';
import { homePath } from '@/lib/sign-in/return-path';
import { beginAtPortal, faultOfPortal } from '@/lib/sso/begin-at-portal';
import { type Freshness, NOBODY_KNOWS } from '@/lib/sso/last-session-rules';
import { PortalError } from '@/lib/sso/portal-error';
import type { Asked } from '@/lib/sso/sign-in-attempt';
import { canonicalOrigin, type PortalConnection, type Utility } from '@/lib/utilities/utility';

interface Beginning extends Omit<Asked, 'mustBeFresh' | 'freshSince' | 'lenient'> {
  freshness: Freshness | null;
}

/** Whatever was before, the portal must ask now. */
export const AGAIN: Freshness = { since: NOBODY_KNOWS, again: true, lenient: false };

/** Longest path that an attempt carries: some of them must fit into one request's cookies. */
const LONGEST_PATH = 700;

/**
 * Sends the browser to the portal. Not before the portal was heard of a moment ago: where it is away
 * a person gets a page of ours that tries again, and not the browser's word on a server unknown to them.
 */
export async function begin(connection: PortalConnection, beginning: Beginning): Promise<Response> {
  const { utility, domain } = requestContext();
  const { freshness, ...asked } = withinReach(beginning);
  if (domain !== utility.domains[0]) return seeOther(onCanonicalDomain(utility, beginning));
  const fault = await faultOfPortal(connection);
  if (fault) return unavailablePage({ detail: fault.message }, asked, { asksAgain: true });
  try {
    const { address, attempt } = await beginAtPortal(currentScope(), connection, {
      ...asked,
      mustBeFresh: freshness !== null,
      // Told to ask now, it must do so after the start.
      freshSince: freshness?.again ? undefined : freshness?.since.getTime(),
      lenient: freshness?.lenient,
    });
    await keepAttempt(attempt);
    return seeOther(address);
  } catch (error) {
    if (!(error instanceof PortalError)) throw error;
    const isNotDescribed = error.reason === 'not_described';
    const failure = { detail: error.message, isNotDescribed };
    // To look again for a description costs the portal nothing.
    return unavailablePage(failure, asked, { asksAgain: isNotDescribed });
  }
}

function withinReach(beginning: Beginning): Beginning {
  const fits = beginning.returnTo.length <= LONGEST_PATH;
  return fits ? beginning : { ...beginning, returnTo: homePath };
}

/** Where the portal's answer will come, and where the cookie of the attempt must be. */
function onCanonicalDomain(utility: Utility, beginning: Beginning): string {
  const { returnTo, of, freshness } = beginning;
  const query = new URLSearchParams({
    returnTo,
    ...(of ? { of } : {}),
    ...(freshness ? { fresh: '1' } : {}),
  });
  return `${canonicalOrigin(utility)}/sso/start?${query}`;
}
