import { describe, expect, test } from 'vitest';
import { SignedXml } from 'xml-crypto';
import { decrypt } from 'xml-encryption';
import { type How, keys, type SamlPerson, samlProvider } from '@/tests/support/saml-provider';
import {
  AES128_CBC,
  AES128_GCM,
  AES256_CBC,
  AES256_GCM,
  ENVELOPED,
  INCLUSIVE,
  RSA_PSS,
  RSA_SHA1,
  RSA_SHA512,
  SHA512,
} from '@/tests/support/saml-provider/algorithms';
import { redirectAddress } from '@/tests/support/saml-provider/redirect';

const asked = { id: '_r', issuer: 'https://sp.example', acs: 'https://sp.example/acs' };
const person: SamlPerson = {
  nameId: "jö'rg & <co>",
  attributes: [{ name: 'cn', values: ['Jörg "&" O\'Neil', '  a\n b\t'] }],
};
const provider = samlProvider();

describe('a library that the provider was not written with verifies', () => {
  test.each<[string, How]>([
    ['an assertion', { sign: 'assertion' }],
    ['a response', { sign: 'response' }],
    ['both', { sign: 'both' }],
    ['the default namespace', { sign: 'both', dress: { assertion: '', protocol: '' } }],
    ['no prefix of the signature', { signature: { prefix: '' } }],
    ['typed values', { dress: { valueType: 'xs:string' }, signature: { prefixList: 'xs' } }],
    ['namespaces from above', { sign: 'both', dress: { declaresAtRoot: true, lineEnd: '\n' } }],
    ['RSA-SHA512', { signature: { algorithm: RSA_SHA512, digest: SHA512 } }],
    ['RSA-PSS', { signature: { algorithm: RSA_PSS } }],
    ['RSA-SHA1, which the product must not', { signature: { algorithm: RSA_SHA1 } }],
    [
      'inclusive canonicalisation, which the product must not',
      {
        sign: 'response',
        signature: { canonicalization: INCLUSIVE, transforms: [ENVELOPED, INCLUSIVE] },
      },
    ],
    ['a value in lines', { signature: { lineEnd: '\n' } }],
    ['a signature at the end', { signature: { place: 'last' } }],
  ])('%s', (_, how) => {
    const { xml } = provider.respond(asked, person, how);
    const signatures = signaturesIn(xml);
    expect(signatures).toHaveLength(how.sign === 'both' ? 2 : 1);
    for (const signature of signatures) expect(verifies(xml, signature)).toBe(true);
    const forged = xml.replace('Neil', 'neil');
    for (const signature of signatures) expect(verifies(forged, signature)).toBe(false);
  });

  function signaturesIn(xml: string): string[] {
    return xml.match(/<((?:ds:)?Signature) .*?<\/\1>/gs) ?? [];
  }

  function verifies(xml: string, signature: string): boolean {
    const verifier = new SignedXml({ publicCert: keys.first.certificate });
    verifier.loadSignature(signature);
    try {
      return verifier.checkSignature(xml);
    } catch {
      return false;
    }
  }
});

test.each([AES128_CBC, AES256_CBC, AES128_GCM, AES256_GCM])(
  'such a library opens what is encrypted by %s',
  async (algorithm) => {
    const certificate = keys.service.certificate;
    const { xml } = provider.respond(asked, person, { encrypt: { certificate, algorithm } });
    expect(xml).not.toContain('NameID');
    const data = /<xenc:EncryptedData.*<\/xenc:EncryptedData>/s.exec(xml)?.[0] ?? '';
    const key = keys.service.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const opened = await new Promise((resolve, reject) =>
      decrypt(data, { key }, (error, result) => (error ? reject(error) : resolve(result))),
    );
    expect(opened).toMatch(/^<saml:Assertion .*<\/saml:Assertion>$/s);
  },
);

test('a redirected message is read, and believed only with the right key and untouched', () => {
  const xml = provider.logoutRequest(
    { nameId: { value: 'a' }, sessionIndexes: ['s'] },
    { target: 'https://sp.example/slo' },
  );
  const { privateKey } = keys.first;
  const address = redirectAddress(
    'https://sp.example/slo',
    'SAMLRequest',
    xml,
    'there',
    privateKey,
  );
  const read = provider.readRequest(address);
  expect(read).toMatchObject({
    kind: 'LogoutRequest',
    issuer: provider.entityId,
    nameId: 'a',
    sessionIndexes: ['s'],
    relayState: 'there',
  });
  expect(read.isSignedBy(keys.first.certificate)).toBe(true);
  expect(read.isSignedBy(keys.second.certificate)).toBe(false);
  address.searchParams.set('RelayState', 'elsewhere');
  expect(provider.readRequest(address).isSignedBy(keys.first.certificate)).toBe(false);
});
