import { createPublicKey } from 'node:crypto';
import type { Attack } from '@/tests/sso/saml/corpus/attack';
import { portal } from '@/tests/sso/saml/corpus/signing-pieces';
import { mallory } from '@/tests/sso/saml/saml-visit';
import { keys } from '@/tests/support/saml-provider';
import {
  DSA_SHA1,
  ECDSA_SHA256,
  ENVELOPED,
  EXCLUSIVE_WITH_COMMENTS,
  HMAC_SHA1,
  HMAC_SHA256,
  INCLUSIVE,
  INCLUSIVE_11,
  INCLUSIVE_WITH_COMMENTS,
  RSA_SHA1,
  RSA_SHA384,
  SHA1,
} from '@/tests/support/saml-provider/algorithms';
import { hmacBy } from '@/tests/support/saml-provider/sign-xml';

const { first } = keys;

/** Signed by the portal, or by who knows its public key, in a way that proves nothing. */
export const algorithms: Attack[] = [
  [
    'RSA with SHA-1',
    'signature',
    /^its algorithm is none of RSA-SHA256, RSA-SHA512 and RSA-PSS with SHA-256$/,
    portal({ algorithm: RSA_SHA1 }),
  ],
  [
    'RSA with SHA-384, which is not among ours',
    'signature',
    /^its algorithm is none of RSA-SHA256, RSA-SHA512 and RSA-PSS with SHA-256$/,
    portal({ algorithm: RSA_SHA384 }),
  ],
  [
    'a digest of SHA-1',
    'signature',
    /^its digest is none of SHA-256 and SHA-512$/,
    portal({ digest: SHA1 }),
  ],
  [
    'a digest of MD5',
    'signature',
    /^its digest is none of SHA-256 and SHA-512$/,
    portal({ digest: 'http://www.w3.org/2001/04/xmldsig-more#md5' }),
  ],
  [
    'HMAC-SHA1 with the certificate (PEM)',
    'signature',
    /^its algorithm is none of RSA-SHA256, RSA-SHA512 and RSA-PSS with SHA-256$/,
    hmac(HMAC_SHA1, () => first.certificate),
  ],
  [
    'HMAC-SHA256 with the certificate (PEM)',
    'signature',
    /^its algorithm is none of RSA-SHA256, RSA-SHA512 and RSA-PSS with SHA-256$/,
    hmac(HMAC_SHA256, () => first.certificate),
  ],
  [
    'HMAC-SHA1 with the public key (PEM)',
    'signature',
    /^its algorithm is none of RSA-SHA256, RSA-SHA512 and RSA-PSS with SHA-256$/,
    hmac(HMAC_SHA1, publicPem),
  ],
  [
    'HMAC-SHA256 with the public key (PEM)',
    'signature',
    /^its algorithm is none of RSA-SHA256, RSA-SHA512 and RSA-PSS with SHA-256$/,
    hmac(HMAC_SHA256, publicPem),
  ],
  [
    'HMAC-SHA256 with the certificate (base64)',
    'signature',
    /^its algorithm is none of RSA-SHA256, RSA-SHA512 and RSA-PSS with SHA-256$/,
    hmac(HMAC_SHA256, () => first.base64),
  ],
  [
    'HMAC-SHA1, cut to nothing',
    'signature',
    /^its algorithm is none of RSA-SHA256, RSA-SHA512 and RSA-PSS with SHA-256$/,
    portal({
      algorithm: HMAC_SHA1,
      compute: () => Buffer.alloc(0),
      signedInfo: (info) =>
        info.replace(
          `${HMAC_SHA1}"/>`,
          `${HMAC_SHA1}"><ds:HMACOutputLength>0</ds:HMACOutputLength></ds:SignatureMethod>`,
        ),
    }),
  ],
  [
    'the name of DSA',
    'signature',
    /^its algorithm is none of RSA-SHA256, RSA-SHA512 and RSA-PSS with SHA-256$/,
    portal({ algorithm: DSA_SHA1 }),
  ],
  [
    'the name of ECDSA',
    'signature',
    /^its algorithm is none of RSA-SHA256, RSA-SHA512 and RSA-PSS with SHA-256$/,
    portal({ algorithm: ECDSA_SHA256 }),
  ],
  [
    'no name of an algorithm',
    'signature',
    /^its algorithm is none of RSA-SHA256, RSA-SHA512 and RSA-PSS with SHA-256$/,
    portal({ algorithm: '' }),
  ],
  [
    'a name that is everything’s (__proto__)',
    'signature',
    /^its algorithm is none of/,
    portal({ algorithm: '__proto__' }),
  ],
  [
    'a digest by that name (constructor)',
    'signature',
    /^its digest is none of/,
    portal({ digest: 'constructor' }),
  ],
  [
    'an algorithm with a parameter',
    'signature',
    /^an algorithm has parameters$/,
    portal({
      signedInfo: (info) =>
        info.replace(/rsa-sha256"\/>/, 'rsa-sha256"><x:p xmlns:x="urn:x"/></ds:SignatureMethod>'),
    }),
  ],
  ...[
    INCLUSIVE,
    INCLUSIVE_11,
    INCLUSIVE_WITH_COMMENTS,
    EXCLUSIVE_WITH_COMMENTS,
    'urn:x',
    '',
  ].flatMap((method): Attack[] => [
    [
      `the SignedInfo brought into form by «${method}»`,
      'signature',
      /^its canonicalisation is not the exclusive one/,
      portal({ canonicalization: method }),
    ],
    [
      `the assertion brought into form by «${method}»`,
      'signature',
      /^its transforms are not enveloped-signature and exclusive canonicalisation$/,
      portal({ transforms: [ENVELOPED, method] }),
    ],
  ]),
];

function publicPem(): string {
  return createPublicKey(first.certificate).export({ type: 'spki', format: 'pem' }).toString();
}

function hmac(algorithm: string, secret: () => string): Attack[3] {
  const hash = algorithm === HMAC_SHA1 ? 'sha1' : 'sha256';
  return ({ respond }) =>
    respond({ signature: { algorithm, compute: hmacBy(hash, secret()) } }, mallory);
}
