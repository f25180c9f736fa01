import { AnswerRefused } from '@/lib/sso/answer-refused';
import { signatureFault } from '@/lib/sso/saml/signature-rules';
import { readXml, type XmlElement, XmlRefused } from '@/lib/sso/saml/xml-reader';
import {
  attributeOf,
  childElements,
  childrenNamed,
  descendants,
  isElement,
  NS,
  onlyChild,
  textIn,
} from '@/lib/sso/saml/xml-tree';

/** A response as it arrived: its shape is right, and nothing in it is verified. */
export interface ArrivedResponse {
  element: XmlElement;
  /** Which request it says to answer. */
  inResponseTo: string | undefined;
  isSigned: boolean;
  assertion:
    | { kind: 'clear'; element: XmlElement; isSigned: boolean }
    | { kind: 'encrypted'; element: XmlElement };
}

/** What stands in one place only; anywhere else it is there to be taken for the one that was signed. */
const MESSAGE_PARTS = [
  'Response',
  'Assertion',
  'EncryptedAssertion',
  'LogoutRequest',
  'LogoutResponse',
];
/** As the library looks for them, with any prefix or none. */
const ID_NAMES = new Set(['id', 'Id', 'ID']);

/**
 * Reads a SAML response (Core §3.3.3) before anything is verified, and refuses whatever could be two
 * messages to two readers: signature wrapping moves the signed assertion aside and puts a forged one where
 * it is looked for (Somorovsky et al., «On Breaking SAML», 2012). So there is exactly one assertion, it is
 * the response's own child, a signature stands only in what it signs, and no ID is there twice.
 *
 * @throws AnswerRefused
 */
export function arrivedResponse(xml: string): ArrivedResponse {
  const root = readMessage(xml);
  if (!isElement(root, NS.protocol, 'Response')) throw malformed('no Response');
  checkMessage(root);
  checkStatus(root);
  const clear = childrenNamed(root, NS.assertion, 'Assertion');
  const encrypted = childrenNamed(root, NS.assertion, 'EncryptedAssertion');
  const [element, another] = [...clear, ...encrypted];
  if (!element) throw malformed('no assertion');
  if (another) throw malformed('several assertions');
  checkPlaces(root, element);
  return {
    element: root,
    inResponseTo: attributeOf(root, 'InResponseTo'),
    isSigned: isSigned(root),
    assertion:
      element.name === 'Assertion'
        ? { kind: 'clear', element, isSigned: isSigned(element) }
        : { kind: 'encrypted', element },
  };
}

/**
 * The same of an assertion that stands alone: as it was encrypted, or as its signature covers it.
 * @throws AnswerRefused
 */
export function arrivedAssertion(xml: string): { element: XmlElement; isSigned: boolean } {
  const root = readMessage(xml);
  if (!isElement(root, NS.assertion, 'Assertion')) throw malformed('no assertion');
  checkVersion(root);
  checkPlaces(root, root);
  return { element: root, isSigned: isSigned(root) };
}

/**
 * What every protocol message must have (Core §3.2): its version, an ID, one signature at most, and that in
 * its own place.
 * @throws AnswerRefused
 */
export function checkMessage(root: XmlElement): void {
  checkVersion(root);
  const twice = ['Issuer', 'Status', 'Extensions'].find(
    (name) => childElements(root).filter((child) => child.name === name).length > 1,
  );
  if (twice) throw malformed(`several of ${twice}`);
}

function checkVersion(root: XmlElement): void {
  if (attributeOf(root, 'Version') !== '2.0') throw malformed('another version than 2.0');
  const id = attributeOf(root, 'ID') ?? '';
  // NCName, so far as it matters: it is looked for by XPath.
  if (!/^[A-Za-z_][\w.-]{0,255}$/.test(id)) throw malformed('an ID that is none');
}

/** @throws AnswerRefused */
export function readMessage(xml: string): XmlElement {
  try {
    return readXml(xml);
  } catch (error) {
    if (!(error instanceof XmlRefused)) throw error;
    throw malformed(error.message);
  }
}

/** Core §3.2.2.2: the portal may say that it will not, and mostly signs nothing then. */
function checkStatus(root: XmlElement): void {
  const status = onlyChild(root, NS.protocol, 'Status');
  const code = status && onlyChild(status, NS.protocol, 'StatusCode');
  const value = attributeOf(code, 'Value');
  if (value === undefined) throw malformed('no status');
  if (value === SUCCESS) return;
  const second = attributeOf(code && onlyChild(code, NS.protocol, 'StatusCode'), 'Value');
  const message = textIn(status && onlyChild(status, NS.protocol, 'StatusMessage'));
  const told = [value, second, message.trim()]
    .filter(Boolean)
    .map((text) => shownStatus(text ?? ''));
  throw new AnswerRefused('portal_refused', told.join(' '));
}

export const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success';

/** The last word of a code, or the start of a message in plain characters. */
function shownStatus(text: string): string {
  const [, word = text] = /^urn:oasis:names:tc:SAML:2\.0:status:(\w+)$/.exec(text) ?? [];
  return word.replace(/[^\x20-\x7e]/g, '?').slice(0, 200);
}

/** @param assertion the one that counts, which may be the root itself */
export function checkPlaces(root: XmlElement, assertion: XmlElement | null): void {
  const ids = new Set<string>();
  for (const { element, parent } of descendants(root)) {
    for (const [name, value] of element.attributes) {
      if (!ID_NAMES.has(name.slice(name.indexOf('}') + 1))) continue;
      if (ids.has(value)) throw malformed('an ID twice');
      ids.add(value);
    }
    if (element === root || element === assertion) continue;
    if (MESSAGE_PARTS.includes(element.name)) throw malformed(`${element.name} in a wrong place`);
    if (element.name === 'Signature') checkSignature(element, parent, [root, assertion]);
  }
}

function checkSignature(
  signature: XmlElement,
  parent: XmlElement | null,
  signed: (XmlElement | null)[],
): void {
  if (!parent || !signed.includes(parent)) throw wrongSignature('in a wrong place');
  if (!isElement(signature, NS.signature, 'Signature'))
    throw wrongSignature('of another namespace');
  if (childElements(parent).filter(({ name }) => name === 'Signature').length > 1) {
    throw wrongSignature('several of one element');
  }
  const fault = signatureFault(signature, attributeOf(parent, 'ID'));
  if (fault) throw wrongSignature(fault);
}

function isSigned(element: XmlElement): boolean {
  return childrenNamed(element, NS.signature, 'Signature').length > 0;
}

function malformed(detail: string): AnswerRefused {
  return new AnswerRefused('malformed_answer', detail);
}

function wrongSignature(detail: string): AnswerRefused {
  return new AnswerRefused('signature', detail);
}
