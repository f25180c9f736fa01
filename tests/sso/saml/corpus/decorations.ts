import type { Attack } from '@/tests/sso/saml/corpus/attack';
import { before, changed, extension } from '@/tests/sso/saml/corpus/document-pieces';
import type { How } from '@/tests/support/saml-provider';

/** What was signed is about somebody whose name begins with Alice's. */
const longName: How = { assertion: { nameId: { value: 'name-of-alice.evil' } } };

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

/** The portal's answer about that person, its text changed by what no signature covers. */
function cut(put: string): Attack[3] {
  return ({ respond }) => respond(longName).xml.replace('name-of-alice', `name-of-alice${put}`);
}

/** The same in the value of an attribute. */
function cutValue(put: string): Attack[3] {
  return ({ respond }) => {
    const attributes = [{ name: 'uid', values: ['alice.evil'] }];
    return respond({ assertion: { attributes } }).xml.replace('>alice', `>alice${put}`);
  };
}
