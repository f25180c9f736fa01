import type { X509Certificate } from 'node:crypto';
import { certificatesInPem, hasUsableKey } from '@/lib/sso/saml/certificate-rules';
import type { MetadataSignatureFault } from '@/lib/sso/saml/metadata-faults-rules';
import { signatureFault } from '@/lib/sso/saml/signature-rules';
import { whatIsSigned } from '@/lib/sso/saml/signed-xml';
import { METADATA_LIMITS, readXml, type XmlElement } from '@/lib/sso/saml/xml-reader';
import { childElements, childrenNamed, descendants, NS } from '@/lib/sso/saml/xml-tree';

export type MetadataSignature =
  | {
      kind: 'verified';
      /** What was signed, canonical; nothing else of the document may be read. */
      xml: string;
    }
  | { kind: 'refused'; fault: MetadataSignatureFault; detail: string };

/**
 * Verifies that metadata is signed as a whole (SAML Metadata §3) by a certificate that the operator got by
 * another way. The values are then to be read from what was signed and not from the document, so that no
 * trick with its order, its IDs or a second root can put other values in their place; and no key is taken
 * from the document itself.
 *
 * The certificate's own dates are not looked at: it is pinned, and no authority says more of it.
 *
 * @param text that {@link readXml} reads
 * @param pinned PEM; while it is exchanged, the file may hold two
 * @throws XmlRefused
 */
export function signedMetadata(text: string, pinned: string): MetadataSignature {
  const root = readXml(text, METADATA_LIMITS);
  const keys = pinnedCertificates(pinned);
  if (keys.length === 0) return refused('pinned_certificate', 'no usable key');
  const [signature, another] = childrenNamed(root, NS.signature, 'Signature');
  if (!signature) return refused('not_signed', 'the root has no Signature');
  if (another) return refused('signature', 'the root has two Signatures');
  if (hasIdTwice(root)) return refused('signature', 'an ID stands there twice');
  const fault = signatureFault(signature, root.attributes.get('ID'), { mayNameDocument: true });
  if (fault) return refused('signature', fault);
  const position = childElements(root).indexOf(signature);
  const certificates = keys.map(({ raw }) => raw.toString('base64'));
  const xml = whatIsSigned(text, position, certificates);
  return xml ? { kind: 'verified', xml } : refused('signature', 'it does not verify');
}

/** Those whose signatures are believed; none for what is no PEM. */
export function pinnedCertificates(pinned: string): X509Certificate[] {
  return (certificatesInPem(pinned) ?? []).filter(hasUsableKey);
}

function refused(fault: MetadataSignatureFault, detail: string): MetadataSignature {
  return { kind: 'refused', fault, detail };
}

function hasIdTwice(root: XmlElement): boolean {
  const seen = new Set<string>();
  for (const { element } of descendants(root)) {
    for (const [name, value] of element.attributes) {
      // As the library finds them: by either spelling, in any namespace.
      if (!/^(\{[^}]*\})?(ID|Id|id)$/.test(name)) continue;
      if (seen.has(value)) return true;
      seen.add(value);
    }
  }
  return false;
}
