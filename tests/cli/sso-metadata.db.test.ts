import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { ssoSessions, utilities } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { openSession } from '@/lib/session/session-store';
import { liveProvider } from '@/lib/sso/saml/provider-store';
import { utilityById } from '@/lib/utilities/utility-by-host';
import { csi } from '@/tests/cli/csi';
import { KEYS_MS, makeCertificate, type TestCertificate } from '@/tests/support/certificates';
import { metadataServer } from '@/tests/support/metadata-server';
import { LOGO } from '@/tests/support/pictures';
import { metadataOf, signMetadata } from '@/tests/support/saml-metadata';
import { redirect } from '@/tests/support/test-provider/answers';
import { HOUR, testScope } from '@/tests/support/test-scope';
import { testUser } from '@/tests/support/test-user';

const ENTITY = 'https://portal.example/entity';

let one: TestCertificate;
let signer: TestCertificate;
let weak: TestCertificate;
let directory: string;

beforeAll(async () => {
  const notBefore = new Date();
  [one, signer, weak] = await Promise.all([
    makeCertificate({ notBefore, subject: 'CN=portal.example' }),
    makeCertificate({ notBefore, subject: 'CN=signer.example' }),
    makeCertificate({ notBefore, key: 'rsa-1024' }),
  ]);
}, KEYS_MS);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'csi-cli-'));
  onTestFinished(() => rm(directory, { recursive: true }));
});

const described = (changes: Parameters<typeof metadataOf>[0] = {}) =>
  metadataOf({ certificates: [one.base64], ...changes });

const write = (name: string, content: string) => writeFile(join(directory, name), content);

async function apply(metadata: string, rest = '', ...options: string[]) {
  await write(
    'harbor.yaml',
    `utility: harbor
name: Harbor Power
domains: [harbor.localhost:3000]
signIn: both
sso:
  kind: saml
  metadata: ${metadata}
${rest}`,
  );
  return csi('apply', join(directory, 'harbor.yaml'), ...options);
}

/** Somebody is signed in who came from that provider. */
async function openSessionFrom(entityId: string): Promise<void> {
  const utility = await utilityById(db(), 'harbor');
  if (!utility) throw new Error('There is no utility.');
  const scope = testScope(utility, { now: () => new Date() });
  const { userId } = await testUser(scope, { username: 'alice', signInMethod: 'sso' });
  const { sessionId } = await openSession(db(), scope, userId, 'sso');
  const provider = `saml:${entityId}`;
  await db().insert(ssoSessions).values({ utilityId: 'harbor', sessionId, provider, subject: 'a' });
}

const live = () => liveProvider(db(), 'harbor', new Date());

test('apply takes the metadata of a file with the settings of a new utility, and of one that changes', async () => {
  await write('portal.xml', described());
  expect(await apply('portal.xml')).toMatchObject({
    status: 0,
    out: expect.stringMatching(/^harbor: created$/m),
  });
  expect(await live()).toMatchObject({ entityId: ENTITY });
  await write(
    'portal.xml',
    described({
      services:
        described()
          .match(/<Single.*\/>/)?.[0]
          .replaceAll('portal.example', 'moved.example') ?? '',
    }),
  );
  expect(await apply('portal.xml')).toMatchObject({ status: 0 });
  expect(await live()).toMatchObject({ signInAddress: 'https://moved.example/sso' });
});

test('apply --dry-run takes nothing', async () => {
  await write('portal.xml', described());
  expect(await apply('portal.xml', '', '--dry-run')).toMatchObject({ status: 0 });
  expect(await live()).toBeNull();
  await apply('portal.xml');
  await write('portal.xml', described({ entityId: 'urn:other' }));
  expect(await apply('portal.xml', '', '--dry-run')).toMatchObject({ status: 0 });
  expect(await live()).toMatchObject({ entityId: ENTITY });
});

test.each<[string, () => string, string]>([
  ['no XML', () => '<not xml>', 'it is no XML that can be read'],
  ['no metadata', () => '<html><body/></html>', 'it is no SAML 2.0 metadata'],
  [
    'no certificate',
    () => described({ keys: '' }),
    'no certificate to verify signatures by is in it',
  ],
  [
    'run out',
    () => described({ attributes: 'validUntil="2020-01-01T00:00:00Z"' }),
    'it has run out by its own word',
  ],
])('apply refuses a file with %s at its line, and changes nothing', async (_, content, words) => {
  await write('portal.xml', described());
  await apply('portal.xml');
  await write('portal.xml', content());
  for (const options of [[], ['--dry-run']]) {
    const { status, out, err } = await apply('portal.xml', '  provision: match', ...options);
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(err).toContain(`harbor.yaml:7: sso.metadata: ${words}`);
    expect(err.split('\n')).toHaveLength(1);
  }
  expect(await live()).toMatchObject({ entityId: ENTITY });
  expect((await utilityById(db(), 'harbor'))?.sso).toMatchObject({ provision: 'create' });
});

test('apply makes nothing of a batch of which one file is bad', async () => {
  await write('portal.xml', '<x/>');
  expect(await apply('portal.xml')).toMatchObject({ status: 1 });
  expect(await db().select().from(utilities)).toEqual([]);
});

test('apply asks for the signature that the settings speak of', async () => {
  await write('signer.pem', signer.certificate);
  await write('portal.xml', described());
  const pinned = '  metadataCertificate: signer.pem';
  expect((await apply('portal.xml', pinned)).err).toContain('sso.metadata: it is not signed');
  await write('portal.xml', signMetadata(described(), one));
  expect((await apply('portal.xml', pinned)).err).toContain(
    'sso.metadata: its signature is not by',
  );
  await write('portal.xml', signMetadata(described(), signer));
  expect(await apply('portal.xml', pinned)).toMatchObject({ status: 0 });
  expect(await live()).toMatchObject({ entityId: ENTITY });
});

test('apply refuses a certificate that could not have signed, also beside an address', async () => {
  await write('signer.pem', weak.certificate);
  const { err } = await apply(
    'https://portal.example/metadata',
    '  metadataCertificate: signer.pem',
  );
  expect(err).toContain('harbor.yaml:8: sso.metadataCertificate: the certificate that must have');
});

test('a stored file that has run out since keeps no other setting from being applied', async () => {
  const soon = Date.now() + HOUR;
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const attributes = `validUntil="${new Date(soon).toISOString()}"`;
  await write('portal.xml', described({ attributes }));
  await apply('portal.xml');
  vi.setSystemTime(soon);
  expect(await live()).toBeNull();
  expect(await apply('portal.xml', '  provision: match')).toMatchObject({ status: 0 });
  expect((await utilityById(db(), 'harbor'))?.sso).toMatchObject({ provision: 'match' });
  await write('portal.xml', `${described({ attributes })}<!-- touched -->`);
  expect((await apply('portal.xml')).err).toContain('it has run out by its own word');
});

test('apply ends the sessions of a portal that is another one, and not of the same in a new file', async () => {
  await write('portal.xml', described());
  await apply('portal.xml');
  await openSessionFrom(ENTITY);
  await write('moved.xml', described({ roleAttributes: 'WantAuthnRequestsSigned="true"' }));
  expect((await apply('moved.xml')).out).not.toContain('session');
  await write('moved.xml', described({ entityId: 'urn:other' }));
  expect((await apply('moved.xml', '', '--dry-run')).out).toContain('1 open session would end');
  expect((await apply('moved.xml')).out).toContain('1 open session has ended');
});

test('refresh asks the address now and says what is live', async () => {
  const server = await metadataServer(described());
  await apply(server.address);
  const { status, out, err } = await csi('sso', 'refresh', 'harbor');
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(out).toContain('harbor: newer metadata is live');
  expect(out).toContain(ENTITY);
  expect(out).toContain('https://portal.example/sso');
  expect(out).toMatch(
    /Certificate +CN=portal\.example, until .*, SHA-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}/,
  );
  expect((await csi('sso', 'refresh', 'harbor')).out).toContain('the metadata has not changed');
  expect(server.asked).toBe(2);
});

test('refresh --json has the same for programs', async () => {
  const server = await metadataServer(described());
  await apply(server.address);
  const { out } = await csi('sso', 'refresh', 'harbor', '--json');
  expect(JSON.parse(out)).toMatchObject({
    utility: 'harbor',
    outcome: 'taken',
    live: { entityId: ENTITY, certificates: [{ subject: 'CN=portal.example' }], validUntil: null },
  });
});

test('refresh says what is wrong, and that what was live before stays so', async () => {
  const server = await metadataServer(described());
  await apply(server.address);
  server.answer = redirect('http://169.254.169.254/');
  const never = await csi('sso', 'refresh', 'harbor');
  expect(never).toMatchObject({ status: 1, out: '' });
  expect(never.err).toContain('Nobody can sign in there');
  server.answer = null;
  await csi('sso', 'refresh', 'harbor');
  server.document = described({ keys: '' });
  const { status, out, err } = await csi('sso', 'refresh', 'harbor');
  expect(status).toBe(1);
  expect(err).toContain('harbor: no certificate to verify signatures by is in it');
  expect(err).toContain('What was live before stays live');
  expect(out).toContain(ENTITY);
});

test('refresh takes another provider when it is told to, and says how', async () => {
  const server = await metadataServer(described());
  await apply(server.address);
  await csi('sso', 'refresh', 'harbor');
  server.document = described({ entityId: 'urn:other' });
  const { status, err } = await csi('sso', 'refresh', 'harbor');
  expect(status).toBe(1);
  expect(err).toContain('csi sso refresh harbor --new-provider');
  await openSessionFrom(ENTITY);
  const taken = await csi('sso', 'refresh', 'harbor', '--new-provider');
  expect(taken.out).toContain('1 open session has ended');
  expect(taken).toMatchObject({ status: 0 });
  expect(taken.out).toContain('urn:other');
});

test('refresh says of a file that it comes with apply, and of other utilities that there is none', async () => {
  await write('portal.xml', described());
  await apply('portal.xml');
  const { status, out } = await csi('sso', 'refresh', 'harbor');
  expect(status).toBe(0);
  expect(out).toContain('comes with csi apply');
  expect(out).toContain(ENTITY);
  await write(
    'valley.yaml',
    'utility: valley\nname: Valley Water\ndomains: [valley.localhost:3000]\n',
  );
  await csi('apply', join(directory, 'valley.yaml'));
  expect(await csi('sso', 'refresh', 'valley')).toMatchObject({
    status: 1,
    err: expect.stringContaining('valley has no SAML portal'),
  });
});

test('export names a provider’s metadata among the files that it did not write', async () => {
  await write('idp.xml', described());
  await write('logo.svg', LOGO);
  expect(await apply('./idp.xml', 'brand: { logo: ./logo.svg }')).toMatchObject({ status: 0 });
  expect(await csi('export', 'harbor')).toMatchObject({
    status: 0,
    out: expect.stringContaining('metadata: ./idp.xml'),
    err: 'Files not written: ./logo.svg, ./idp.xml; to write them: csi export --dir DIR',
  });
});
