/** As `sso_identities` and `sso_sessions` name an OpenID provider. */
export function oidcProviderName(issuer: string): string {
  return `oidc:${issuer}`;
}

/** As they name a SAML identity provider. */
export function samlProviderName(entityId: string): string {
  return `saml:${entityId}`;
}
