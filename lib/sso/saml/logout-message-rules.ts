import { AnswerRefused } from '@/lib/sso/answer-refused';
import { shownText } from '@/lib/sso/attribute-values-rules';
import { CLOCK_SKEW_SECONDS } from '@/lib/sso/clock-rules';
import { OLDEST_SECONDS } from '@/lib/sso/saml/assertion-said-rules';
import { instantOf } from '@/lib/sso/saml/instant-rules';
import { ENTITY, type NameId } from '@/lib/sso/saml/name-id';
import { checkMessage, checkPlaces, readMessage, SUCCESS } from '@/lib/sso/saml/response-rules';
import type { XmlElement } from '@/lib/sso/saml/xml-reader';
import {
  attributeOf,
  childElements,
  childrenNamed,
  isElement,
  NS,
  onlyChild,
  textIn,
} from '@/lib/sso/saml/xml-tree';

/** What a logout message must be about. */
export interface ExpectedLogout {
  /** Of the portal. */
  entityId: string;
  /** Where it must have been sent. */
  own: { logout: string };
  now: Date;
}

/** Which sessions a portal has ended, in a verified LogoutRequest (Core §3.7.1). */
export interface LogoutRequest {
  id: string;
  /** When the portal made it, by its own clock. */
  issuedAt: Date;
  /** From when on time alone refuses it, on a server whose clock is behind too. */
  outlivedAt: Date;
  nameId: NameId;
  /** In a fixed order, each once; none means all of that person. */
  sessionIndexes: string[];
}

/** What a portal made of our own request, in a verified LogoutResponse (Core §3.7.2). */
export interface LogoutResponse {
  inResponseTo: string;
  /** Partly: the portal's own session is over, but not everybody else confirmed that theirs is (§3.7.3.2). */
  status: 'done' | 'partly' | 'not_done';
  /** As the portal says it, for the operator. */
  told: string;
}

const PARTIAL_LOGOUT = 'urn:oasis:names:tc:SAML:2.0:status:PartialLogout';
const MOST_SESSIONS = 50;
const LONGEST_NAME = 1024;

/**
 * A logout message as it arrived: its shape is right, and nothing in it is verified. There is one way to
 * read it: no message stands in another, no ID is there twice, a signature is in the root or nowhere.
 *
 * @throws AnswerRefused
 */
export function arrivedLogout(xml: string, name: 'LogoutRequest' | 'LogoutResponse'): XmlElement {
  const root = readMessage(xml);
  if (!isElement(root, NS.protocol, name)) throw malformed(`no ${name}`);
  checkMessage(root);
  checkPlaces(root, null);
  return root;
}

/**
 * Reads a LogoutRequest that is verified. It must name the person: the name of a session alone, or together
 * with somebody else's, ends nothing.
 *
 * @throws AnswerRefused
 */
export function examineLogoutRequest(root: XmlElement, expected: ExpectedLogout): LogoutRequest {
  const issuedAt = addressedAt(root, expected);
  const until = attributeOf(root, 'NotOnOrAfter');
  if (until !== undefined) checkUntil(until, expected.now);
  return {
    id: attributeOf(root, 'ID') ?? '',
    issuedAt,
    outlivedAt: new Date(issuedAt.getTime() + (OLDEST_SECONDS + CLOCK_SKEW_SECONDS) * 1000),
    nameId: nameIdOf(root),
    sessionIndexes: sessionIndexesOf(root),
  };
}

/**
 * Reads a LogoutResponse that is verified.
 * @throws AnswerRefused
 */
export function examineLogoutResponse(root: XmlElement, expected: ExpectedLogout): LogoutResponse {
  addressedAt(root, expected);
  const inResponseTo = attributeOf(root, 'InResponseTo');
  if (inResponseTo === undefined) throw new AnswerRefused('not_asked_here', 'no InResponseTo');
  const status = onlyChild(root, NS.protocol, 'Status');
  const code = status && onlyChild(status, NS.protocol, 'StatusCode');
  const first = attributeOf(code, 'Value');
  if (first === undefined) throw malformed('no status');
  const second = attributeOf(code && onlyChild(code, NS.protocol, 'StatusCode'), 'Value');
  const told = [first, second].map((value) => value?.replace(/^.*:/, '') ?? '').join(' ');
  return { inResponseTo, status: statusOf(first, second), told: shownText(told.trim(), 200) };
}

function statusOf(first: string, second: string | undefined): LogoutResponse['status'] {
  if (first !== SUCCESS) return 'not_done';
  return second === PARTIAL_LOGOUT ? 'partly' : 'done';
}

/**
 * Of this portal, for this address, of now (Core §3.2, Bindings §3.4.5.2 and §3.5.5.2).
 * @returns when it was made
 */
function addressedAt(root: XmlElement, { entityId, own, now }: ExpectedLogout): Date {
  const issuer = onlyChild(root, NS.assertion, 'Issuer');
  const format = attributeOf(issuer, 'Format') ?? ENTITY;
  if (!issuer || textIn(issuer).trim() !== entityId || format !== ENTITY) {
    throw new AnswerRefused('issuer', `Issuer is ${shown(issuer && textIn(issuer))}`);
  }
  const destination = attributeOf(root, 'Destination');
  if (destination !== own.logout) {
    throw new AnswerRefused('destination', `Destination is ${shown(destination)}`);
  }
  const made = instantOf(attributeOf(root, 'IssueInstant') ?? null);
  if (!made) throw new AnswerRefused('conditions', 'no IssueInstant');
  const ago = Math.round((now.getTime() - made.getTime()) / 1000);
  if (made.getTime() - now.getTime() > CLOCK_SKEW_SECONDS * 1000) {
    throw new AnswerRefused('clock', `made ${-ago} s ahead of our clock`);
  }
  if (now.getTime() - made.getTime() > OLDEST_SECONDS * 1000) {
    throw new AnswerRefused('expired', `made ${ago} s ago`);
  }
  return made;
}

function checkUntil(until: string, now: Date): void {
  const end = instantOf(until);
  if (!end) throw new AnswerRefused('conditions', 'NotOnOrAfter is no time');
  if (now.getTime() - end.getTime() >= CLOCK_SKEW_SECONDS * 1000) {
    throw new AnswerRefused('expired', `NotOnOrAfter: ${shown(until)}`);
  }
}

/** Core §2.2.3; what the log says of it is never what stood there. */
function nameIdOf(root: XmlElement): NameId {
  const names = childElements(root).filter(({ name }) =>
    /^(NameID|BaseID|EncryptedID)$/.test(name),
  );
  if (names.some(({ name }) => name === 'EncryptedID')) {
    throw new AnswerRefused('encryption', 'NameID is encrypted, which is not opened');
  }
  const [nameId, another] = names;
  if (!nameId || another || !isElement(nameId, NS.assertion, 'NameID')) {
    throw malformed('not one NameID');
  }
  const value = textIn(nameId);
  if (!isName(value) || childElements(nameId).length > 0) throw malformed('NameID cannot be used');
  return {
    value,
    format: attributeOf(nameId, 'Format') ?? null,
    nameQualifier: attributeOf(nameId, 'NameQualifier') ?? null,
    spNameQualifier: attributeOf(nameId, 'SPNameQualifier') ?? null,
  };
}

function sessionIndexesOf(root: XmlElement): string[] {
  const indexes = childrenNamed(root, NS.protocol, 'SessionIndex').map((one) => textIn(one).trim());
  if (indexes.length > MOST_SESSIONS) throw malformed(`over ${MOST_SESSIONS} of SessionIndex`);
  if (!indexes.every(isName)) throw malformed('SessionIndex cannot be used');
  return [...new Set(indexes)].sort();
}

function isName(text: string): boolean {
  return text.trim() !== '' && text.length <= LONGEST_NAME && !/[\p{Cc}\p{Cs}]/u.test(text);
}

function shown(found: string | undefined): string {
  return found === undefined ? 'missing' : shownText(found, 300);
}

function malformed(detail: string): AnswerRefused {
  return new AnswerRefused('malformed_answer', detail);
}
