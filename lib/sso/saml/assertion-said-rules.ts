import type { PortalAttributes } from '@/lib/sso/attribute-values-rules';
import { CLOCK_SKEW_SECONDS } from '@/lib/sso/clock-rules';
import type { conditionList } from '@/lib/sso/saml/condition-list-rules';
import { instantOf } from '@/lib/sso/saml/instant-rules';
import type { NameId } from '@/lib/sso/saml/name-id';
import type { XmlElement } from '@/lib/sso/saml/xml-reader';
import {
  attributeOf,
  childElements,
  childrenNamed,
  NS,
  onlyChild,
  textIn,
} from '@/lib/sso/saml/xml-tree';

/** What a verified assertion says of a person, and of how they signed in. */
export interface AssertionSaid {
  /** Of the assertion, once for ever. */
  id: string;
  /** When it was made, and from when on every server refuses it for its age anyway. */
  issuedAt: Date;
  outlivedAt: Date;
  nameId: NameId;
  /** By name and by friendly name; the NameID's value stands among them as `NameID`. */
  attributes: PortalAttributes;
  /** When the person was last asked for the password. */
  authnInstant: Date;
  /** The portal's name of its session, or null where it gave none. */
  sessionIndex: string | null;
}

/**
 * How old an answer may be: longer than any portal takes from making it to sending it through the browser,
 * with a clock that is behind.
 */
export const OLDEST_SECONDS = 300 + CLOCK_SKEW_SECONDS;

/** In bytes of UTF-8: names are looked for by an index, which takes no longer ones. */
const LONGEST_NAME = 1024;
const XSI_NIL = '{http://www.w3.org/2001/XMLSchema-instance}nil';

/**
 * Reads what an assertion says; what must be said and is not, goes into the list.
 * @returns null where something is missing
 */
export function assertionSaid(
  list: ReturnType<typeof conditionList>,
  assertion: XmlElement,
  now: Date,
): AssertionSaid | null {
  const nameId = nameIdOf(list, assertion);
  const authentication = authenticationOf(list, assertion, now);
  const issuedAt = instantOf(attributeOf(assertion, 'IssueInstant') ?? null);
  if (!nameId || !authentication || !issuedAt) return null;
  return {
    id: attributeOf(assertion, 'ID') ?? '',
    issuedAt,
    // Remembered longer, for a server whose clock is behind this one's.
    outlivedAt: new Date(issuedAt.getTime() + (OLDEST_SECONDS + CLOCK_SKEW_SECONDS) * 1000),
    nameId,
    attributes: attributesOf(assertion, nameId),
    ...authentication,
  };
}

/** Core §2.2.3. Without a name nobody can be known again. */
function nameIdOf(list: ReturnType<typeof conditionList>, assertion: XmlElement): NameId | null {
  const subject = onlyChild(assertion, NS.assertion, 'Subject');
  const isEncrypted = subject && onlyChild(subject, NS.assertion, 'EncryptedID') !== undefined;
  const nameId = subject && onlyChild(subject, NS.assertion, 'NameID');
  const value = textIn(nameId);
  const isText = nameId !== undefined && childElements(nameId).length === 0;
  const isName =
    isText &&
    value.trim() !== '' &&
    Buffer.byteLength(value) <= LONGEST_NAME &&
    !/[\p{Cc}\p{Cs}]/u.test(value);
  const why = isEncrypted ? 'NameID is encrypted, which is not opened' : undefined;
  list.check('NameID', nameId ? value : null, null, isName, 'attributes', why ?? whyNot(nameId));
  if (!isName) return null;
  return {
    value,
    format: attributeOf(nameId, 'Format') ?? null,
    nameQualifier: attributeOf(nameId, 'NameQualifier') ?? null,
    spNameQualifier: attributeOf(nameId, 'SPNameQualifier') ?? null,
  };
}

/** Never what stood there: the log is no place for names. */
function whyNot(nameId: XmlElement | undefined): string {
  if (!nameId) return 'NameID is missing';
  return textIn(nameId).trim() === '' ? 'NameID is empty' : 'NameID cannot be used';
}

/** Core §2.7.2; the session at the portal may be over by its own word. */
function authenticationOf(
  list: ReturnType<typeof conditionList>,
  assertion: XmlElement,
  now: Date,
): Pick<AssertionSaid, 'authnInstant' | 'sessionIndex'> | null {
  const [statement] = childrenNamed(assertion, NS.assertion, 'AuthnStatement');
  const found = attributeOf(statement, 'AuthnInstant') ?? null;
  const authnInstant = instantOf(found);
  list.check('AuthnInstant', found, null, authnInstant !== null, 'conditions');
  const until = attributeOf(statement, 'SessionNotOnOrAfter');
  if (until !== undefined) {
    const end = instantOf(until);
    const limit = now.getTime() - CLOCK_SKEW_SECONDS * 1000;
    const isMet = end !== null && end.getTime() > limit;
    list.check('SessionNotOnOrAfter', until, null, isMet, end ? 'expired' : 'conditions');
  }
  const sessionIndex = attributeOf(statement, 'SessionIndex') ?? null;
  const isName =
    sessionIndex !== null && sessionIndex !== '' && Buffer.byteLength(sessionIndex) <= LONGEST_NAME;
  return authnInstant && { authnInstant, sessionIndex: isName ? sessionIndex : null };
}

/** One value as a text, several as a list, of however many elements of the same name. */
function attributesOf(assertion: XmlElement, { value }: NameId): PortalAttributes {
  const values = new Map<string, string[]>();
  const named = childrenNamed(assertion, NS.assertion, 'AttributeStatement').flatMap((statement) =>
    childrenNamed(statement, NS.assertion, 'Attribute'),
  );
  for (const attribute of named) add(values, attributeOf(attribute, 'Name'), attribute);
  const friendly = new Map<string, string[]>();
  for (const attribute of named) add(friendly, attributeOf(attribute, 'FriendlyName'), attribute);
  for (const [name, found] of friendly) if (!values.has(name)) values.set(name, found);
  values.set('NameID', [value]);
  return Object.fromEntries(
    [...values].map(([name, [only = '', ...more]]) => [
      name,
      more.length > 0 ? [only, ...more] : only,
    ]),
  );
}

function add(values: Map<string, string[]>, name: string | undefined, attribute: XmlElement): void {
  if (!name) return;
  const found = childrenNamed(attribute, NS.assertion, 'AttributeValue')
    .filter((element) => attributeOf(element, XSI_NIL) !== 'true')
    .map(textIn);
  values.set(name, [...(values.get(name) ?? []), ...found]);
}
