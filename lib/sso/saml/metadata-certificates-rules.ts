import type { X509Certificate } from 'node:crypto';
import {
  certificateBase64,
  expiryOf,
  hasIssued,
  hasUsableKey,
  readCertificate,
} from '@/lib/sso/saml/certificate-rules';
import { MetadataRefused } from '@/lib/sso/saml/metadata-faults-rules';
import type { XmlElement } from '@/lib/sso/saml/xml-reader';
import { attributeOf, childrenNamed, NS, textIn } from '@/lib/sso/saml/xml-tree';

/** A signature is tried with each of them. */
const MOST_CERTIFICATES = 20;

/**
 * The certificates that a role signs with (`KeyDescriptor`, for signing or for anything), each once, DER in
 * base64: the expired ones and those with keys too weak are left out while another is there. What is no
 * certificate refuses the whole description, for it was cut or altered on its way.
 *
 * @throws MetadataRefused
 */
export function readCertificates(role: XmlElement, now: Date): string[] {
  const written = childrenNamed(role, NS.metadata, 'KeyDescriptor').filter(isForSigning);
  const certificates = written.flatMap(certificatesOf);
  if (certificates.length === 0) {
    throw new MetadataRefused('no_certificate', 'no X509Certificate for signing');
  }
  if (certificates.length > MOST_CERTIFICATES) {
    throw new MetadataRefused('not_metadata', `more than ${MOST_CERTIFICATES} certificates`);
  }
  const unexpired = certificates.filter((certificate) => expiryOf(certificate) > now);
  if (unexpired.length === 0) {
    throw new MetadataRefused(
      'expired_certificate',
      `the last one ran out ${lastExpiry(certificates)}`,
    );
  }
  const usable = unexpired.filter(hasUsableKey);
  if (usable.length === 0) throw new MetadataRefused('weak_key', 'no RSA key of 2048 bits or more');
  return [...new Set(usable.map(certificateBase64))];
}

function isForSigning(descriptor: XmlElement): boolean {
  const use = attributeOf(descriptor, 'use');
  return use === undefined || use === 'signing';
}

function certificatesOf(descriptor: XmlElement): X509Certificate[] {
  return childrenNamed(descriptor, NS.signature, 'KeyInfo')
    .flatMap((info) => childrenNamed(info, NS.signature, 'X509Data'))
    .flatMap((data) => {
      const read = childrenNamed(data, NS.signature, 'X509Certificate').map((element) => {
        const certificate = readCertificate(textIn(element));
        if (!certificate) throw new MetadataRefused('bad_certificate', 'an X509Certificate');
        return certificate;
      });
      // One X509Data may hold a chain (XML Signature §4.5.4), and an authority signs nobody in.
      return read.filter((one) => !read.some((other) => hasIssued(one, other)));
    });
}

function lastExpiry(certificates: readonly X509Certificate[]): string {
  return new Date(Math.max(...certificates.map((one) => expiryOf(one).getTime()))).toISOString();
}
