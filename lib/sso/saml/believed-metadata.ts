import { MetadataRefused, type MetadataSignatureFault } from '@/lib/sso/saml/metadata-faults-rules';
import {
  type MetadataReading,
  metadataText,
  type RefusedMetadata,
  readMetadata,
} from '@/lib/sso/saml/metadata-rules';
import { signedMetadata } from '@/lib/sso/saml/metadata-signature';
import { XmlRefused } from '@/lib/sso/saml/xml-reader';

export type BelievedMetadata =
  | Extract<MetadataReading, { kind: 'read' }>
  | RefusedMetadata
  | { kind: 'refused'; fault: MetadataSignatureFault; detail: string };

/**
 * Reads metadata as far as it is believed: all of it where nobody expects a signature, and otherwise what
 * is signed by the certificate that the settings name.
 *
 * @param pinned PEM (`sso.metadataCertificate`), or null
 */
export function believedMetadata(
  content: Uint8Array,
  pinned: string | null,
  now: Date,
): BelievedMetadata {
  if (pinned === null) return readMetadata(content, now);
  try {
    const signed = signedMetadata(metadataText(content), pinned);
    return signed.kind === 'refused' ? signed : readMetadata(signed.xml, now);
  } catch (error) {
    if (error instanceof MetadataRefused) {
      return { kind: 'refused', fault: error.fault, detail: error.message };
    }
    if (!(error instanceof XmlRefused)) throw error;
    return { kind: 'refused', fault: 'not_xml', detail: error.message };
  }
}
