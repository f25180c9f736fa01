import { createPrivateKey, createPublicKey, randomBytes, webcrypto } from 'node:crypto';
import { loadX509 } from '@/lib/sso/saml/load-x509';
import { NOON } from '@/tests/support/test-scope';

const DAY_MS = 24 * 60 * 60_000;

/** For a `beforeAll` that makes some: RSA keys take their time where many tests run at once. */
export const KEYS_MS = 60_000;

interface CertificateWishes {
  /** How long it is good, from `notBefore`. */
  days?: number;
  /** As X.500 writes names. */
  subject?: string;
  notBefore?: Date;
  /** `rsa-2048` and the like, or the private key of another certificate (PEM). */
  key?: KeyKind | string;
  /** Who makes it, in place of itself. */
  issuer?: TestCertificate;
}

export type KeyKind = 'rsa-1024' | 'rsa-2048' | 'rsa-3072' | 'ec-p256';

export interface TestCertificate {
  /** PEM. */
  certificate: string;
  /** PKCS #8, PEM. */
  privateKey: string;
  /** DER in base64 on one line, as metadata has it. */
  base64: string;
}

/** A certificate, self-signed where nobody else makes it, and its key, as portals and service providers have them. */
export async function makeCertificate({
  days = 365,
  subject = 'CN=portal.example',
  notBefore = new Date(NOON.getTime() - DAY_MS),
  key = 'rsa-2048',
  issuer,
}: CertificateWishes = {}): Promise<TestCertificate> {
  const { X509Certificate, X509CertificateGenerator } = await loadX509();
  const keys = isKind(key) ? await keysOfKind(key) : await keysOf(key);
  const authority = issuer && new X509Certificate(issuer.certificate);
  const made = await X509CertificateGenerator.create(
    {
      serialNumber: `00${randomBytes(8).toString('hex')}`,
      subject,
      issuer: authority?.subject ?? subject,
      notBefore,
      notAfter: new Date(notBefore.getTime() + days * DAY_MS),
      publicKey: keys.publicKey,
      signingKey: issuer ? (await keysOf(issuer.privateKey)).privateKey : keys.privateKey,
      signingAlgorithm: ALGORITHMS[isKind(key) ? key : 'rsa-2048'],
    },
    webcrypto as Crypto,
  );
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  return {
    certificate: `${made.toString('pem')}\n`,
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    base64: Buffer.from(made.rawData).toString('base64'),
  };
}

const rsa = (modulusLength: number) => ({
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength,
});

const ALGORITHMS = {
  'rsa-1024': rsa(1024),
  'rsa-2048': rsa(2048),
  'rsa-3072': rsa(3072),
  'ec-p256': { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
};

function isKind(key: string): key is KeyKind {
  return key in ALGORITHMS;
}

function keysOfKind(kind: KeyKind) {
  return webcrypto.subtle.generateKey(ALGORITHMS[kind], true, ['sign', 'verify']);
}

async function keysOf(pem: string) {
  const { subtle } = webcrypto;
  const algorithm = ALGORITHMS['rsa-2048'];
  const pkcs8 = createPrivateKey(pem).export({ format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(pem).export({ format: 'der', type: 'spki' });
  return {
    privateKey: await subtle.importKey('pkcs8', pkcs8, algorithm, true, ['sign']),
    publicKey: await subtle.importKey('spki', spki, algorithm, true, ['verify']),
  };
}
