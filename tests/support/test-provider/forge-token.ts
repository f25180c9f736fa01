import { createHmac, type KeyObject, sign } from 'node:crypto';
import type { SigningKeys } from '@/tests/support/test-provider/signing-keys';

export interface SignOptions {
  /** `none` and `HS256` too. */
  alg?: string;
  /** The current key's when left out; none with null. */
  kid?: string | null;
  typ?: string | null;
  /** A private key; for HS256 the secret's bytes. */
  key?: KeyObject | Uint8Array;
  /** More fields of the header, which win. */
  header?: Record<string, unknown>;
}

/**
 * A compact JWT, signed by hand: a library that signs refuses what has to be forged here (a key that
 * does not fit the algorithm, an unknown `crit`, no signature at all).
 */
export function forgeToken(
  keys: SigningKeys,
  claims: object | string,
  { alg = keys.alg, kid = keys.kid, typ = 'JWT', key = keys.privateKey, header }: SignOptions = {},
): string {
  const fields = {
    alg,
    ...(kid === null ? {} : { kid }),
    ...(typ === null ? {} : { typ }),
    ...header,
  };
  const payload = typeof claims === 'string' ? claims : JSON.stringify(claims);
  const input = `${encoded(JSON.stringify(fields))}.${encoded(payload)}`;
  return `${input}.${signature(alg, key, input)}`;
}

function signature(alg: string, key: KeyObject | Uint8Array, input: string): string {
  if (alg === 'none') return '';
  const hash = `sha${alg.slice(2)}`;
  if (alg.startsWith('HS')) return createHmac(hash, key).update(input).digest('base64url');
  if (key instanceof Uint8Array) throw new Error(`${alg} needs a private key.`);
  const bytes = Buffer.from(input);
  if (alg === 'EdDSA') return sign(null, bytes, key).toString('base64url');
  if (alg.startsWith('ES')) {
    return sign(hash, bytes, { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  }
  // RSA_PKCS1_PSS_PADDING with a salt as long as the hash.
  const padding = alg.startsWith('PS') ? { padding: 6, saltLength: -1 } : {};
  return sign(hash, bytes, { key, ...padding }).toString('base64url');
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64url');
}
