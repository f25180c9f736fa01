import { beforeAll, describe, expect, test } from 'vitest';
import { certificateFacts } from '@/lib/sso/saml/certificate-rules';
import { readMetadata } from '@/lib/sso/saml/metadata-rules';
import { KEYS_MS, makeCertificate, type TestCertificate } from '@/tests/support/certificates';
import { keyOf, metadataOf, REDIRECT, servicesAt } from '@/tests/support/saml-metadata';
import { NOON } from '@/tests/support/test-scope';

const DAY = 24 * 60 * 60_000;
const later = (ms: number) => new Date(NOON.getTime() + ms);

let one: TestCertificate;
let other: TestCertificate;
/** Good until NOON + 1 day. */
let ending: TestCertificate;
let weak: TestCertificate;
let curve: TestCertificate;
let authority: TestCertificate;

beforeAll(async () => {
  [one, weak, curve, authority] = await Promise.all([
    makeCertificate(),
    makeCertificate({ key: 'rsa-1024' }),
    makeCertificate({ key: 'ec-p256' }),
    makeCertificate({ subject: 'CN=authority.example' }),
  ]);
  const key = one.privateKey;
  other = await makeCertificate({ subject: 'CN=other.example', key });
  ending = await makeCertificate({ days: 2, key });
}, KEYS_MS);

function providerIn(xml: string | Uint8Array, now = NOON) {
  const reading = readMetadata(xml, now);
  if (reading.kind === 'refused') throw new Error(`${reading.fault}: ${reading.detail}`);
  return reading.provider;
}

function faultIn(xml: string | Uint8Array, now = NOON): string | null {
  const reading = readMetadata(xml, now);
  return reading.kind === 'refused' ? reading.fault : null;
}

const good = (changes: Parameters<typeof metadataOf>[0] = {}) =>
  metadataOf({ certificates: [one.base64], ...changes });

test('says everything that a sign-in needs', () => {
  expect(providerIn(good())).toEqual({
    entityId: 'https://portal.example/entity',
    signInAddress: 'https://portal.example/sso',
    logoutAddress: 'https://portal.example/slo',
    logoutResponseAddress: 'https://portal.example/slo',
    certificates: [one.base64],
    wantsSignedRequests: false,
    validUntil: null,
  });
});

describe('the document', () => {
  test.each([
    ['nothing', ''],
    ['text', 'metadata'],
    ['HTML', '<!doctype html><title>Sign in</title>'],
    ['HTML that is XML', '<html><body/></html>'],
    ['JSON', '{"issuer":"https://portal.example"}'],
    ['cut off', '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">'],
    ['a DTD', '<!DOCTYPE x [<!ENTITY e "e">]><x>&e;</x>'],
  ])('that is %s is refused', (_, xml) => {
    expect(['not_xml', 'not_metadata']).toContain(faultIn(xml));
  });

  test('may begin with a byte order mark, as that of AD FS', () => {
    const marked = Buffer.concat([Buffer.from('efbbbf', 'hex'), Buffer.from(good())]);
    expect(faultIn(marked)).toBeNull();
    expect(faultIn(`\uFEFF${good()}`)).toBeNull();
  });

  test('in another encoding is refused', () => {
    expect(faultIn(Buffer.from(`\uFEFF${good()}`, 'utf16le'))).toBe('not_utf8');
    const latin = good({ entityId: 'urn:stra\u00dfe' });
    expect(faultIn(Buffer.from(latin, 'latin1'))).toBe('not_utf8');
    expect(faultIn(Buffer.from(latin))).toBeNull();
    expect(faultIn(`<?xml version="1.0" encoding="ISO-8859-1"?>${good()}`)).toBe('not_xml');
  });

  test('that is somebody else is refused', () => {
    const service = good().replaceAll('IDPSSODescriptor', 'SPSSODescriptor');
    expect(faultIn(service)).toBe('no_provider');
    const old = good().replace('tc:SAML:2.0:protocol', 'tc:SAML:1.1:protocol');
    expect(faultIn(old)).toBe('no_provider');
    const alsoOld = good().replace(
      '="urn:oasis:names:tc:SAML:2.0:protocol',
      '="urn:mace:shibboleth:1.0 urn:oasis:names:tc:SAML:2.0:protocol',
    );
    expect(faultIn(alsoOld)).toBeNull();
    expect(faultIn(good().replace('SAML:2.0:metadata', 'SAML:2.1:metadata'))).toBe('not_metadata');
  });

  const list = (content: string, attributes = '') =>
    `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" ${attributes}>${content}</md:EntitiesDescriptor>`;

  test('may be a list with one provider in it, and not with two', () => {
    const service = good({ entityId: 'urn:sp' }).replaceAll('IDPSSO', 'SPSSO');
    expect(faultIn(list(good()))).toBeNull();
    expect(faultIn(list(service + list(good())))).toBeNull();
    expect(faultIn(list(service))).toBe('no_provider');
    expect(faultIn(list(''))).toBe('no_provider');
    expect(faultIn(list(good() + good({ entityId: 'urn:two' })))).toBe('several_providers');
    expect(faultIn(list(good() + list(good())))).toBe('several_providers');
  });

  test('with two roles that sign people in is refused', () => {
    const role = /<IDPSSODescriptor.*<\/IDPSSODescriptor>/;
    expect(faultIn(good().replace(role, '$&$&'))).toBe('several_providers');
  });

  test('is good until its own word, or that of a list around it, runs out', () => {
    const until = (ms: number) => `validUntil="${later(ms).toISOString()}"`;
    expect(providerIn(good({ attributes: until(DAY) })).validUntil).toBe(later(DAY).toISOString());
    expect(faultIn(good({ attributes: until(DAY) }), later(DAY - 1))).toBeNull();
    expect(faultIn(good({ attributes: until(DAY) }), later(DAY))).toBe('expired');
    const sooner = list(good({ attributes: until(2 * DAY) }), until(DAY));
    expect(providerIn(sooner).validUntil).toBe(later(DAY).toISOString());
    expect(faultIn(sooner, later(DAY))).toBe('expired');
    const role = good({ attributes: until(2 * DAY), roleAttributes: until(DAY) });
    expect(providerIn(role).validUntil).toBe(later(DAY).toISOString());
    expect(faultIn(good({ attributes: 'validUntil="soon"' }))).toBe('not_metadata');
  });

  test.each([
    ['PT1H', 3600],
    ['PT15M', 900],
    ['P1DT2H3M4.5S', 93_784.5],
    ['P1Y', 365 * 86_400],
    ['P', null],
    ['PT', null],
    ['an hour', null],
    ['-PT1H', null],
  ])('asks by cacheDuration="%s" to be looked at after %s s', (written, seconds) => {
    const reading = readMetadata(good({ attributes: `cacheDuration="${written}"` }), NOON);
    expect(reading).toMatchObject({ kind: 'read', cacheSeconds: seconds });
  });
});

describe('the entity ID', () => {
  test.each(['urn:portal', 'portal', 'x'.repeat(1024), 'http://sts.example/adfs/services/trust'])(
    'may be %s',
    (entityId) => {
      expect(providerIn(good({ entityId })).entityId).toBe(entityId);
    },
  );

  test.each([
    '',
    ' ',
    'x'.repeat(1025),
    'urn:a b',
    ' urn:a',
    'urn:a&#10;',
    'urn:a\u00a0b',
    'urn:\u202eb',
  ])('may not be %j', (entityId) => {
    expect(faultIn(good({ entityId }))).toBe('entity_id');
  });

  test('is there', () => {
    expect(faultIn(good().replace(/entityID="[^"]*"/, ''))).toBe('entity_id');
  });
});

describe('addresses', () => {
  const signInAt = (location: string) =>
    good({ services: `<SingleSignOnService Binding="${REDIRECT}" Location="${location}"/>` });

  test.each([
    'https://portal.example/sso?tenant=1&amp;x=y',
    ' https://portal.example/sso ',
    'https://10.0.0.1/sso',
    'https://portal.internal/sso',
    'http://localhost:8080/sso',
    'http://127.0.0.1/sso',
  ])('of sign-in may be %s: the browser goes there', (location) => {
    const shown = location.trim().replace('&amp;', '&');
    expect(providerIn(signInAt(location)).signInAddress).toBe(shown);
  });

  test.each([
    'http://portal.example/sso',
    'http://10.0.0.1/sso',
    'https://user:secret@portal.example/sso',
    'https://portal.example/sso#part',
    'javascript:alert(1)',
    'data:text/html,x',
    '/sso',
    '',
    'https://portal.example/s so',
    `https://portal.example/${'x'.repeat(2000)}`,
  ])('of sign-in may not be %s', (location) => {
    expect(faultIn(signInAt(location))).toBe('address');
  });

  test('of sign-in must be by redirect', () => {
    const services = servicesAt('https://portal.example').replaceAll(REDIRECT, 'urn:other');
    expect(faultIn(good({ services }))).toBe('no_sign_in_address');
  });

  test('of sign-out may be missing, by other bindings only, or two', () => {
    const withLogout = (logout: string) =>
      good({
        services: `${logout}${servicesAt('https://portal.example').replace(/<SingleLogout[^>]*>/, '')}`,
      });
    expect(providerIn(withLogout(''))).toMatchObject({
      logoutAddress: null,
      logoutResponseAddress: null,
    });
    const soap =
      '<SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:SOAP" Location="http://inside/slo"/>';
    expect(providerIn(withLogout(soap)).logoutAddress).toBeNull();
    const answered = `<SingleLogoutService Binding="${REDIRECT}" Location="https://p.example/slo" ResponseLocation="https://p.example/done"/>`;
    expect(providerIn(withLogout(answered))).toMatchObject({
      logoutAddress: 'https://p.example/slo',
      logoutResponseAddress: 'https://p.example/done',
    });
    expect(
      faultIn(withLogout(answered.replace('https://p.example/done', 'http://p.example/done'))),
    ).toBe('address');
    expect(
      faultIn(withLogout(answered.replace('https://p.example/slo', 'http://p.example/slo'))),
    ).toBe('address');
  });

  test.each([
    ['true', true],
    ['1', true],
    ['false', false],
    ['0', false],
    ['', false],
  ])('WantAuthnRequestsSigned="%s" is %s', (written, wants) => {
    const roleAttributes = `WantAuthnRequestsSigned="${written}"`;
    expect(providerIn(good({ roleAttributes })).wantsSignedRequests).toBe(wants);
  });
});

describe('certificates', () => {
  test('may be several, each once, for signing or without a use', () => {
    const keys = [
      keyOf(one.base64),
      keyOf(other.base64, null),
      keyOf(one.base64, null),
      keyOf(ending.base64, 'encryption'),
    ].join('');
    expect(providerIn(good({ keys })).certificates).toEqual([one.base64, other.base64]);
  });

  test('may be wrapped over lines, indented, and with line breaks of another system', () => {
    const wrapped = one.base64.replace(/.{64}/g, '$&\r\n        ');
    const keys =
      keyOf(`\n        ${wrapped}\n      `) + keyOf(one.base64.replace(/.{76}/g, '$&\n'));
    expect(providerIn(good({ keys })).certificates).toEqual([one.base64]);
  });

  test('of other descriptors are not the portal’s', () => {
    const role = `<RoleDescriptor xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:fed="http://docs.oasis-open.org/wsfed/federation/200706" xsi:type="fed:SecurityTokenServiceType" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${keyOf(other.base64)}</RoleDescriptor>`;
    const service = `<SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${keyOf(ending.base64)}</SPSSODescriptor>`;
    const xml = good({ before: role + service });
    expect(providerIn(xml).certificates).toEqual([one.base64]);
    const bare = metadataOf({ before: role + service });
    expect(faultIn(bare)).toBe('no_certificate');
  });

  test('are needed', () => {
    expect(faultIn(good({ keys: '' }))).toBe('no_certificate');
    expect(faultIn(good({ keys: keyOf(one.base64, 'encryption') }))).toBe('no_certificate');
    const named = keyOf('x').replace(
      /<ds:X509Data>.*<\/ds:X509Data>/,
      '<ds:KeyName>k</ds:KeyName>',
    );
    expect(faultIn(good({ keys: named }))).toBe('no_certificate');
  });

  test.each(['', 'AAAA', 'no certificate', '-----BEGIN CERTIFICATE-----'])(
    'are certificates: %j beside a good one refuses both',
    (text) => {
      expect(faultIn(good({ keys: keyOf(one.base64) + keyOf(text) }))).toBe('bad_certificate');
    },
  );

  test('that are cut are none', () => {
    expect(faultIn(good({ keys: keyOf(one.base64.slice(0, -40)) }))).toBe('bad_certificate');
  });

  test('that have expired are left out, and refused alone', () => {
    const { expiresAt } = certificateFacts(ending.base64);
    const [before, at] = [new Date(Date.parse(expiresAt) - 1000), new Date(expiresAt)];
    const both = good({ certificates: [ending.base64, one.base64] });
    expect(providerIn(both, before).certificates).toEqual([ending.base64, one.base64]);
    expect(providerIn(both, at).certificates).toEqual([one.base64]);
    const alone = good({ certificates: [ending.base64] });
    expect(faultIn(alone, before)).toBeNull();
    expect(faultIn(alone, at)).toBe('expired_certificate');
  });

  test('with weak keys are left out, and refused alone', () => {
    const certificates = [weak.base64, curve.base64, one.base64];
    expect(providerIn(good({ certificates })).certificates).toEqual([one.base64]);
    expect(faultIn(good({ certificates: [weak.base64] }))).toBe('weak_key');
    expect(faultIn(good({ certificates: [curve.base64] }))).toBe('weak_key');
  });

  test('are 20 at most', () => {
    const twenty = Array.from({ length: 20 }, () => one.base64);
    expect(faultIn(good({ certificates: twenty }))).toBeNull();
    expect(faultIn(good({ certificates: [...twenty, one.base64] }))).toBe('not_metadata');
  });

  test('that renew another under the same name and key both count', async () => {
    const renewed = await makeCertificate({ key: one.privateKey, days: 700 });
    const pair = keyOf(`${one.base64}</ds:X509Certificate><ds:X509Certificate>${renewed.base64}`);
    expect(providerIn(good({ keys: pair })).certificates).toEqual([one.base64, renewed.base64]);
  });

  test('of an authority, in one chain with what it made, sign nobody in', async () => {
    const leaf = await makeCertificate({
      subject: 'CN=leaf.example',
      key: one.privateKey,
      issuer: authority,
    });
    const chain = (...links: TestCertificate[]) =>
      keyOf(links.map(({ base64 }) => base64).join('</ds:X509Certificate><ds:X509Certificate>'));
    expect(providerIn(good({ keys: chain(leaf, authority) })).certificates).toEqual([leaf.base64]);
    expect(providerIn(good({ keys: chain(authority, leaf) })).certificates).toEqual([leaf.base64]);
    expect(providerIn(good({ keys: chain(leaf, other) })).certificates).toHaveLength(2);
  });
});
