import { X509Certificate } from 'node:crypto';

/** What people are told of a certificate. */
export interface CertificateFacts {
  /** On one line. */
  subject: string;
  /** SHA-256 of the whole certificate, as `openssl x509 -fingerprint -sha256` writes it. */
  sha256: string;
  /** ISO 8601. */
  expiresAt: string;
}

const LEAST_RSA_BITS = 2048;

/** Of base64 with any spaces and line breaks in it; null for what is no certificate. */
export function readCertificate(base64: string): X509Certificate | null {
  const plain = base64.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(plain)) return null;
  return parsed(Buffer.from(plain, 'base64'));
}

/** Every certificate of a PEM file; null where one of them is none, or nothing else is in it. */
export function certificatesInPem(pem: string): X509Certificate[] | null {
  const blocks = pem.match(PEM_BLOCK) ?? [];
  const certificates = blocks.flatMap((block) => parsed(Buffer.from(block)) ?? []);
  return certificates.length > 0 && certificates.length === blocks.length ? certificates : null;
}

const PEM_BLOCK = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** As metadata and lib/sso/saml/saml-provider have it: DER in base64, without line breaks. */
export function certificateBase64(certificate: X509Certificate): string {
  return certificate.raw.toString('base64');
}

export function expiryOf(certificate: X509Certificate): Date {
  return new Date(certificate.validTo);
}

/** Whether its key is one whose signatures are believed: RSA of 2048 bits or more. */
export function hasUsableKey(certificate: X509Certificate): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
    return (
      asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= LEAST_RSA_BITS
    );
  } catch {
    // A key of a kind that OpenSSL does not know.
    return false;
  }
}

/** Whether one certificate made the other, and is so the authority in a chain and not what signs. */
export function hasIssued(authority: X509Certificate, certificate: X509Certificate): boolean {
  // One that signed itself has no chain: a renewed certificate of the same name and key stands by itself.
  if (certificate.subject === certificate.issuer) return false;
  return certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}

/** @throws for what is no certificate; what lib/sso/saml/saml-provider holds always is one */
export function certificateFacts(base64: string): CertificateFacts {
  const certificate = new X509Certificate(Buffer.from(base64, 'base64'));
  return {
    subject: certificate.subject.split('\n').join(', '),
    sha256: certificate.fingerprint256,
    expiresAt: expiryOf(certificate).toISOString(),
  };
}

function parsed(content: Buffer): X509Certificate | null {
  try {
    return new X509Certificate(content);
  } catch {
    return null;
  }
}
