import { createHash } from 'node:crypto';
import type { Scope } from '@/lib/scope';
import { providerDocument } from '@/lib/sso/oidc/provider-documents';
import { oidcAddresses } from '@/lib/sso/service-addresses-rules';
import type { Asked, OidcAttempt } from '@/lib/sso/sign-in-attempt';
import { randomSecret } from '@/lib/tokens';
import type { OidcConnection } from '@/lib/utilities/utility';

export const SCOPES = 'openid profile email';

/**
 * Begins a sign-in at the utility's OpenID provider: authorization code with PKCE (S256), state and
 * nonce, each new and 256 bits.
 *
 * @returns the address to send the browser to, and what it must keep for us meanwhile
 * @throws PortalError where the provider does not answer and was never heard of
 */
export async function beginSignIn(
  scope: Scope,
  { issuer, clientId }: OidcConnection,
  { mustBeFresh, freshSince, lenient, returnTo, of, purpose, loginHint }: Asked,
): Promise<{ address: string; attempt: OidcAttempt }> {
  const { authorization_endpoint: endpoint } = await providerDocument(issuer);
  const startedAt = scope.now().getTime();
  const [state, nonce, codeVerifier] = [randomSecret(), randomSecret(), randomSecret()];
  const address = new URL(String(endpoint));
  const parameters: Record<string, string> = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: oidcAddresses(scope.utility).redirect,
    scope: SCOPES,
    state,
    nonce,
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(mustBeFresh ? freshness(freshSince, startedAt) : {}),
    ...(loginHint ? { login_hint: loginHint } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  return {
    address: address.href,
    attempt: {
      protocol: 'oidc',
      state,
      nonce,
      codeVerifier,
      issuer,
      startedAt,
      mustBeFresh,
      freshSince,
      lenient,
      returnTo,
      of,
      purpose,
    },
  };
}

/** OpenID Connect Core 1.0 §3.1.2.1. By `max_age` alone whoever signed in since then is not asked again. */
function freshness(since: number | undefined, now: number): Record<string, string> {
  if (since === undefined) return { prompt: 'login', max_age: '0' };
  // Rounded down: whoever stood at the portal before is asked, if need be once too often.
  return { max_age: String(Math.max(0, Math.floor((now - since) / 1000))) };
}
