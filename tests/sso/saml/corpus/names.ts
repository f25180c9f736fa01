import type { Attack } from '@/tests/sso/saml/corpus/attack';

/** Letters of three bytes each, and none like the next. */
const TOO_LONG = Array.from({ length: 1_024 }, (_, n) =>
  String.fromCodePoint(0x4e00 + n * 19),
).join('');

/** Of a person that nobody could know again. */
export const names: Attack[] = [
  ['no NameID', 'attributes', /^NameID is missing$/, { assertion: { nameId: null } }],
  ['an empty NameID', 'attributes', /^NameID is empty$/, { assertion: { nameId: { value: '' } } }],
  [
    'a NameID of white space',
    'attributes',
    /^NameID is empty$/,
    { assertion: { nameId: { value: ' \t\n ' } } },
  ],
  [
    'a NameID of a space that does not break',
    'attributes',
    /^NameID is empty$/,
    { assertion: { nameId: { value: '\u00a0' } } },
  ],
  [
    'a NameID of two lines',
    'attributes',
    /^NameID cannot be used$/,
    { assertion: { nameId: { value: 'name-of\nalice' } } },
  ],
  [
    'a NameID that no index takes',
    'attributes',
    /^NameID cannot be used$/,
    { assertion: { nameId: { value: TOO_LONG } } },
  ],
  [
    'two NameIDs',
    'attributes',
    /^NameID is missing$/,
    {
      assertion: {
        nameId:
          '<saml:NameID>name-of-alice</saml:NameID><saml:NameID>name-of-mallory</saml:NameID>',
      },
    },
  ],
  [
    'a NameID and another kind of name',
    'attributes',
    /^NameID is missing$/,
    { assertion: { nameId: '<saml:BaseID xmlns:x="urn:x"/>' } },
  ],
  [
    'an encrypted NameID',
    'attributes',
    /^NameID is encrypted, which is not opened$/,
    {
      assertion: {
        nameId:
          '<saml:EncryptedID><x:EncryptedData xmlns:x="http://www.w3.org/2001/04/xmlenc#"/></saml:EncryptedID>',
      },
    },
  ],
  [
    'a NameID of another namespace',
    'attributes',
    /^NameID is missing$/,
    { assertion: { nameId: '<x:NameID xmlns:x="urn:x">name-of-alice</x:NameID>' } },
  ],
];
