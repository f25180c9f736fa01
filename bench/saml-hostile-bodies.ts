import { type How, keys } from '@/tests/support/saml-provider';

/** Of XML, as much as is let in (lib/sso/saml/decode-rules), less what the usual answer around it takes. */
const ROOM = 250 * 1024;
/** The most that is read of elements and attributes (lib/sso/saml/xml-reader), less those of a usual answer. */
const ELEMENTS = 1_900;
const ATTRIBUTES = 5_800;
const DEPTH = 34;
const REFERENCES = 9_900;

/**
 * Answers as large as is let in, each made to be dear to whoever reads it. They answer a request that was
 * really made and look signed. Where nothing else is said, the portal's own key made the signature, and the
 * rest was put in behind it; so they get as far as anybody can who has not got that key.
 */
const HOSTILE: Record<string, () => How> = {
  'more elements than are read': () => inside('<a/>'.repeat(ROOM / 4)),
  'elements in elements without end': () => inside('<a>'.repeat(ROOM / 3)),
  'elements in elements': () => inside(nested(`b="${'c'.repeat(ROOM / DEPTH - 20)}"`)),
  'as many elements as are read': () => inside(elements(`b="${'c'.repeat(110)}"`)),
  'as many texts between elements': () => inside(`<a/>${'b'.repeat(120)}`.repeat(ELEMENTS)),
  'as many elements at the root': () => ({
    sign: 'response',
    change: { signedResponse: (xml) => behind(xml, '</samlp:Response>', elements('b="c"')) },
  }),
  'attributes without end': () => inside(`<a ${many(20_000, (n) => `b${n}="c"`)}/>`),
  'as many attributes as are read': () =>
    inside(`<a ${many(38, (n) => `b${n}="${'c'.repeat(34)}"`)}/>`.repeat(ATTRIBUTES / 38)),
  'namespaces without end': () => inside(`<a ${many(9_000, (n) => `xmlns:n${n}="urn:${n}"`)}/>`),
  'as many namespaces as are read': () =>
    inside(
      `<a ${many(38, (n) => `xmlns:n${n}="urn:${'c'.repeat(20)}"`)}/>`.repeat(ATTRIBUTES / 38),
    ),
  'namespaces in namespaces, each used': () =>
    inside(
      nested(`${many(19, (n) => `xmlns:n${n}-D="urn:${n}-D" n${n}-D:a="b"`)}`, elements('b="c"')),
    ),
  'one attribute': () => inside(`<a b="${'c'.repeat(ROOM)}"/>`),
  'references without end': () => inside(`<a>${'&amp;'.repeat(ROOM / 5)}</a>`),
  'as many references as are read, in an attribute': () =>
    inside(`<a b="${`&amp;${'c'.repeat(18)}`.repeat(REFERENCES)}"/>`),
  'as many references as are read, in a text': () =>
    inside(`<a>${`&#13;${'b'.repeat(18)}`.repeat(REFERENCES)}</a>`),
  'one text': () => inside(`<a>${'b'.repeat(ROOM)}</a>`),
  'one text, shorter': () => inside(`<a>${'b'.repeat(0.7 * ROOM)}</a>`),
  'one text of ends of lines': () => inside(`<a>${'\r\n'.repeat(ROOM / 2)}</a>`),
  'as many IDs as are read': () =>
    inside(many(ELEMENTS, (n) => `<a ID="_a${n}" Id="_b${n}" id="_c${n}"/>`)),
  'as many attributes of a person as are read': () =>
    inside(
      `<saml:AttributeStatement>${`<saml:Attribute Name="mail"><saml:AttributeValue>${'a'.repeat(180)}</saml:AttributeValue></saml:Attribute>`.repeat(ELEMENTS / 2)}</saml:AttributeStatement>`,
    ),
  'a list of 100 KB of prefixes': () => listOf('p '.repeat(50 * 1024), '<a/>'),
  'a list of prefixes, and their namespaces': () =>
    listOf(
      many(20_000, (n) => `n${n}`),
      `<a ${many(3, (n) => `xmlns:n${n}="urn:${n}"`)}/>`.repeat(ELEMENTS),
    ),
  'more references than one': () => ({
    signature: { references: (reference) => reference.repeat(450) },
  }),
  'a value of the signature': () => ({
    signature: { compute: () => Buffer.alloc((ROOM * 3) / 4, 1) },
  }),
  'certificates beside the signature': () => ({
    key: keys.strangers,
    signature: {
      keyInfo: `<ds:X509Data>${`<ds:X509Certificate>${'A'.repeat(80)}</ds:X509Certificate>`.repeat(ELEMENTS)}</ds:X509Data>`,
    },
  }),
  'a status in a status': () => ({
    response: { statusCodes: Array.from({ length: DEPTH }, () => `urn:${'x'.repeat(7_000)}`) },
  }),
  'signed by a stranger': () => ({
    key: keys.strangers,
    change: { assertion: (xml) => behind(xml, '</saml:Assertion>', elements('b="c"')) },
  }),
};

/** The same inside of what is encrypted for this utility, which anybody may do; 4/3 as long as without. */
const ENCRYPTED = [
  'as many IDs as are read',
  'namespaces in namespaces, each used',
  'one text, shorter',
];

export const HOSTILE_NAMES = [...Object.keys(HOSTILE), ...ENCRYPTED.map(encryptedName)];

/** @param certificate to encrypt for, where the body is one that is encrypted */
export function hostileBody(name: string, certificate: string | null): How {
  const plain = ENCRYPTED.find((each) => encryptedName(each) === name);
  const how = HOSTILE[plain ?? name]?.();
  if (!how) throw new Error(`There is no hostile body: ${name}`);
  if (plain === undefined) return how;
  if (!certificate) throw new Error('There is nobody to encrypt for.');
  return { ...how, encrypt: { certificate } };
}

function encryptedName(name: string): string {
  return `${name}, encrypted`;
}

/** Put into an assertion that is signed already. */
function inside(text: string): How {
  return { change: { signedAssertion: (xml) => behind(xml, '</saml:Assertion>', text) } };
}

/** A transform by this list, and elements that it is about. */
function listOf(prefixList: string, text: string): How {
  return { ...inside(text), signature: { prefixList } };
}

function behind(xml: string, end: string, text: string): string {
  return xml.replace(end, () => `${text}${end}`);
}

function elements(attributes: string): string {
  return `<a ${attributes}/>`.repeat(ELEMENTS - DEPTH);
}

/** @param attributes of each, `D` for its depth */
function nested(attributes: string, innermost = ''): string {
  return Array.from({ length: DEPTH }, (_, depth) =>
    attributes.replaceAll('D', String(depth)),
  ).reduceRight((inner, each) => `<a ${each}>${inner}</a>`, innermost);
}

function many(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, n) => text(n)).join(' ');
}
