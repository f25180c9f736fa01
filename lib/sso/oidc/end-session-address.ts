import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { faultOfProvider, providerDocument } from '@/lib/sso/oidc/provider-documents';
import { portalSessionOf } from '@/lib/sso/portal-session-store';
import { oidcProviderName } from '@/lib/sso/provider-name-rules';
import { oidcAddresses } from '@/lib/sso/service-addresses-rules';
import type { OidcConnection } from '@/lib/utilities/utility';

/** A token that would make the address longer than servers take is left out; the portal then asks. */
const LONGEST_HINT = 6_000;

/**
 * Where the browser signs out at the portal, from a session here that began there: OpenID Connect
 * RP-Initiated Logout 1.0.
 *
 * @param sessionId of ours, over or not
 * @param state what the portal gives back when it has done so
 * @returns null where the portal has no such address, does not answer, or did not begin this session
 */
export async function endSessionAddress(
  scope: Scope,
  { issuer, clientId }: OidcConnection,
  sessionId: string,
  state: string,
): Promise<string | null> {
  const began = await portalSessionOf(db(), scope.utility.utilityId, sessionId);
  if (!began || began.provider !== oidcProviderName(issuer)) return null;
  // Asked anew: whoever signs out is done here, and must not be left at a browser's own error.
  if (await faultOfProvider(issuer, 1000)) return null;
  const { end_session_endpoint: endpoint } = await providerDocument(issuer);
  if (!endpoint) return null;
  const address = new URL(endpoint);
  const { idToken } = began;
  const parameters: Record<string, string> = {
    ...(idToken && idToken.length <= LONGEST_HINT ? { id_token_hint: idToken } : {}),
    client_id: clientId,
    post_logout_redirect_uri: oidcAddresses(scope.utility).signedOut,
    state,
  };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  return address.href;
}
