import { describe, expect, test } from 'vitest';
import { signingCertificate } from '@/lib/sso/saml/signing-certificate';
import { type How, keys, samlProvider } from '@/tests/support/saml-provider';
import { RSA_PSS, RSA_SHA512, SHA512 } from '@/tests/support/saml-provider/algorithms';

const provider = samlProvider();
const origin = 'https://csi.example';
const asked = {
  id: '_request',
  issuer: `${origin}/sso/saml/metadata`,
  acs: `${origin}/sso/saml/acs`,
};
const person = {
  nameId: 'jörg',
  attributes: [{ name: 'mail', values: ['jörg&co@mail.example', 'a <b> "c"'] }],
};
const both = [keys.second.base64, keys.first.base64];

const answer = (how: How = {}) => provider.respond(asked, person, how).xml;
const ofAssertion = (xml: string) => signingCertificate(xml, 'assertion', both);
const ofRoot = (xml: string) => signingCertificate(xml, 'root', both);

describe('the certificate that verifies a signature is found', () => {
  const ways: [string, How][] = [
    ['with SHA-256', {}],
    ['with SHA-512', { signature: { algorithm: RSA_SHA512, digest: SHA512 } }],
    ['with RSA-PSS', { signature: { algorithm: RSA_PSS } }],
    ['by the default namespace', { signature: { prefix: '' }, dress: { assertion: '' } }],
    ['with prefixes of the root', { dress: { declaresAtRoot: true } }],
    [
      'with a list of prefixes, of the root and of its own',
      { dress: { declaresAtRoot: true }, signature: { prefixList: 'xs saml nowhere' } },
    ],
    ['over lines', { signature: { lineEnd: '\n' } }],
    ['over lines of Windows', { signature: { lineEnd: '\r\n' } }],
    ['at the end', { signature: { place: 'last' } }],
  ];

  test.each(ways)('%s', (_, how) => {
    expect(ofAssertion(answer({ ...how, sign: 'assertion' }))).toBe(keys.first.base64);
    expect(ofRoot(answer({ ...how, sign: 'response' }))).toBe(keys.first.base64);
    expect(ofRoot(answer({ ...how, sign: 'both' }))).toBe(keys.first.base64);
  });

  test('of whichever key signs', () => {
    expect(ofAssertion(answer({ key: keys.second }))).toBe(keys.second.base64);
  });
});

describe('none is found', () => {
  test.each<[string, How]>([
    ['for the key of a stranger with the same name', { key: keys.strangers }],
    ['for a word changed', { change: { signedAssertion: (xml) => xml.replace('mail.', 'evil.') } }],
    [
      'for an element more',
      { change: { signedAssertion: (xml) => xml.replace('</saml:Assertion>', '<a/>$&') } },
    ],
    [
      'for another digest, which nobody signed',
      { signature: { signature: (xml) => xml.replace(/(DigestValue>)./, '$1=') } },
    ],
    ['for the signature of something else', { signature: { compute: () => Buffer.alloc(256, 1) } }],
    ['for an algorithm that nobody knows', { signature: { algorithm: 'urn:of:mine' } }],
    ['for a digest that nobody knows', { signature: { digest: 'urn:of:mine' } }],
    ['where there is no signature', { sign: 'neither' }],
  ])('%s', (_, how) => {
    expect(ofAssertion(answer(how))).toBeNull();
  });

  test('for a part that another signature is of', () => {
    expect(ofRoot(answer({ sign: 'assertion' }))).toBeNull();
    expect(ofAssertion(answer({ sign: 'response' }))).toBeNull();
  });

  test('where the portal has no certificate', () => {
    expect(signingCertificate(answer(), 'assertion', [])).toBeNull();
  });
});
