import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { certify, makeKey, newKeyPair } from '@/lib/sso/saml/make-certificate';
import { NOON } from '@/tests/support/test-scope';

const pair = newKeyPair(2048);
const made = async (name: string, purpose: 'signing' | 'encryption' = 'signing') =>
  certify(await pair, { name, purpose, now: NOON });
const read = ({ certificate }: { certificate: string }) => new X509Certificate(certificate);
/** Of the key usage (OID 2.5.29.15): critical, a bit string of one byte. */
const usageIn = ({ raw }: X509Certificate) => {
  const at = raw.indexOf(Buffer.from('0603551d0f0101ff0404030205', 'hex').subarray(0, 10));
  return raw.subarray(at + 12, at + 14).toString('hex');
};

test('a key has 3,072 bits, and its certificate is its own', async () => {
  const key = await makeKey({ name: 'Harbor Power', purpose: 'signing', now: NOON });
  const certificate = read(key);
  const privateKey = createPrivateKey(key.privateKey);
  expect(key.privateKey).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  expect(privateKey.asymmetricKeyType).toBe('rsa');
  expect(privateKey.asymmetricKeyDetails?.modulusLength).toBe(3072);
  expect(certificate.checkPrivateKey(privateKey)).toBe(true);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
});

test('a certificate is good from an hour ago, for five years, and says so', async () => {
  const key = await made('Harbor Power');
  const certificate = read(key);
  expect(new Date(certificate.validFrom)).toEqual(new Date('2026-03-02T11:00:00Z'));
  expect(new Date(certificate.validTo)).toEqual(new Date('2031-03-02T11:00:00Z'));
  expect(key.expiresAt).toEqual(new Date(certificate.validTo));
  expect(key.createdAt).toEqual(NOON);
});

test('made in the middle of a second, it ends at a whole one, as X.509 has them', async () => {
  const now = new Date('2026-03-02T12:00:00.987Z');
  const key = await certify(await pair, { name: 'Harbor', purpose: 'signing', now });
  expect(key.expiresAt).toEqual(new Date('2031-03-02T11:00:00.000Z'));
});

test('it is signed with SHA-256', async () => {
  const sha256WithRsa = Buffer.from('06092a864886f70d01010b', 'hex');
  expect(read(await made('Harbor')).raw.includes(sha256WithRsa)).toBe(true);
});

describe('the key usage says what alone it is for', () => {
  test('a key that signs', async () => {
    expect(usageIn(read(await made('Harbor', 'signing')))).toBe('0780');
  });
  test('a key that others encrypt with', async () => {
    expect(usageIn(read(await made('Harbor', 'encryption')))).toBe('0520');
  });
});

test.each([
  ['Harbor Power'],
  ['Société d’électricité, S.A. + "Sons"'],
  ['#0403414243'],
  ['CN=somebody, O=else'],
])('the name of a utility stands there as it is: %s', async (name) => {
  const { subject, issuer } = read(await made(name)).toLegacyObject();
  expect(subject).toEqual({ CN: name });
  expect(issuer).toEqual({ CN: name });
});

test('a name of 64 characters stands there whole, of a longer one the first 64', async () => {
  const name = `${'é'.repeat(63)}x`;
  expect(read(await made(name)).toLegacyObject().subject).toEqual({ CN: name });
  expect(read(await made(`${name}y`)).toLegacyObject().subject).toEqual({ CN: name });
});

test('serial numbers are positive, at most 20 bytes, and never the same', async () => {
  const serials = new Set<string>();
  for (let i = 0; i < 20; i += 1) serials.add(read(await made('Harbor')).serialNumber);
  expect(serials.size).toBe(20);
  for (const serial of serials) expect(serial).toMatch(/^[4-7][0-9A-F]{31}$/);
});
