import { seeOther } from '@/app/sso/see-other';
import { failurePage, unavailablePage } from '@/app/sso/sso-pages';
import { currentScope } from '@/lib/auth/current-scope';
import { keepAttempt } from '@/lib/auth/portal-attempts';
import { requestContext } from '@/lib/request-context';
import { type Asked, beginSignIn } from '@/lib/sso/oidc/begin-sign-in';
import { isProviderAnswering } from '@/lib/sso/oidc/provider-documents';
import { PortalError } from '@/lib/sso/portal-fetch';
import { canonicalOrigin, type OidcConnection, type Utility } from '@/lib/utilities/utility';

/**
 * Sends the browser to the portal. Not before the portal was heard of a moment ago: where it is away
 * a person gets a page of ours that tries again, and not the browser's word on a server unknown to them.
 */
export async function begin(connection: OidcConnection, asked: Asked): Promise<Response> {
  const { utility, domain } = requestContext();
  if (domain !== utility.domains[0]) return seeOther(onCanonicalDomain(utility, asked));
  if (!(await isProviderAnswering(connection.issuer))) return unavailablePage(asked.returnTo);
  try {
    const { address, attempt } = await beginSignIn(currentScope(), connection, asked);
    await keepAttempt(attempt);
    return seeOther(address);
  } catch (error) {
    if (!(error instanceof PortalError)) throw error;
    return failurePage({ kind: 'unavailable', detail: error.message }, asked.returnTo);
  }
}

/** Where the portal's answer will come, and where the cookie of the attempt must be. */
function onCanonicalDomain(utility: Utility, { returnTo, mustBeFresh }: Asked): string {
  const query = new URLSearchParams({ returnTo, ...(mustBeFresh ? { fresh: '1' } : {}) });
  return `${canonicalOrigin(utility)}/sso/start?${query}`;
}
