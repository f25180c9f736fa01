import { deflateRawSync } from 'node:zlib';
import type { Attack } from '@/tests/sso/saml/corpus/attack';

import { before, changed, put } from '@/tests/sso/saml/corpus/document-pieces';

/** What is no document, or one to some readers. */
export const documents: Attack[] = [
  [
    'two attributes ID',
    'malformed_answer',
    /^not well-formed: duplicate attribute$/,
    changed((xml) => xml.replace('<saml:Assertion ', '<saml:Assertion ID="_other" ')),
  ],
  [
    'two attributes of one name by two prefixes',
    'malformed_answer',
    /^not well-formed: duplicate attribute$/,
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
    /^not well-formed: unbound namespace prefix$/,
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
    /^not well-formed: xml prefix must be bound to http$/,
    changed((xml) => xml.replace('<saml:Subject>', '<saml:Subject xmlns:xml="urn:x">')),
  ],
  [
    'the prefix xmlns declared',
    'malformed_answer',
    /^not well-formed: xmlns prefix must be bound to http$/,
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
    /^not well-formed: unclosed tag$/,
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

function bytes(change: (xml: string) => Uint8Array): Attack[3] {
  return ({ good }) => change(good.xml);
}
