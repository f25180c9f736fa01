import { describe, expect, test } from 'vitest';
import { factsOf, newEvidence, noteArrived, noteVerified } from '@/lib/sso/saml/note-evidence';
import { readXml } from '@/lib/sso/saml/xml-reader';
import { makeCertificate } from '@/tests/support/certificates';

const SAML = 'urn:oasis:names:tc:SAML:2.0:assertion';
const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
const DS = 'http://www.w3.org/2000/09/xmldsig#';

const signature = (algorithm: string, keyInfo = '') =>
  `<Signature xmlns="${DS}"><SignedInfo><SignatureMethod Algorithm="${algorithm}"/></SignedInfo>${keyInfo}</Signature>`;
const response = (inside: string) => readXml(`<Response xmlns="${PROTOCOL}">${inside}</Response>`);
const assertion = (inside: string) => readXml(`<Assertion xmlns="${SAML}">${inside}</Assertion>`);

function noted(
  ...[message, one]: [Parameters<typeof noteArrived>[1], Parameters<typeof noteArrived>[2]]
) {
  const evidence = newEvidence();
  noteArrived(evidence, message, one);
  return evidence;
}

describe('what is signed', () => {
  const [one, two] = [signature(`${DS}rsa-sha1`), signature('urn:x#rsa-sha256')];

  test.each([
    ['nothing', '', '', null],
    ['the response', two, '', { covers: 'response', algorithm: 'rsa-sha256' }],
    ['the assertion', '', one, { covers: 'assertion', algorithm: 'rsa-sha1' }],
    [
      'both, with the method of the response',
      two,
      one,
      { covers: 'both', algorithm: 'rsa-sha256' },
    ],
  ])('%s', (_, ofResponse, ofAssertion, told) => {
    const evidence = noted(response(ofResponse), assertion(ofAssertion));
    expect(evidence.signature).toEqual(told && { ...told, isVerified: false, certificate: null });
  });

  test('is told of the response also where the assertion cannot be read', () => {
    const evidence = noted(response(`${two}<EncryptedAssertion xmlns="${SAML}"/>`), null);
    expect(evidence).toMatchObject({ wasEncrypted: true, signature: { covers: 'response' } });
    expect(evidence.xml).toContain('<saml:EncryptedAssertion/>');
  });

  test.each([
    ['a signature of nothing', `<Signature xmlns="${DS}"/>`, ''],
    ['an endless algorithm', signature('x'.repeat(9000)), `${'x'.repeat(60)}…`],
    ['one that leads astray', signature('#a\u202eb'), 'a\ufffdb'],
  ])('is told of %s', (_, text, algorithm) => {
    expect(noted(response(text), null).signature).toMatchObject({ algorithm });
  });
});

test('a certificate is shown by one line that leads nobody astray', async () => {
  const { base64 } = await makeCertificate({ subject: `CN=a\u202eb, O=${'x'.repeat(600)}` });
  const { subject } = factsOf(base64);
  expect(subject).toContain('CN=a\ufffdb');
  expect(subject).toMatch(/^.{300}…$/);
});

test('what verified it takes the place of what it named', async () => {
  const [named, own] = await Promise.all(
    ['CN=named', 'CN=own'].map((subject) => makeCertificate({ subject })),
  );
  const keyInfo = `<KeyInfo><X509Data><X509Certificate>\n${named?.base64}\n</X509Certificate></X509Data></KeyInfo>`;
  const one = assertion(signature('urn:x#rsa-sha256', keyInfo));
  const evidence = noted(response(''), one);
  expect(evidence.signature).toMatchObject({
    isVerified: false,
    certificate: { subject: 'CN=named' },
  });
  const signed = assertion('<Issuer>signed</Issuer>');
  noteVerified(evidence, response(''), { arrived: one, signed }, own?.base64 ?? '');
  expect(evidence.signature).toMatchObject({
    covers: 'assertion',
    isVerified: true,
    certificate: { subject: 'CN=own' },
  });
  expect(evidence.xml).toContain('<saml:Issuer>signed</saml:Issuer>');
});
