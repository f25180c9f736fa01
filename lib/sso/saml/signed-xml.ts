import { SignedXml } from 'xml-crypto';
import { lenientXml } from '@/lib/sso/saml/lenient-xml';
import { publicKeyOf, signingCertificate } from '@/lib/sso/saml/signing-certificate';

/**
 * What the signature in a document's root signs, canonical, where one of these certificates verifies it. Values
 * are to be read from that and not from the document: no trick with its order, its IDs or a second reader can
 * then put others in their place. No key is taken from the document itself.
 *
 * @param text whose signature has the right shape (lib/sso/saml/signature-rules)
 * @param position of the signature among the root's child elements
 * @param certificates base64 of DER
 * @returns null where none verifies it
 */
export function whatIsSigned(
  text: string,
  position: number,
  certificates: readonly string[],
): string | null {
  const certificate = signingCertificate(text, 'root', certificates);
  if (!certificate) return null;
  const publicCert = publicKeyOf(certificate);
  const signed = new SignedXml({ publicCert, getCertFromKeyInfo: () => null });
  try {
    const { documentElement } = lenientXml(text);
    const elements = Array.from(documentElement.childNodes).filter(isElement);
    const signature = elements[position];
    if (!signature) return null;
    signed.loadSignature(signature);
    if (!signed.checkSignature(text)) return null;
  } catch {
    // How both say that a signature is wrong, or a name that XML allows and they do not know.
    return null;
  }
  const [xml, ...others] = signed.getSignedReferences();
  return xml !== undefined && others.length === 0 ? xml : null;
}

function isElement({ nodeType }: { nodeType: number }): boolean {
  return nodeType === 1;
}
