import { shownText } from '@/lib/sso/attribute-values-rules';
import type { AssertionEvidence, FoundSignature } from '@/lib/sso/saml/assertion-evidence';
import {
  type CertificateFacts,
  certificateBase64,
  certificateFacts,
  readCertificate,
} from '@/lib/sso/saml/certificate-rules';
import { shownXml } from '@/lib/sso/saml/shown-xml-rules';
import type { XmlElement } from '@/lib/sso/saml/xml-reader';
import { attributeOf, childrenNamed, NS, textIn } from '@/lib/sso/saml/xml-tree';

const LONGEST_SUBJECT = 300;
const LONGEST_ALGORITHM = 60;

/** Of an answer to a test sign-in of which nothing has been looked at yet. */
export function newEvidence(): AssertionEvidence {
  return { xml: null, wasEncrypted: false, signature: null, conditions: [] };
}

/**
 * Notes what arrived, before any of it is believed: shapes may be wrong, and whatever stands there may be
 * anybody's. What was encrypted stays so until a certificate of the portal verifies it, or whoever got hold of
 * somebody's assertion would read it by a test.
 *
 * @param assertion null where it is encrypted, or not one
 */
export function noteArrived(
  evidence: AssertionEvidence,
  response: XmlElement,
  assertion: XmlElement | null,
): void {
  evidence.xml = shownXml(assertion ?? response);
  evidence.wasEncrypted = childrenNamed(response, NS.assertion, 'EncryptedAssertion').length > 0;
  evidence.signature = signatureFound(response, assertion);
}

/**
 * Notes which certificate of the portal verified it, and what that covers.
 * @param arrived with its signature, decrypted
 * @param signed what the signature covers, which does not hold the signature itself
 * @param certificate DER in base64
 */
export function noteVerified(
  evidence: AssertionEvidence,
  response: XmlElement,
  { arrived, signed }: { arrived: XmlElement; signed: XmlElement },
  certificate: string,
): void {
  evidence.xml = shownXml(signed);
  const found = signatureFound(response, arrived);
  evidence.signature = found && { ...found, isVerified: true, certificate: factsOf(certificate) };
}

function signatureFound(response: XmlElement, assertion: XmlElement | null): FoundSignature | null {
  const ofResponse = signatureOf(response);
  const ofAssertion = assertion && signatureOf(assertion);
  const signature = ofResponse ?? ofAssertion;
  return (
    signature && {
      covers: ofResponse ? (ofAssertion ? 'both' : 'response') : 'assertion',
      algorithm: algorithmOf(signature),
      isVerified: false,
      certificate: certificateIn(signature),
    }
  );
}

/** What is told of a certificate; its subject is whatever somebody wrote there. */
export function factsOf(base64: string): CertificateFacts {
  const facts = certificateFacts(base64);
  return { ...facts, subject: shownText(facts.subject, LONGEST_SUBJECT) };
}

function signatureOf(element: XmlElement): XmlElement | null {
  return childrenNamed(element, NS.signature, 'Signature')[0] ?? null;
}

function algorithmOf(signature: XmlElement): FoundSignature['algorithm'] {
  const [info] = childrenNamed(signature, NS.signature, 'SignedInfo');
  const [method] = info ? childrenNamed(info, NS.signature, 'SignatureMethod') : [];
  const algorithm = attributeOf(method, 'Algorithm') ?? '';
  return shownText(algorithm.slice(algorithm.lastIndexOf('#') + 1), LONGEST_ALGORITHM);
}

function certificateIn(signature: XmlElement): CertificateFacts | null {
  const [text] = childrenNamed(signature, NS.signature, 'KeyInfo')
    .flatMap((info) => childrenNamed(info, NS.signature, 'X509Data'))
    .flatMap((data) => childrenNamed(data, NS.signature, 'X509Certificate'));
  const certificate = text && readCertificate(textIn(text));
  try {
    return certificate ? factsOf(certificateBase64(certificate)) : null;
  } catch {
    // A date that is none.
    return null;
  }
}
