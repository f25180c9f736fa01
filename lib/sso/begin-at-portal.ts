import type { Scope } from '@/lib/scope';
import { beginSignIn } from '@/lib/sso/oidc/begin-sign-in';
import { faultOfProvider } from '@/lib/sso/oidc/provider-documents';
import type { PortalError } from '@/lib/sso/portal-error';
import { beginSamlSignIn } from '@/lib/sso/saml/begin-sign-in';
import type { Asked, SignInAttempt } from '@/lib/sso/sign-in-attempt';
import type { PortalConnection } from '@/lib/utilities/utility';

/**
 * Begins a sign-in at the utility's portal, whichever protocol it speaks.
 *
 * @returns the address to send the browser to, and what it must keep for us meanwhile
 * @throws PortalError where nothing is known of the portal, and it does not answer
 */
export function beginAtPortal(
  scope: Scope,
  connection: PortalConnection,
  asked: Asked,
): Promise<{ address: string; attempt: SignInAttempt }> {
  return connection.kind === 'oidc'
    ? beginSignIn(scope, connection, asked)
    : beginSamlSignIn(scope, connection, asked);
}

/**
 * Why the portal did not answer during the last four seconds, or null when it did. With SAML this side never
 * speaks to it, only the browser does, and nothing can be said.
 */
export async function faultOfPortal(connection: PortalConnection): Promise<PortalError | null> {
  return connection.kind === 'oidc' ? faultOfProvider(connection.issuer) : null;
}
