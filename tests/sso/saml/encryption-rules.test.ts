import { expect, test } from 'vitest';
import { encryptionFault } from '@/lib/sso/saml/encryption-rules';
import { readXml } from '@/lib/sso/saml/xml-reader';

const XENC = 'http://www.w3.org/2001/04/xmlenc#';
const XENC11 = 'http://www.w3.org/2009/xmlenc11#';
const cipher = '<CipherData><CipherValue>AAAA</CipherValue></CipherData>';

interface Words {
  content: string;
  keyMethod: string;
  digest: string;
  keys: string;
  info: string;
  data: string;
  beside: string;
}

function faultOf(change: Partial<Words> = {}) {
  const {
    content = `${XENC11}aes256-gcm`,
    keyMethod = `${XENC}rsa-oaep-mgf1p`,
    digest = '',
  } = change;
  const key = (id = '') =>
    `<EncryptedKey ${id}><EncryptionMethod Algorithm="${keyMethod}">${digest}</EncryptionMethod>${cipher}</EncryptedKey>`;
  const keys = change.keys ?? key();
  const info = change.info ?? `<ds:KeyInfo>${keys.replace('{key}', key('Id="_k"'))}</ds:KeyInfo>`;
  const data =
    change.data ??
    `<EncryptedData><EncryptionMethod Algorithm="${content}"/>${info}${cipher}</EncryptedData>`;
  const beside = (change.beside ?? '').replace('{key}', key('Id="_k"'));
  return encryptionFault(
    readXml(`<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"
      xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns="${XENC}">${data}${beside}</saml:EncryptedAssertion>`),
  );
}

test.each([`${XENC11}aes256-gcm`, `${XENC11}aes128-gcm`, `${XENC}aes256-cbc`, `${XENC}aes128-cbc`])(
  'content may be encrypted by %s',
  (content) => {
    expect(faultOf({ content })).toBeNull();
  },
);

test('the key may stand beside the data, which points there', () => {
  const info = '<ds:KeyInfo><ds:RetrievalMethod URI="#_k"/></ds:KeyInfo>';
  expect(faultOf({ info, beside: '{key}' })).toBeNull();
});

test('there may be sixty elements in it, and not one more', () => {
  // A usual one has ten.
  const digests = (count: number) => ({
    digest: '<ds:DigestMethod Algorithm="http://www.w3.org/2000/09/xmldsig#sha1"/>'.repeat(count),
  });
  expect(faultOf(digests(50))).toBeNull();
  expect(faultOf(digests(51))).toMatch(/more than data and a key/);
});

test('RSA-OAEP may name the digest that it has anyway', () => {
  const digest = '<ds:DigestMethod Algorithm="http://www.w3.org/2000/09/xmldsig#sha1"/>';
  expect(faultOf({ digest })).toBeNull();
});

test.each<[string, Partial<Words>, RegExp]>([
  ['3DES', { content: `${XENC}tripledes-cbc` }, /no AES/],
  ['no method', { content: '' }, /no AES/],
  ['RSA with the padding of PKCS #1 1.5', { keyMethod: `${XENC}rsa-1_5` }, /RSA-OAEP/],
  ['a key that is wrapped', { keyMethod: `${XENC}kw-aes256` }, /RSA-OAEP/],
  [
    'RSA-OAEP with a digest that would be taken for another',
    { digest: `<ds:DigestMethod Algorithm="${XENC}sha256"/>` },
    /digest/,
  ],
  ['two keys', { keys: '{key}{key}'.replace('{key}', '<EncryptedKey/>') }, /one EncryptedKey/],
  ['a key inside and one beside', { beside: '{key}' }, /one EncryptedKey/],
  ['no key', { keys: '' }, /one EncryptedKey/],
  ['no KeyInfo', { info: '' }, /one EncryptedKey/],
  [
    'a pointer to another key',
    { info: '<ds:KeyInfo><ds:RetrievalMethod URI="#_x"/></ds:KeyInfo>', beside: '{key}' },
    /something else/,
  ],
  [
    'a pointer to another place',
    {
      info: '<ds:KeyInfo><ds:RetrievalMethod URI="http://127.0.0.1/"/></ds:KeyInfo>',
      beside: '{key}',
    },
    /something else/,
  ],
  ['two pieces of data', { beside: '<EncryptedData/>' }, /one EncryptedData/],
  ['no data', { data: '' }, /one EncryptedData/],
  ['something beside', { beside: '<saml:Assertion/>' }, /beside/],
  [
    'two ciphers',
    {
      data: `<EncryptedData><EncryptionMethod Algorithm="${XENC11}aes256-gcm"/><ds:KeyInfo><EncryptedKey>${cipher}</EncryptedKey></ds:KeyInfo>${cipher}${cipher}</EncryptedData>`,
    },
    /CipherValue/,
  ],
  [
    'a cipher that is elsewhere',
    {
      data: `<EncryptedData><ds:KeyInfo><EncryptedKey>${cipher}</EncryptedKey></ds:KeyInfo><CipherData><CipherReference URI="http://127.0.0.1/"/></CipherData></EncryptedData>`,
    },
    /CipherValue/,
  ],
])('is refused: %s', (_, change, fault) => {
  expect(faultOf(change)).toMatch(fault);
});
