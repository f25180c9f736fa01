import { X509Certificate } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import {
  certificateFacts,
  certificatesInPem,
  expiryOf,
  hasIssued,
  hasUsableKey,
  readCertificate,
} from '@/lib/sso/saml/certificate-rules';
import {
  KEYS_MS,
  type KeyKind,
  makeCertificate,
  type TestCertificate,
} from '@/tests/support/certificates';
import { DAY, NOON } from '@/tests/support/test-scope';

let one: TestCertificate;
let authority: TestCertificate;
const ofKind = {} as Record<KeyKind, TestCertificate>;

beforeAll(async () => {
  authority = await makeCertificate({ subject: 'CN=authority.example' });
  for (const key of ['rsa-1024', 'rsa-2048', 'rsa-3072', 'ec-p256'] as const) {
    ofKind[key] = await makeCertificate({ key });
  }
  one = await makeCertificate({
    notBefore: NOON,
    days: 10,
    subject: 'CN=portal.example, O=Öl & Gas',
  });
}, KEYS_MS);

const certificateOf = ({ certificate }: TestCertificate) => new X509Certificate(certificate);

test('says of a certificate what people compare', () => {
  const facts = certificateFacts(one.base64);
  expect(facts.subject).not.toContain('\n');
  expect(facts.subject).toContain('CN=portal.example');
  expect(facts.sha256).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  expect(facts.expiresAt).toBe(new Date(NOON.getTime() + 10 * DAY).toISOString());
  expect(expiryOf(certificateOf(one)).toISOString()).toBe(facts.expiresAt);
});

test('reads one as metadata has it, and nothing that is none', () => {
  expect(readCertificate(` ${one.base64.replace(/.{64}/g, '$&\r\n\t')} `)?.fingerprint256).toBe(
    certificateFacts(one.base64).sha256,
  );
  for (const text of ['', 'AAAA', one.base64.slice(4), one.certificate, `${one.base64}!`]) {
    expect(readCertificate(text), text.slice(0, 20)).toBeNull();
  }
});

test('reads every certificate of a PEM file, or none where one is broken', async () => {
  const two = await makeCertificate({ key: one.privateKey });
  const both = certificatesInPem(`text\n${one.certificate}\n${two.certificate}`);
  expect(both?.map(({ raw }) => raw.toString('base64'))).toEqual([one.base64, two.base64]);
  expect(certificatesInPem('')).toBeNull();
  expect(certificatesInPem(one.privateKey)).toBeNull();
  const broken = two.certificate.replace('MI', 'AA');
  expect(certificatesInPem(one.certificate + broken)).toBeNull();
});

test.each([
  ['rsa-1024', false],
  ['rsa-2048', true],
  ['rsa-3072', true],
  ['ec-p256', false],
] as const)('believes signatures by a key of %s: %s', (key, isUsable) => {
  expect(hasUsableKey(certificateOf(ofKind[key]))).toBe(isUsable);
});

test('tells an authority by its signature, and not by its name', async () => {
  const key = one.privateKey;
  const namesake = await makeCertificate({ subject: 'CN=authority.example', key });
  const leaf = certificateOf(
    await makeCertificate({ subject: 'CN=leaf.example', key, issuer: authority }),
  );
  expect(hasIssued(certificateOf(authority), leaf)).toBe(true);
  expect(hasIssued(certificateOf(namesake), leaf)).toBe(false);
  expect(hasIssued(leaf, certificateOf(authority))).toBe(false);
  expect(hasIssued(certificateOf(authority), certificateOf(authority))).toBe(false);
});
