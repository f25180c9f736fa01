/** As `sso_identities` and `sso_sessions` name an OpenID provider. */
export function oidcProviderName(issuer: string): string {
  return `oidc:${issuer}`;
}
