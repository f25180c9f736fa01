import type {
  OidcConnection,
  PortalConnection,
  SamlConnection,
  Utility,
} from '@/lib/utilities/utility';

/** The portal at which the utility's people sign in, or null where they have none. */
export function portalConnection({ signIn, sso }: Utility): PortalConnection | null {
  return signIn === 'standalone' ? null : sso;
}

/** The same where it speaks OpenID Connect; null also where it does not. */
export function oidcConnection(utility: Utility): OidcConnection | null {
  const connection = portalConnection(utility);
  return connection?.kind === 'oidc' ? connection : null;
}

/** The same where it speaks SAML; null also where it does not. */
export function samlConnection(utility: Utility): SamlConnection | null {
  const connection = portalConnection(utility);
  return connection?.kind === 'saml' ? connection : null;
}
