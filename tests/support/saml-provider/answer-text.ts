import { ASSERTION, PROTOCOL } from '@/tests/support/saml-provider/algorithms';

/** Seconds from the provider's now; or a text as it stands, or nothing. */
export type When = number | string | null;

/** How a provider writes: what differs between them, and means the same. */
export interface Dress {
  /** Prefixes; empty for the default namespace. */
  protocol?: string;
  assertion?: string;
  /** The prefixes that values are typed by, declared on Response and Assertion too. */
  declaresAtRoot?: boolean;
  /** Of times. */
  time?: 'seconds' | 'milliseconds';
  /** `xsi:type` of attribute values; null for none. */
  valueType?: 'xs:string' | 'xs:anyType' | null;
  /** Each element on a line of its own, which ends so. */
  lineEnd?: string;
  /** The attributes before how the person signed in, as Microsoft's do. */
  attributesFirst?: boolean;
  /** Begins with an XML declaration. */
  hasDeclaration?: boolean;
}

export interface NameIdWords {
  value: string;
  format?: string | null;
  nameQualifier?: string | null;
  spNameQualifier?: string | null;
}

export interface AttributeWords {
  name: string;
  nameFormat?: string | null;
  friendlyName?: string | null;
  /** A text; or XML, which begins with `<`; null for a value that says it is none (`xsi:nil`). */
  values: (string | null)[];
}

export interface ConfirmationWords {
  method: string;
  recipient: string | null;
  notBefore: When;
  notOnOrAfter: When;
  inResponseTo: string | null;
  address: string | null;
  /** Leaves out the data. */
  isBare?: boolean;
}

export interface AnswerWords {
  id: string;
  version: string | null;
  issueInstant: When;
  destination: string | null;
  inResponseTo: string | null;
  /** The text, or a whole element, or nothing. */
  issuer: string | null;
  consent: string | null;
  /** From the top down. */
  statusCodes: string[];
  statusMessage: string | null;
  /** A whole element. */
  extensions: string;
}

export interface AssertionWords {
  id: string;
  version: string | null;
  issueInstant: When;
  issuer: string | null;
  hasSubject: boolean;
  /** The name, a whole element, or nothing. */
  nameId: NameIdWords | string | null;
  confirmations: ConfirmationWords[];
  conditions: {
    notBefore: When;
    notOnOrAfter: When;
    /** One AudienceRestriction each. */
    audiences: string[][];
    /** Elements beside them. */
    more: string;
  } | null;
  authn: {
    authnInstant: When;
    sessionIndex: string | null;
    sessionNotOnOrAfter: When;
    classRef: string;
    /** Elements of the statement beside the context. */
    more: string;
  } | null;
  attributes: AttributeWords[];
  /** Elements at the end. */
  more: string;
}

const XS = 'http://www.w3.org/2001/XMLSchema';
const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

/** An Assertion, as text that stands by itself. */
export function assertionText(words: AssertionWords, now: Date, dress: Dress): string {
  const { el, xmlns, time, join } = writer(dress, now);
  const { id, version, issueInstant, issuer, nameId, conditions, authn, attributes } = words;
  const a = dress.assertion ?? 'saml';
  const confirmations = words.confirmations.map((each) =>
    el(
      a,
      'SubjectConfirmation',
      { Method: each.method },
      each.isBare
        ? ''
        : el(a, 'SubjectConfirmationData', {
            InResponseTo: each.inResponseTo,
            NotBefore: time(each.notBefore),
            NotOnOrAfter: time(each.notOnOrAfter),
            Recipient: each.recipient,
            Address: each.address,
          }),
    ),
  );
  const subject = words.hasSubject
    ? el(a, 'Subject', {}, join(nameIdText(nameId), ...confirmations))
    : '';
  const conditionsText = conditions
    ? el(
        a,
        'Conditions',
        { NotBefore: time(conditions.notBefore), NotOnOrAfter: time(conditions.notOnOrAfter) },
        join(
          ...conditions.audiences.map((audiences) =>
            el(
              a,
              'AudienceRestriction',
              {},
              join(...audiences.map((each) => el(a, 'Audience', {}, esc(each)))),
            ),
          ),
          conditions.more,
        ),
      )
    : '';
  const authnText = authn
    ? el(
        a,
        'AuthnStatement',
        {
          AuthnInstant: time(authn.authnInstant),
          SessionIndex: authn.sessionIndex,
          SessionNotOnOrAfter: time(authn.sessionNotOnOrAfter),
        },
        join(
          authn.more,
          el(a, 'AuthnContext', {}, el(a, 'AuthnContextClassRef', {}, esc(authn.classRef))),
        ),
      )
    : '';
  const attributesText = attributes.length
    ? el(a, 'AttributeStatement', {}, join(...attributes.map(attributeText)))
    : '';
  return el(
    a,
    'Assertion',
    {
      ...xmlns(a, ASSERTION),
      ...(dress.declaresAtRoot ? { 'xmlns:xs': XS } : {}),
      ID: id,
      IssueInstant: time(issueInstant),
      Version: version,
    },
    join(
      issuerText(issuer),
      subject,
      conditionsText,
      ...(dress.attributesFirst ? [attributesText, authnText] : [authnText, attributesText]),
      words.more,
    ),
  );

  function issuerText(text: string | null): string {
    if (text === null || text.startsWith('<')) return text ?? '';
    return el(a, 'Issuer', {}, esc(text));
  }

  function nameIdText(name: AssertionWords['nameId']): string {
    if (name === null || typeof name === 'string') return name ?? '';
    const { value, format, nameQualifier, spNameQualifier } = name;
    const named = {
      Format: format,
      NameQualifier: nameQualifier,
      SPNameQualifier: spNameQualifier,
    };
    return el(a, 'NameID', named, esc(value));
  }

  function attributeText({ name, nameFormat, friendlyName, values }: AttributeWords): string {
    const type = dress.valueType;
    const typed = type ? { 'xmlns:xs': XS, 'xmlns:xsi': XSI, 'xsi:type': type } : {};
    const nil = { 'xmlns:xsi': XSI, 'xsi:nil': 'true' };
    return el(
      a,
      'Attribute',
      { Name: name, NameFormat: nameFormat, FriendlyName: friendlyName },
      join(
        ...values.map((value) =>
          value === null
            ? el(a, 'AttributeValue', nil)
            : el(a, 'AttributeValue', typed, value.startsWith('<') ? value : esc(value)),
        ),
      ),
    );
  }
}

/** A Response around what it holds. */
export function answerText(words: AnswerWords, held: string, now: Date, dress: Dress): string {
  const { el, xmlns, time, join } = writer(dress, now);
  const p = dress.protocol ?? 'samlp';
  const a = dress.assertion ?? 'saml';
  const { issuer, statusCodes, statusMessage } = words;
  const issuerElement =
    issuer === null || issuer.startsWith('<')
      ? (issuer ?? '')
      : el(a, 'Issuer', xmlns(a, ASSERTION), esc(issuer));
  const codes = statusCodes.reduceRight(
    (inner, code) => el(p, 'StatusCode', { Value: code }, inner),
    '',
  );
  const message = statusMessage === null ? '' : el(p, 'StatusMessage', {}, esc(statusMessage));
  const declaration = dress.hasDeclaration ? '<?xml version="1.0" encoding="UTF-8"?>' : '';
  const response = el(
    p,
    'Response',
    {
      ...xmlns(p, PROTOCOL),
      ...(dress.declaresAtRoot ? { 'xmlns:xs': XS, 'xmlns:xsi': XSI } : {}),
      Consent: words.consent,
      Destination: words.destination,
      ID: words.id,
      InResponseTo: words.inResponseTo,
      IssueInstant: time(words.issueInstant),
      Version: words.version,
    },
    join(issuerElement, words.extensions, el(p, 'Status', {}, join(codes, message)), held),
  );
  return `${declaration}${response}`;
}

/** An EncryptedAssertion around encrypted data. */
export function encryptedText(data: string, dress: Dress): string {
  const a = dress.assertion ?? 'saml';
  const { el, xmlns } = writer(dress, new Date(0));
  return el(a, 'EncryptedAssertion', xmlns(a, ASSERTION), data);
}

export function esc(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

type Attributes = Record<string, string | null | undefined>;

function writer(dress: Dress, now: Date) {
  const line = dress.lineEnd ?? '';
  return {
    el(prefix: string, name: string, attributes: Attributes, content = ''): string {
      const whole = prefix ? `${prefix}:${name}` : name;
      const written = Object.entries(attributes).flatMap(([key, value]) =>
        value === null || value === undefined ? [] : [` ${key}="${esc(value)}"`],
      );
      const start = `<${whole}${written.join('')}`;
      return content === '' ? `${start}/>` : `${start}>${content}</${whole}>`;
    },
    xmlns: (prefix: string, uri: string): Attributes => ({
      [prefix ? `xmlns:${prefix}` : 'xmlns']: uri,
    }),
    /** What holds elements; texts are never broken. */
    join: (...parts: string[]): string =>
      parts
        .filter(Boolean)
        .map((part) => `${line}${part}`)
        .join('') + line,
    time(when: When): string | null {
      if (typeof when !== 'number') return when;
      const iso = new Date(now.getTime() + when * 1000).toISOString();
      return dress.time === 'milliseconds' ? iso : iso.replace(/\.\d+Z$/, 'Z');
    },
  };
}
