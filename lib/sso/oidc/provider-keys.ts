import { createPublicKey } from 'node:crypto';
import { createLocalJWKSet, type JWK } from 'jose';
import { keptAnswers } from '@/lib/sso/oidc/kept-answers';
import { providerDocument } from '@/lib/sso/oidc/provider-documents';
import { PortalError } from '@/lib/sso/portal-fetch';
import { portalJson } from '@/lib/sso/portal-json';

/** Finds the key of a token's header among a provider's. */
export type ProviderKeys = ReturnType<typeof createLocalJWKSet>;

const keys = keptAnswers<ProviderKeys>('provider-keys', {
  ask: askForKeys,
  freshMs: 10 * 60_000,
  keepMs: 24 * 3600_000,
  everyMs: 1000,
});

/**
 * The keys that a provider signs with, and how to get newer ones: those are asked for at most once a
 * second, for everybody together, and kept for a day while the provider is away.
 */
export const providerKeys: Pick<typeof keys, 'get' | 'newer' | 'settled'> = keys;

export function forgetKeys(): void {
  keys.clear();
}

/** What makes a public key, and what it is for; whatever else a provider publishes is left alone. */
const MEMBERS = ['kty', 'kid', 'use', 'key_ops', 'alg', 'n', 'e', 'crv', 'x', 'y'] as const;
const MAX_KEYS = 100;
/** RFC 7518 §3.3. */
const LEAST_RSA_BITS = 2048;

async function askForKeys(issuer: string): Promise<ProviderKeys> {
  const { jwks_uri: address } = await providerDocument(issuer);
  const { keys: published } = await portalJson(issuer, address);
  const { host } = new URL(address);
  if (!Array.isArray(published) || published.length > MAX_KEYS) {
    throw new PortalError('document_refused', host, `keys: must be a list of at most ${MAX_KEYS}`);
  }
  const usable = published.flatMap(publicKey);
  if (usable.length === 0)
    throw new PortalError('document_refused', host, 'keys: none can be used');
  return createLocalJWKSet({ keys: usable });
}

/** One broken or foreign key among a provider's harms no other. */
function publicKey(published: unknown): JWK[] {
  if (typeof published !== 'object' || published === null) return [];
  const all = published as Record<string, unknown>;
  const jwk = Object.fromEntries(
    MEMBERS.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])),
  ) as JWK;
  try {
    const { asymmetricKeyDetails: details } = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    const bits = details?.modulusLength;
    return bits !== undefined && bits < LEAST_RSA_BITS ? [] : [jwk];
  } catch {
    return [];
  }
}
