import { X509Certificate } from 'node:crypto';
import { ServiceProvider } from 'samlify';
import { describe, expect, test } from 'vitest';
import { encryptionFault } from '@/lib/sso/saml/encryption-rules';
import { certify, newKeyPair } from '@/lib/sso/saml/make-certificate';
import { type ServiceDescription, serviceMetadataXml } from '@/lib/sso/saml/service-metadata-rules';
import { readXml, type XmlElement } from '@/lib/sso/saml/xml-reader';
import { attributeOf, childElements, childrenNamed, NS, textIn } from '@/lib/sso/saml/xml-tree';
import { samlAddresses } from '@/lib/sso/service-addresses-rules';
import { NOON } from '@/tests/support/test-scope';
import { portal, utilityOf } from '@/tests/support/utility-settings';

const pair = newKeyPair(2048);
const pem = async (name: string, purpose: 'signing' | 'encryption') =>
  (await certify(await pair, { name, purpose, now: NOON })).certificate;
const SIGNING = [await pem('now', 'signing'), await pem('soon', 'signing')];
const ENCRYPTION = [await pem('now', 'encryption'), await pem('soon', 'encryption')];
const addresses = samlAddresses(utilityOf({ signIn: 'sso', sso: portal }));

const written = (other: Partial<ServiceDescription> = {}) =>
  serviceMetadataXml({
    addresses,
    signsRequests: true,
    certificates: { signing: SIGNING, encryption: ENCRYPTION },
    ...other,
  });
const roleIn = (xml: string) => childElements(readXml(xml))[0] as XmlElement;
const named = (name: string, xml = written()) => childrenNamed(roleIn(xml), NS.metadata, name);
const base64 = (certificate: string) => new X509Certificate(certificate).raw.toString('base64');

test('it is strict XML, without anything that our own reader would refuse in a message', () => {
  const root = readXml(written());
  expect([root.namespace, root.name]).toEqual([NS.metadata, 'EntityDescriptor']);
  expect(attributeOf(root, 'entityID')).toBe('https://csi.harbor.example/sso/saml/metadata');
  const role = roleIn(written());
  expect([role.namespace, role.name]).toEqual([NS.metadata, 'SPSSODescriptor']);
  expect(Object.fromEntries(role.attributes)).toEqual({
    protocolSupportEnumeration: NS.protocol,
    AuthnRequestsSigned: 'true',
    WantAssertionsSigned: 'true',
  });
});

test('its parts stand in the order of the schema (Metadata §2.4.2, §2.4.4)', () => {
  expect(childElements(roleIn(written())).map(({ name }) => name)).toEqual([
    'KeyDescriptor',
    'KeyDescriptor',
    'KeyDescriptor',
    'KeyDescriptor',
    'SingleLogoutService',
    'SingleLogoutService',
    'NameIDFormat',
    'AssertionConsumerService',
  ]);
});

test('the addresses are those of the utility, each by the bindings that are understood there', () => {
  const services = [...named('SingleLogoutService'), ...named('AssertionConsumerService')];
  expect(services.map(({ attributes }) => Object.fromEntries(attributes))).toEqual([
    {
      Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect',
      Location: 'https://csi.harbor.example/sso/saml/slo',
    },
    {
      Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
      Location: 'https://csi.harbor.example/sso/saml/slo',
    },
    {
      Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
      Location: 'https://csi.harbor.example/sso/saml/acs',
      index: '0',
      isDefault: 'true',
    },
  ]);
});

test('a name for ever is asked for, and nothing that would make a portal overlook that', () => {
  expect(named('NameIDFormat').map(textIn)).toEqual([
    'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
  ]);
});

test('certificates stand in their order, each for its use, in base64 without line breaks', () => {
  const found = named('KeyDescriptor').map((key) => [attributeOf(key, 'use'), textIn(key).trim()]);
  expect(found).toEqual([
    ['signing', base64(SIGNING[0] as string)],
    ['signing', base64(SIGNING[1] as string)],
    ['encryption', base64(ENCRYPTION[0] as string)],
    ['encryption', base64(ENCRYPTION[1] as string)],
  ]);
});

describe('what a portal is told to encrypt with', () => {
  const methods = named('KeyDescriptor').map((key) =>
    childrenNamed(key, NS.metadata, 'EncryptionMethod'),
  );
  const names = methods[2]?.map((method) => attributeOf(method, 'Algorithm')) ?? [];

  test('stands with keys to encrypt for alone, AES-GCM first', () => {
    expect(methods.map(({ length }) => length)).toEqual([0, 0, 5, 5]);
    expect(names[0]).toBe('http://www.w3.org/2009/xmlenc11#aes256-gcm');
  });

  test.each(names.slice(0, 4))('is accepted when it comes: %s', (content) => {
    const digest = methods[2]?.[4] && attributeOf(childElements(methods[2][4])[0], 'Algorithm');
    expect(encryptionFault(encrypted(content ?? '', names[4] ?? '', digest ?? ''))).toBeNull();
  });
});

/** An EncryptedAssertion as a portal makes it of such algorithms. */
function encrypted(content: string, key: string, digest: string): XmlElement {
  const cipher = '<e:CipherData><e:CipherValue>AAAA</e:CipherValue></e:CipherData>';
  return readXml(`
    <s:EncryptedAssertion xmlns:s="${NS.assertion}" xmlns:e="${NS.encryption}" xmlns:d="${NS.signature}"
      ><e:EncryptedData><e:EncryptionMethod Algorithm="${content}"/><d:KeyInfo><e:EncryptedKey
      ><e:EncryptionMethod Algorithm="${key}"><d:DigestMethod Algorithm="${digest}"/></e:EncryptionMethod
      >${cipher}</e:EncryptedKey></d:KeyInfo>${cipher}</e:EncryptedData></s:EncryptedAssertion>`);
}

test('before there are keys the addresses are told all the same', () => {
  const xml = written({ signsRequests: false, certificates: { signing: [], encryption: [] } });
  expect(named('KeyDescriptor', xml)).toEqual([]);
  expect(named('AssertionConsumerService', xml)).toHaveLength(1);
  expect(attributeOf(roleIn(xml), 'AuthnRequestsSigned')).toBe('false');
});

test('an address with characters of XML in it comes out as it went in', () => {
  const odd = 'https://csi.example/?a=1&b="<\'>';
  const xml = written({ addresses: { entityId: odd, consumer: odd, logout: odd } });
  expect(attributeOf(readXml(xml), 'entityID')).toBe(odd);
  expect(attributeOf(named('AssertionConsumerService', xml)[0], 'Location')).toBe(odd);
  expect(attributeOf(named('SingleLogoutService', xml)[0], 'Location')).toBe(odd);
});

test('another SAML library understands it', () => {
  const { entityMeta } = ServiceProvider({ metadata: written() });
  expect(entityMeta.getEntityID()).toBe(addresses.entityId);
  expect(entityMeta.getAssertionConsumerService('post')).toBe(addresses.consumer);
  expect(entityMeta.getSingleLogoutService('redirect')).toBe(addresses.logout);
  expect(entityMeta.getSingleLogoutService('post')).toBe(addresses.logout);
  expect(entityMeta.isAuthnRequestSigned()).toBe(true);
  expect(entityMeta.isWantAssertionsSigned()).toBe(true);
  expect(entityMeta.getX509Certificate('signing')).toEqual(SIGNING.map(base64));
  expect(entityMeta.getX509Certificate('encryption')).toEqual(ENCRYPTION.map(base64));
});
