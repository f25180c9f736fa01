import { sign, verify, X509Certificate } from 'node:crypto';
import { hasUsableKey } from '@/lib/sso/saml/certificate-rules';

const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const HASHES = new Map([
  [RSA_SHA256, 'sha256'],
  ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha512', 'sha512'],
]);

/**
 * Whether one of the portal's certificates verifies the signature of a message by redirect (SAML Bindings
 * §3.4.4.1): RSA with SHA-256 or SHA-512, whatever else an address asks for.
 *
 * @param certificates DER in base64
 * @param octets what is signed, as it stands in the address
 * @param algorithm `SigAlg`
 */
export function isSignedByAny(
  certificates: readonly string[],
  { octets, algorithm, signature }: { octets: string; algorithm: string; signature: Buffer },
): boolean {
  const hash = HASHES.get(algorithm);
  if (!hash) return false;
  return certificates
    .map((certificate) => new X509Certificate(Buffer.from(certificate, 'base64')))
    .filter(hasUsableKey)
    .some(({ publicKey }) => verify(hash, Buffer.from(octets), publicKey, signature));
}

/**
 * A query that is signed as it stands, with RSA-SHA256. Everything but letters, digits and `-._~` is escaped:
 * a browser writes some characters anew, and the portal verifies what arrives.
 *
 * @param parameters in the order of the standard
 * @param privateKey PEM
 */
export function signedQuery(
  parameters: readonly (readonly [name: string, value: string])[],
  privateKey: string,
): string {
  const query = [...parameters, ['SigAlg', RSA_SHA256] as const]
    .map(([name, value]) => `${name}=${escaped(value)}`)
    .join('&');
  const signature = sign('sha256', Buffer.from(query), privateKey).toString('base64');
  return `${query}&Signature=${escaped(signature)}`;
}

function escaped(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
