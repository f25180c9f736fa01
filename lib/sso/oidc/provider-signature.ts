import { compactVerify, decodeProtectedHeader, type JWSHeaderParameters } from 'jose';
import { type ProviderKeys, providerKeys } from '@/lib/sso/oidc/provider-keys';

/** Why a token's signature is worth nothing. */
export type SignatureFault =
  /** No compact JWS with a JSON object in it. */
  | 'malformed'
  /** `none`, one with a shared secret, or one that nobody here knows. */
  | 'algorithm_refused'
  /** The header asks for something that must be understood (RFC 7515 §4.1.11). */
  | 'extension_refused'
  /** The provider publishes no key that the header names and its algorithm fits. */
  | 'unknown_key'
  | 'bad_signature';

/** A token that the provider did not sign. The message holds nothing of the token but its header's words. */
export class SignatureError extends Error {
  constructor(
    readonly fault: SignatureFault,
    detail?: string,
  ) {
    super(detail ? `${fault}: ${detail}` : fault);
  }
}

export interface VerifiedToken {
  header: JWSHeaderParameters;
  payload: Record<string, unknown>;
}

/** None with a shared secret. */
export const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA'],
];
const LONGEST_TOKEN = 256 * 1024;

/**
 * Verifies that the provider signed a token: by one of the keys that it publishes and by no key that
 * the token brings along or points to, with an algorithm that needs no shared secret (so that nobody
 * signs with what is public). No claim is looked at.
 *
 * A provider may change its keys at any moment, with or without a new name for them. What the known
 * keys do not verify waits for newer ones, which are asked for at most once a second: so a key change
 * refuses nobody, and made-up tokens make us ask no more often.
 *
 * @throws SignatureError; PortalError where only keys that cannot be had now could tell
 */
export async function verifyProviderSignature(
  issuer: string,
  token: string,
): Promise<VerifiedToken> {
  const header = headerOf(token);
  let tried: ProviderKeys | null = null;
  let fault: KeyFault = 'unknown_key';
  for (const keysOf of [providerKeys.get, keysUnderWay, providerKeys.newer]) {
    const keys = await keysOf(issuer);
    if (keys === tried) continue;
    tried = keys;
    const result = await verified(token, keys);
    if (typeof result !== 'string') return withObject(header, result);
    fault = result;
  }
  throw new SignatureError(fault, `alg ${plain(header.alg)}, kid ${plain(header.kid)}`);
}

async function keysUnderWay(issuer: string): Promise<ProviderKeys> {
  await providerKeys.settled(issuer);
  return providerKeys.get(issuer);
}

type KeyFault = 'unknown_key' | 'bad_signature';

function headerOf(token: string): JWSHeaderParameters {
  if (token.length > LONGEST_TOKEN || !/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) {
    throw new SignatureError('malformed');
  }
  const header = decodedHeader(token);
  if (typeof header.alg !== 'string' || !ALGORITHMS.includes(header.alg)) {
    throw new SignatureError('algorithm_refused', plain(header.alg));
  }
  if (header.crit !== undefined) throw new SignatureError('extension_refused');
  if (header.kid !== undefined && typeof header.kid !== 'string') {
    throw new SignatureError('malformed', 'kid');
  }
  return header;
}

function decodedHeader(token: string): JWSHeaderParameters {
  try {
    return decodeProtectedHeader(token) as JWSHeaderParameters;
  } catch {
    throw new SignatureError('malformed', 'header');
  }
}

/** @returns the payload */
async function verified(token: string, keys: ProviderKeys): Promise<Uint8Array | KeyFault> {
  try {
    const { payload } = await compactVerify(token, keys, { algorithms: ALGORITHMS });
    return payload;
  } catch (error) {
    if (codeOf(error) === 'ERR_JWKS_MULTIPLE_MATCHING_KEYS') {
      return verifiedByOneOf(token, error as AsyncIterable<CryptoKey>);
    }
    return keyFault(error);
  }
}

/** A token without `kid`, or keys that share one. */
async function verifiedByOneOf(token: string, keys: AsyncIterable<CryptoKey>) {
  for await (const key of keys) {
    try {
      const { payload } = await compactVerify(token, key, { algorithms: ALGORITHMS });
      return payload;
    } catch (error) {
      keyFault(error);
    }
  }
  return 'bad_signature';
}

/** jose's errors by their codes. @throws SignatureError, and what is none of jose's */
function keyFault(error: unknown): KeyFault {
  switch (codeOf(error)) {
    case 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED':
      return 'bad_signature';
    case 'ERR_JWKS_NO_MATCHING_KEY':
      return 'unknown_key';
    case 'ERR_JWS_INVALID':
      throw new SignatureError('malformed');
    case 'ERR_JOSE_ALG_NOT_ALLOWED':
    case 'ERR_JOSE_NOT_SUPPORTED':
      throw new SignatureError('algorithm_refused');
    default:
      throw error;
  }
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null)?.code;
}

function withObject(header: JWSHeaderParameters, bytes: Uint8Array): VerifiedToken {
  try {
    const payload: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof payload === 'object' && payload !== null && !Array.isArray(payload)) {
      return { header, payload: payload as Record<string, unknown> };
    }
  } catch {
    // No JSON: the same as JSON that is no object.
  }
  throw new SignatureError('malformed', 'payload');
}

/** A word of a stranger's header as the log may have it. */
function plain(word: unknown): string {
  return (JSON.stringify(word) ?? 'missing').replace(/[^\x20-\x7e]/g, '?').slice(0, 100);
}
