import { X509Certificate } from 'node:crypto';
import { ExclusiveCanonicalization, SignedXml } from 'xml-crypto';
import { lenientXml } from '@/lib/sso/saml/lenient-xml';
import { NS } from '@/lib/sso/saml/xml-tree';

/** For the operator; whose KeyInfo stood there does not matter. */
export const NO_CERTIFICATE = 'no certificate of the portal verifies it';

/** What is signed: the root of the document, or the Assertion that is the root's own child. */
export type SignedPart = 'root' | 'assertion';

/**
 * Which of a portal's certificates verifies the signature of a part, or null for none. The library that counts
 * finds that out too, but looks for the signed element by XPath before it looks at any key: thousands of small
 * elements take it seconds, whoever made the signature, and nobody else is served meanwhile. This takes time
 * in proportion to the document, and keeps from the library what no key of the portal made.
 *
 * A filter, and no more: what passes is verified by the library, and read from what that says was signed.
 *
 * @param text whose shape is right (response-rules), and so that of the signature (signature-rules)
 * @param certificates base64 of DER
 */
export function signingCertificate(
  text: string,
  part: SignedPart,
  certificates: readonly string[],
): string | null {
  const root = parsed(text);
  if (!root) return null;
  const signed = part === 'root' ? root : childOf(root, 'Assertion', NS.assertion);
  const signature = childOf(signed, 'Signature');
  const signedInfo = childOf(signature, 'SignedInfo');
  const value = childOf(signature, 'SignatureValue')?.textContent ?? '';
  const algorithm = algorithmOf(childOf(signedInfo, 'SignatureMethod'));
  const Signer = Object.entries(KNOWN.SignatureAlgorithms).find(
    ([name]) => name === algorithm,
  )?.[1];
  if (!signed || !signature || !signedInfo || !Signer) return null;
  const canonicalInfo = new ExclusiveCanonicalization().process(signedInfo, {});
  const certificate = certificates.find((each) =>
    new Signer().verifySignature(canonicalInfo, publicKeyOf(each), value),
  );
  if (certificate === undefined) return null;
  return isDigestOf(signed, root, signature) ? certificate : null;
}

/** Holds the algorithms that there are; signature-rules says which of them are accepted. */
const KNOWN = new SignedXml();

function isDigestOf(signed: Element, root: Element, signature: Element): boolean {
  const reference = childOf(childOf(signature, 'SignedInfo'), 'Reference');
  const algorithm = algorithmOf(childOf(reference, 'DigestMethod'));
  const Hash = Object.entries(KNOWN.HashAlgorithms).find(([name]) => name === algorithm)?.[1];
  const wanted = childOf(reference, 'DigestValue')?.textContent ?? '';
  if (!Hash) return false;
  const prefixes = inclusivePrefixes(reference);
  // The transform `enveloped-signature`.
  signed.removeChild(signature);
  const canonical = new ExclusiveCanonicalization().process(signed, {
    inclusiveNamespacesPrefixList: prefixes,
    ancestorNamespaces: signed === root ? [] : namespacesFrom(root, signed),
  });
  const digest = Buffer.from(new Hash().getHash(canonical), 'base64');
  return digest.equals(Buffer.from(wanted, 'base64'));
}

/** Of the second transform, which alone may have any. */
function inclusivePrefixes(reference: Element | undefined): string[] {
  const transforms = childElements(childOf(reference, 'Transforms'));
  const [list] = childElements(transforms[1]);
  return (list?.getAttribute('PrefixList') ?? '').split(/\s+/).filter(Boolean);
}

/** What an element has from what it stands in, where it does not say otherwise. */
function namespacesFrom(root: Element, element: Element) {
  return Array.from(root.attributes)
    .filter(({ name }) => name.startsWith('xmlns:') && !element.hasAttribute(name))
    .map(({ localName, value }) => ({ prefix: localName, namespaceURI: value }));
}

/** Null for what this reader cannot read, whatever the strict one made of it. */
function parsed(text: string): Element | null {
  // As the library reads it (XML 1.0 §2.11).
  const normalized = text.replace(/\r\n?/g, '\n');
  try {
    return lenientXml(normalized).documentElement;
  } catch {
    return null;
  }
}

function childOf(
  parent: Element | undefined,
  name: string,
  namespace: string = NS.signature,
): Element | undefined {
  return childElements(parent).find(
    (child) => child.localName === name && child.namespaceURI === namespace,
  );
}

function childElements(parent: Element | undefined): Element[] {
  const found: Element[] = [];
  for (let node = parent?.firstChild; node; node = node.nextSibling) {
    if (node.nodeType === 1) found.push(node as Element);
  }
  return found;
}

function algorithmOf(element: Element | undefined): string | null {
  return element?.getAttribute('Algorithm') ?? null;
}

/** Of a certificate in base64 of DER, in PEM. */
export function publicKeyOf(certificate: string): string {
  const { publicKey } = new X509Certificate(Buffer.from(certificate, 'base64'));
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}
