import { createPrivateKey, randomBytes, webcrypto } from 'node:crypto';
import { loadX509 } from '@/lib/sso/saml/load-x509';
import type { KeyPurpose } from '@/lib/sso/saml/service-keys';

/** A key pair that was just made; both in PEM, the private key as PKCS #8. */
export interface MadeKey {
  certificate: string;
  privateKey: string;
  createdAt: Date;
  /** The end of the certificate. */
  expiresAt: Date;
}

interface Certified {
  /** Whose key it is, for people who read certificates. */
  name: string;
  purpose: KeyPurpose;
  now: Date;
}

const RSA_BITS = 3072;
const YEARS = 5;
/** So that a portal whose clock is behind does not find it to be of the future. */
const BACKDATED_MS = 60 * 60_000;
/** As X.509 limits a common name (RFC 5280, ub-common-name). */
const LONGEST_NAME = 64;

/** A new key pair with its certificate. Takes a second or so, on another thread. */
export async function makeKey(certified: Certified): Promise<MadeKey> {
  return certify(await newKeyPair(RSA_BITS), certified);
}

/** An RSA key pair. OpenSSL makes it on another thread, so that nobody waits for it. */
export function newKeyPair(modulusLength: number): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm(modulusLength), true, ['sign', 'verify']);
}

/**
 * A self-signed certificate (X.509 v3, SHA-256, five years) for a key pair. Portals take it as a wrapper
 * for the key: nothing hangs on its name, and that it is for one purpose alone stands in its key usage.
 */
export async function certify(
  keys: webcrypto.CryptoKeyPair,
  { name, purpose, now }: Certified,
): Promise<MadeKey> {
  const { KeyUsageFlags, KeyUsagesExtension, Name, X509CertificateGenerator } = await loadX509();
  const usage = {
    signing: KeyUsageFlags.digitalSignature,
    encryption: KeyUsageFlags.keyEncipherment,
  };
  // Whole seconds, as X.509 has them.
  const from = Math.floor((now.getTime() - BACKDATED_MS) / 1000) * 1000;
  const expiresAt = new Date(from);
  expiresAt.setUTCFullYear(expiresAt.getUTCFullYear() + YEARS);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: positiveSerial(),
      // Marked as text: of itself the library reads a name that begins with # as bytes.
      name: new Name([{ CN: [{ utf8String: commonName(name) }] }]),
      notBefore: new Date(from),
      notAfter: expiresAt,
      keys,
      signingAlgorithm: algorithm(RSA_BITS),
      extensions: [new KeyUsagesExtension(usage[purpose], true)],
    },
    webcrypto as Crypto,
  );
  return {
    certificate: `${certificate.toString('pem').trim()}\n`,
    privateKey: await pemOf(keys.privateKey),
    createdAt: now,
    expiresAt,
  };
}

function algorithm(modulusLength: number) {
  return {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength,
  };
}

/** RFC 5280 §4.1.2.2: positive, at most 20 bytes; the first bit is the sign. */
function positiveSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

function commonName(name: string): string {
  return [...name].slice(0, LONGEST_NAME).join('').trim();
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
  return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
    .export({ format: 'pem', type: 'pkcs8' })
    .toString();
}
