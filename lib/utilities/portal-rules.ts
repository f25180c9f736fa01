import type { OidcConnection, Utility } from '@/lib/utilities/utility';

/** The OpenID provider at which the utility's people sign in, or null where they do so elsewhere. */
export function oidcConnection({ signIn, sso }: Utility): OidcConnection | null {
  return signIn !== 'standalone' && sso?.kind === 'oidc' ? sso : null;
}
