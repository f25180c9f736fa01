import { z } from 'zod';
import { addressFault } from '@/lib/sso/address-rules';

/**
 * Where a provider describes itself: OpenID Connect Discovery 1.0 §4, by which the path of the issuer
 * stays, and a slash at its end goes.
 */
export function documentAddress(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

const words = z.array(z.string().max(200)).max(200).optional();

/** Null is what some providers write for nothing. */
const optional = <T extends z.ZodType>(kind: T) =>
  z.preprocess((value) => value ?? undefined, kind.optional());

/**
 * What a provider's description must hold (OpenID Connect Discovery 1.0 §3), as far as anybody here
 * relies on it; more may stand in it. It must be that of this issuer to the letter (§4.3), or one
 * provider could speak for another.
 */
export function providerDocumentSchema(issuer: string) {
  const endpoint = z.string().refine((address) => isEndpoint(address, issuer), {
    error: 'must be an https address without a fragment',
  });
  return z.looseObject({
    issuer: z.literal(issuer, { error: 'is another one' }),
    authorization_endpoint: endpoint,
    token_endpoint: endpoint,
    jwks_uri: endpoint,
    userinfo_endpoint: optional(endpoint),
    end_session_endpoint: optional(endpoint),
    token_endpoint_auth_methods_supported: words,
    id_token_signing_alg_values_supported: words,
    authorization_response_iss_parameter_supported: optional(z.boolean()),
  });
}

function isEndpoint(address: string, issuer: string): boolean {
  return addressFault(address, issuer) === null && !address.includes('#');
}
