import { beforeAll, expect, test } from 'vitest';
import { readMetadata } from '@/lib/sso/saml/metadata-rules';
import { signedMetadata } from '@/lib/sso/saml/metadata-signature';
import { KEYS_MS, makeCertificate, type TestCertificate } from '@/tests/support/certificates';
import { metadataOf, signMetadata } from '@/tests/support/saml-metadata';
import { NOON } from '@/tests/support/test-scope';

let signer: TestCertificate;
let stranger: TestCertificate;
let portal: TestCertificate;
let weak: TestCertificate;

beforeAll(async () => {
  [signer, stranger, portal, weak] = await Promise.all([
    makeCertificate({ subject: 'CN=signer.example' }),
    makeCertificate({ subject: 'CN=signer.example' }),
    makeCertificate(),
    makeCertificate({ key: 'rsa-1024' }),
  ]);
}, KEYS_MS);

const document = (changes = {}) => metadataOf({ certificates: [portal.base64], ...changes });

const faultOf = (xml: string, pinned = signer.certificate) => {
  const outcome = signedMetadata(xml, pinned);
  return outcome.kind === 'refused' ? outcome.fault : null;
};

function entityIdIn(xml: string): string | null {
  const signed = signedMetadata(xml, signer.certificate);
  if (signed.kind === 'refused') return null;
  const reading = readMetadata(signed.xml, NOON);
  return reading.kind === 'read' ? reading.provider.entityId : null;
}

const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';

test.each([
  ['of its ID', {}],
  ['of the whole document', { uri: '' }],
  ['by RSA-SHA512', { algorithm: `${MORE}rsa-sha512` }],
  ['by RSA-PSS', { algorithm: 'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1' }],
  ['over SHA-512', { digest: 'http://www.w3.org/2001/04/xmlenc#sha512' }],
])('a signature %s by the pinned certificate is taken', (_, wishes) => {
  expect(entityIdIn(signMetadata(document(), signer, wishes))).toBe(
    'https://portal.example/entity',
  );
});

test('also that of a list', () => {
  const list = `<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" ID="_list">${document()}</EntitiesDescriptor>`;
  expect(entityIdIn(signMetadata(list, signer, { uri: '#_list' }))).toBe(
    'https://portal.example/entity',
  );
});

test('comments do not belong to what is signed, before the root or in it', () => {
  const xml = `<!-- by hand -->\n${document().replace('<IDPSSO', '<!-- here --><IDPSSO')}`;
  expect(entityIdIn(signMetadata(xml, signer))).toBe('https://portal.example/entity');
});

test('while a pinned certificate is exchanged its file holds both', () => {
  const both = stranger.certificate + signer.certificate;
  expect(faultOf(signMetadata(document(), signer), both)).toBeNull();
  expect(faultOf(signMetadata(document(), stranger), both)).toBeNull();
  expect(faultOf(signMetadata(document(), portal), both)).toBe('signature');
});

test('an expired certificate is good for it: the operator pinned it, no authority', async () => {
  const old = await makeCertificate({
    notBefore: new Date('2001-01-01T00:00:00Z'),
    days: 1,
    key: stranger.privateKey,
  });
  expect(faultOf(signMetadata(document(), old), old.certificate)).toBeNull();
});

test('what is not signed is refused, or not as a whole', () => {
  expect(faultOf(document())).toBe('not_signed');
  const inner = signMetadata(document(), signer);
  const wrapped = `<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" ID="_list">${inner}</EntitiesDescriptor>`;
  expect(faultOf(wrapped)).toBe('not_signed');
});

test('whoever signs it with another key is refused, also with that key beside the signature', () => {
  const xml = signMetadata(document(), stranger);
  expect(xml).toContain('X509Certificate');
  expect(faultOf(xml)).toBe('signature');
  expect(faultOf(signMetadata(document(), portal))).toBe('signature');
});

test('what was changed afterwards is refused', () => {
  const xml = signMetadata(document(), signer);
  expect(faultOf(xml)).toBeNull();
  const entity = xml.replace('entityID="https://portal.example/entity"', 'entityID="urn:evil"');
  expect(entity).not.toBe(xml);
  expect(faultOf(entity)).toBe('signature');
  expect(faultOf(xml.replace('/sso"/>', '/evil"/>'))).toBe('signature');
  expect(faultOf(xml.replace('</IDPSSODescriptor>', '<X/></IDPSSODescriptor>'))).toBe('signature');
});

test.each([
  ['SHA-1', { digest: 'http://www.w3.org/2000/09/xmldsig#sha1' }],
  ['RSA-SHA1', { algorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' }],
])('%s is refused', (_, wishes) => {
  expect(faultOf(signMetadata(document(), signer, wishes))).toBe('signature');
});

test('a signed description inside of another does not speak for that one', () => {
  const signed = signMetadata(document(), signer);
  const signature = /<ds:Signature .*<\/ds:Signature>/.exec(signed)?.[0] ?? '';
  const plain = signed.replace(signature, '');
  // The signature moves to an outer root, which has its own ID, the same ID, or none.
  for (const id of ['ID="_evil"', 'ID="_md"', '']) {
    const evil = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:evil" ${id}>${signature}<Extensions>${plain}</Extensions></EntityDescriptor>`;
    expect(faultOf(evil)).toBe('signature');
  }
  const object = signature.replace(
    '</ds:Signature>',
    `<ds:Object>${plain}</ds:Object></ds:Signature>`,
  );
  const around = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:evil">${object}</EntityDescriptor>`;
  expect(faultOf(around)).toBe('signature');
});

test('what the signature library cannot read is refused, and throws nothing', () => {
  const named = signMetadata(document(), signer).replace('<IDPSSO', '<\u{10000}/><IDPSSO');
  expect(faultOf(named)).toBe('signature');
});

test('an ID twice, or two signatures, are refused', () => {
  const signed = signMetadata(document(), signer);
  const twice = signMetadata(document({ roleAttributes: 'xml:id="_md"' }), signer, { uri: '' });
  expect(faultOf(twice)).toBe('signature');
  const signature = /<ds:Signature .*<\/ds:Signature>/.exec(signed)?.[0] ?? '';
  expect(faultOf(signed.replace(signature, signature + signature))).toBe('signature');
});

test('a pinned certificate must have a key whose signatures are believed', () => {
  expect(faultOf(signMetadata(document(), weak), weak.certificate)).toBe('pinned_certificate');
  expect(faultOf(signMetadata(document(), signer), 'no PEM')).toBe('pinned_certificate');
});
