import { expect, test } from 'vitest';
import { signatureFault } from '@/lib/sso/saml/signature-rules';
import { readXml } from '@/lib/sso/saml/xml-reader';

const C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const CANONICAL = `<ds:CanonicalizationMethod Algorithm="${C14N}"/>`;
const METHOD =
  '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>';
const ENVELOPED =
  '<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>';
const EXCLUSIVE = `<ds:Transform Algorithm="${C14N}"/>`;
const DIGEST = '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>';
const REFERENCE = `<ds:Reference URI="#it"><ds:Transforms>${ENVELOPED}${EXCLUSIVE}</ds:Transforms>${DIGEST}<ds:DigestValue>AAAA</ds:DigestValue></ds:Reference>`;
const INFO = `<ds:SignedInfo>${CANONICAL}${METHOD}${REFERENCE}</ds:SignedInfo>`;
const VALUE = '<ds:SignatureValue>AAA=</ds:SignatureValue>';
const KEY_INFO = '<ds:KeyInfo><ds:X509Data/></ds:KeyInfo>';
const GOOD = `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${INFO}${VALUE}${KEY_INFO}</ds:Signature>`;

const faultOf = (xml: string) => signatureFault(readXml(xml), 'it');

test('a signature of one element, made as SAML asks for, has no fault', () => {
  expect(faultOf(GOOD)).toBeNull();
});

const INCLUSIVE = (prefixes: string) =>
  `<ds:Transform Algorithm="${C14N}"><ec:InclusiveNamespaces xmlns:ec="${C14N}" PrefixList="${prefixes}"/></ds:Transform>`;

test.each([
  ['without a KeyInfo', KEY_INFO, ''],
  ['laid out over lines', '><ds', '>\n  <ds'],
  ['with base64 over lines', 'AAAA', '\nAA\nAA\n'],
  ['RSA-SHA512', 'rsa-sha256', 'rsa-sha512'],
  ['RSA-PSS', '2001/04/xmldsig-more#rsa-sha256', '2007/05/xmldsig-more#sha256-rsa-MGF1'],
  ['SHA-512', 'xmlenc#sha256', 'xmlenc#sha512'],
  ['prefixes treated as inclusive', EXCLUSIVE, INCLUSIVE('xs xsi')],
])('neither has one %s', (_, part, instead) => {
  expect(GOOD).toContain(part);
  expect(faultOf(GOOD.replaceAll(part, instead))).toBeNull();
});

test.each([
  ['another element', GOOD, 'Signature', 'Sign'],
  ['another namespace', GOOD, '2000/09/xmldsig#"', '2000/09/other#"'],
  ['no SignedInfo', INFO, INFO, ''],
  ['two SignedInfo', INFO, INFO, INFO + INFO],
  ['a second SignedInfo after the value', VALUE, VALUE, VALUE + INFO],
  ['no value', VALUE, VALUE, ''],
  ['two values', VALUE, VALUE, VALUE + VALUE],
  ['an element in the value', VALUE, 'AAA=', 'A<ds:X/>AA='],
  ['a value that is no base64', VALUE, 'AAA=', 'A*A='],
  ['an empty value', VALUE, 'AAA=', ' '],
  ['two KeyInfo', KEY_INFO, KEY_INFO, KEY_INFO + KEY_INFO],
  ['an Object', KEY_INFO, KEY_INFO, '<ds:Object/>'],
  ['an Object beside the KeyInfo', KEY_INFO, KEY_INFO, `${KEY_INFO}<ds:Object/>`],
  ['text between its parts', VALUE, VALUE, `${VALUE}text`],
  [
    'inclusive canonicalisation',
    CANONICAL,
    C14N,
    'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
  ],
  ['canonicalisation with comments', CANONICAL, C14N, `${C14N}WithComments`],
  ['two canonicalisations', CANONICAL, CANONICAL, CANONICAL + CANONICAL],
  ['no canonicalisation', CANONICAL, CANONICAL, ''],
  ['RSA-SHA1', METHOD, '2001/04/xmldsig-more#rsa-sha256', '2000/09/xmldsig#rsa-sha1'],
  ['HMAC', METHOD, '2001/04/xmldsig-more#rsa-sha256', '2000/09/xmldsig#hmac-sha1'],
  ['HMAC with SHA-256', METHOD, '#rsa-sha256', '#hmac-sha256'],
  ['ECDSA', METHOD, '#rsa-sha256', '#ecdsa-sha256'],
  ['an algorithm without a name', METHOD, /Algorithm="[^"]*"/, ''],
  [
    'parameters of the algorithm',
    METHOD,
    '/>',
    '><ds:HMACOutputLength>1</ds:HMACOutputLength></ds:SignatureMethod>',
  ],
  ['two algorithms', METHOD, METHOD, METHOD + METHOD],
  ['no reference', REFERENCE, REFERENCE, ''],
  ['two references', REFERENCE, REFERENCE, REFERENCE + REFERENCE],
  ['a Manifest', REFERENCE, REFERENCE, '<ds:Manifest/>'],
  ['no transforms', REFERENCE, /<ds:Transforms>.*<\/ds:Transforms>/, ''],
  ['an empty list of transforms', REFERENCE, ENVELOPED + EXCLUSIVE, ''],
  ['canonicalisation alone', REFERENCE, ENVELOPED, ''],
  ['enveloped alone', REFERENCE, EXCLUSIVE, ''],
  ['transforms the other way round', REFERENCE, ENVELOPED + EXCLUSIVE, EXCLUSIVE + ENVELOPED],
  ['a transform twice', REFERENCE, EXCLUSIVE, EXCLUSIVE + EXCLUSIVE],
  ['an XPath transform', REFERENCE, '09/xmldsig#enveloped-signature', '06/xmldsig-filter2'],
  [
    'an XSLT transform more',
    REFERENCE,
    EXCLUSIVE,
    `<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>${EXCLUSIVE}`,
  ],
  [
    'something in a transform',
    REFERENCE,
    EXCLUSIVE,
    EXCLUSIVE.replace('/>', '><ds:XPath/></ds:Transform>'),
  ],
  ['two lists of prefixes', REFERENCE, EXCLUSIVE, INCLUSIVE('a').replace(/(<ec.*\/>)/, '$1$1')],
  ['SHA-1', REFERENCE, '2001/04/xmlenc#sha256', '2000/09/xmldsig#sha1'],
  ['two digests', REFERENCE, DIGEST, DIGEST + DIGEST],
  [
    'two digest values',
    REFERENCE,
    '<ds:DigestValue>',
    '<ds:DigestValue>AAAA</ds:DigestValue><ds:DigestValue>',
  ],
  ['an element in the digest value', REFERENCE, 'AAAA', 'AA<ds:X>AA</ds:X>'],
  ['a reference to another element', REFERENCE, '#it', '#other'],
  ['a reference without the mark', REFERENCE, '#it', 'it'],
  ['a pointer', REFERENCE, '#it', '#xpointer(/)'],
  ['a reference to the document', REFERENCE, '#it', ''],
  ['a reference to nothing', REFERENCE, ' URI="#it"', ''],
  ['a reference to a file', REFERENCE, '#it', 'file:///etc/passwd'],
])('refused: %s', (_, part, within, instead) => {
  const changed = part.replace(within, instead);
  expect(changed).not.toBe(part);
  const xml = GOOD.replace(part, () => changed);
  expect(faultOf(closed(xml))).toEqual(expect.any(String));
});

/** A root of another name ends by that name too. */
function closed(xml: string): string {
  return xml.startsWith('<ds:Sign ') ? xml.replace('</ds:Signature>', '</ds:Sign>') : xml;
}

test('an element without an ID is signed by no reference', () => {
  expect(signatureFault(readXml(GOOD.replace('#it', '#')), '')).not.toBeNull();
  expect(signatureFault(readXml(GOOD.replace('#it', '#undefined')), undefined)).not.toBeNull();
});

test('the whole document may be named only where that is said', () => {
  const whole = readXml(GOOD.replace('#it', ''));
  expect(signatureFault(whole, 'it')).not.toBeNull();
  expect(signatureFault(whole, 'it', { mayNameDocument: true })).toBeNull();
  expect(signatureFault(readXml(GOOD), undefined, { mayNameDocument: true })).not.toBeNull();
});
