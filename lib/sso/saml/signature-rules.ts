import type { XmlElement } from '@/lib/sso/saml/xml-reader';
import { attributeOf, childElements, NS, textIn } from '@/lib/sso/saml/xml-tree';

/** As XML Signature names what we accept. */
const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
const SIGNATURES = [
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1',
];
const DIGESTS = [
  'http://www.w3.org/2001/04/xmlenc#sha256',
  'http://www.w3.org/2001/04/xmlenc#sha512',
];

interface SignatureOptions {
  /** Whether it may name the whole document (`URI=""`) in place of an ID. */
  mayNameDocument?: boolean;
}

/**
 * What is wrong with the shape of a signature (`ds:Signature`) before anybody verifies it: SAML Core §5.4,
 * and of XML Signature nothing that SAML does not need. Exactly one reference, to the element that is to be
 * read; the transforms enveloped-signature and exclusive canonicalisation, in that order; RSA with SHA-256
 * or better; every part once, in its place, and nothing else. So no library has a choice of what to verify
 * (the second SignedInfo, a reference to elsewhere, a transform that leaves out half of it), nor of how (a
 * public key taken for an HMAC secret, SHA-1). A KeyInfo may stand there, and is never believed.
 *
 * @param id of the element that it must sign, which it stands in
 * @returns null when nothing is wrong; a text without values of the document otherwise
 */
export function signatureFault(
  signature: XmlElement,
  id: string | undefined,
  { mayNameDocument = false }: SignatureOptions = {},
): string | null {
  if (signature.namespace !== NS.signature || signature.name !== 'Signature') {
    return 'no ds:Signature';
  }
  const [signedInfo, value, ...others] = childElements(signature);
  if (!isOne(signedInfo, 'SignedInfo')) return 'the Signature does not begin with one SignedInfo';
  if (!isOne(value, 'SignatureValue')) return 'no SignatureValue stands after the SignedInfo';
  if (others.length > 1 || (others[0] && !isOne(others[0], 'KeyInfo'))) {
    return 'the Signature holds more than SignedInfo, SignatureValue and KeyInfo';
  }
  if (hasText(signature)) return 'text stands between the parts of the Signature';
  const fault = signedInfoFault(signedInfo) ?? base64Fault(value);
  if (fault) return fault;
  const uri = attributeOf(childElements(signedInfo)[2], 'URI');
  const namesElement = Boolean(id) && uri === `#${id}`;
  return namesElement || (mayNameDocument && uri === '')
    ? null
    : 'the Reference is to another element than the signed one';
}

function signedInfoFault(signedInfo: XmlElement): string | null {
  const [c14n, method, reference, ...others] = childElements(signedInfo);
  if (!isOne(c14n, 'CanonicalizationMethod')) return 'no CanonicalizationMethod';
  if (!isOne(method, 'SignatureMethod')) return 'no SignatureMethod, or a part more';
  if (!isOne(reference, 'Reference')) return 'no Reference';
  if (others.length > 0) return 'more than one Reference';
  if (hasText(signedInfo)) return 'text stands between the parts of the SignedInfo';
  if (attributeOf(c14n, 'Algorithm') !== EXCLUSIVE_C14N) {
    return 'its canonicalisation is not the exclusive one without comments';
  }
  if (!SIGNATURES.includes(attributeOf(method, 'Algorithm') ?? '')) {
    return 'its algorithm is none of RSA-SHA256, RSA-SHA512 and RSA-PSS with SHA-256';
  }
  if (!isEmpty(c14n) || !isEmpty(method)) return 'an algorithm has parameters';
  return partsOfReferenceFault(reference);
}

function partsOfReferenceFault(reference: XmlElement): string | null {
  const [transforms, method, value, ...others] = childElements(reference);
  if (!isOne(transforms, 'Transforms')) return 'no Transforms';
  if (!isOne(method, 'DigestMethod')) return 'no DigestMethod, or a part more';
  if (!isOne(value, 'DigestValue')) return 'no DigestValue';
  if (others.length > 0 || hasText(reference)) return 'the Reference holds a part more';
  if (!DIGESTS.includes(attributeOf(method, 'Algorithm') ?? '')) {
    return 'its digest is none of SHA-256 and SHA-512';
  }
  if (!isEmpty(method)) return 'an algorithm has parameters';
  return transformsFault(transforms) ?? base64Fault(value);
}

function transformsFault(transforms: XmlElement): string | null {
  const wrong = 'its transforms are not enveloped-signature and exclusive canonicalisation';
  const [enveloped, c14n, ...others] = childElements(transforms);
  if (!isOne(enveloped, 'Transform') || !isOne(c14n, 'Transform') || others.length > 0) {
    return wrong;
  }
  if (attributeOf(enveloped, 'Algorithm') !== ENVELOPED || !isEmpty(enveloped)) return wrong;
  if (attributeOf(c14n, 'Algorithm') !== EXCLUSIVE_C14N || hasText(transforms)) return wrong;
  const [inclusive, another] = childElements(c14n);
  const isPlain = !inclusive || (isPrefixList(inclusive) && !another);
  return isPlain && !hasText(c14n) ? null : 'a transform has parameters';
}

/** Exclusive XML Canonicalization 1.0 §2: prefixes that it treats as inclusive canonicalisation does. */
function isPrefixList(element: XmlElement): boolean {
  return (
    element.namespace === EXCLUSIVE_C14N &&
    element.name === 'InclusiveNamespaces' &&
    isEmpty(element)
  );
}

function base64Fault(element: XmlElement): string | null {
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(textIn(element).replace(/\s/g, ''));
  return isBase64 && childElements(element).length === 0
    ? null
    : `the ${element.name} is no base64`;
}

function isOne(element: XmlElement | undefined, name: string): element is XmlElement {
  return element?.namespace === NS.signature && element.name === name;
}

function hasText({ children }: XmlElement): boolean {
  return children.some((child) => typeof child === 'string' && child.trim() !== '');
}

function isEmpty(element: XmlElement): boolean {
  return childElements(element).length === 0 && !hasText(element);
}
