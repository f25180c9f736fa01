import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { samlKeys } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { csi } from '@/tests/cli/csi';
import { restartedWith } from '@/tests/support/settings';

const oidc = `
  kind: oidc
  issuer: https://id.harbor.example
  clientId: csi-harbor
  clientSecret: \${HARBOR_OIDC_SECRET}
`;
const SECRET = 'a-secret-of-the-portal';

async function apply(settings: string): Promise<void> {
  vi.stubEnv('HARBOR_OIDC_SECRET', SECRET);
  const directory = await mkdtemp(join(tmpdir(), 'csi-cli-'));
  const file = join(directory, 'harbor.yaml');
  await writeFile(
    file,
    `utility: harbor\nname: Harbor Power\ndomains: [csi.harbor.example, old.harbor.example]\n${settings}`,
  );
  expect(await csi('apply', file)).toMatchObject({ status: 0 });
  await rm(directory, { recursive: true });
}

const show = (...args: string[]) => csi('sso', 'show', ...args);

test('show prints what the identity engineer copies, a line each, and no secret', async () => {
  await apply(`signIn: both\nsso:${oidc}`);
  const { status, out } = await show('harbor');
  expect(status).toBe(0);
  expect(out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['AT THE PORTAL', 'VALUE'],
    ['Redirect URI', 'https://csi.harbor.example/api/auth/callback/portal'],
    ['Initiate login URI', 'https://csi.harbor.example/sso/oidc/initiate'],
    ['Post-logout redirect URI', 'https://csi.harbor.example/sso/oidc/signed-out'],
    ['Back-channel logout URI', 'https://csi.harbor.example/sso/oidc/backchannel-logout'],
    ['Grant type', 'authorization_code'],
    ['Response type', 'code'],
    ['PKCE', 'S256'],
    ['Scopes', 'openid profile email'],
    ['Client authentication', 'client_secret_basic client_secret_post'],
    ['ID token signing, one of', expect.stringMatching(/^RS256 .*ES256/)],
    ['Issuer (sso.issuer)', 'https://id.harbor.example'],
    ['Client id (sso.clientId)', 'csi-harbor'],
  ]);
  expect(out).not.toContain(SECRET);
});

test('show --json has the same for programs', async () => {
  await apply(`signIn: sso\nsso:${oidc}`);
  const { out } = await show('harbor', '--json');
  expect(JSON.parse(out)).toMatchObject({
    utility: 'harbor',
    issuer: 'https://id.harbor.example',
    clientId: 'csi-harbor',
    redirectUri: 'https://csi.harbor.example/api/auth/callback/portal',
    scopes: ['openid', 'profile', 'email'],
  });
  expect(out).not.toContain(SECRET);
});

test('show serves a utility that no portal knows yet, since registering takes its addresses', async () => {
  await apply('');
  const { status, out } = await show('harbor');
  expect(status).toBe(0);
  expect(out).toContain('https://csi.harbor.example/api/auth/callback/portal');
  expect(out).toMatch(/^Issuer \(sso\.issuer\) +not set yet$/m);
});

const saml = 'signIn: sso\nsso: { kind: saml, metadata: https://portal.example/metadata }\n';

test('show prints for a SAML portal what its engineer copies, a line each', async () => {
  await apply(saml);
  const { status, out } = await show('harbor');
  expect(status).toBe(0);
  const fingerprint = expect.stringMatching(
    /^([0-9A-F]{2}:){31}[0-9A-F]{2}, until \d{4}-\d\d-\d\d$/,
  );
  expect(out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['AT THE PORTAL', 'VALUE'],
    ['Metadata', 'https://csi.harbor.example/sso/saml/metadata'],
    ['Entity ID, audience', 'https://csi.harbor.example/sso/saml/metadata'],
    ['Assertion consumer service (ACS)', 'https://csi.harbor.example/sso/saml/acs'],
    ['ACS binding', 'HTTP-POST'],
    ['Single logout service (SLO)', 'https://csi.harbor.example/sso/saml/slo'],
    ['SLO bindings', 'HTTP-Redirect HTTP-POST'],
    ['NameID format', 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'],
    ['Requests', 'HTTP-Redirect, signed, RSA with SHA-256'],
    ['Assertions', 'signed, RSA with SHA-256 or SHA-512'],
    ['Encryption, one of', 'aes256-gcm aes128-gcm aes256-cbc aes128-cbc rsa-oaep-mgf1p'],
    ['Certificate we sign with (current)', fingerprint],
    ['Certificate to encrypt for us (current)', fingerprint],
  ]);
});

test('show --json has the same of SAML for programs, with the certificates and no private key', async () => {
  await apply(saml.replace('metadata:', 'signRequests: false, metadata:'));
  const { out } = await show('harbor', '--json');
  expect(JSON.parse(out)).toMatchObject({
    utility: 'harbor',
    entityId: 'https://csi.harbor.example/sso/saml/metadata',
    assertionConsumerService: 'https://csi.harbor.example/sso/saml/acs',
    authnRequestsSigned: false,
    wantAssertionsSigned: true,
    certificates: [
      { purpose: 'signing', certificate: expect.stringContaining('BEGIN CERTIFICATE') },
      { purpose: 'encryption' },
    ],
  });
  expect(out).not.toContain('PRIVATE');
});

test('show --saml tells the addresses of SAML before the utility has a portal', async () => {
  await apply('');
  const { status, out } = await show('harbor', '--saml');
  expect(status).toBe(0);
  expect(out).toContain('https://csi.harbor.example/sso/saml/acs');
  expect(out).toMatch(/^Metadata .*once sso\.kind: saml is applied/m);
  expect(out).toMatch(/^Certificates +none yet; applying sso\.kind: saml makes them$/m);
});

test('show tells the metadata address of a portal that is only prepared as one that answers', async () => {
  await apply(saml.replace('signIn: sso', 'signIn: standalone'));
  expect((await show('harbor')).out).toMatch(
    /^Metadata +https:\/\/csi\.harbor\.example\/sso\/saml\/metadata$/m,
  );
});

test('show says why requests are not signed: nobody wants it, there is no key, or none that opens', async () => {
  restartedWith({ AUTH_SECRET: 'old'.padEnd(40, '.') });
  const requests = async () => /^Requests +(.*)$/m.exec((await show('harbor')).out)?.[1];
  await apply(saml);
  expect(await requests()).toBe('HTTP-Redirect, signed, RSA with SHA-256');
  restartedWith({ AUTH_SECRET: 'new'.padEnd(40, '.') });
  const { out } = await show('harbor');
  expect(await requests()).toBe('HTTP-Redirect, not signed: no usable key (see: csi doctor)');
  expect(out).toMatch(/^Certificate we sign with \(current, its key cannot be opened\) /m);
  expect(JSON.parse((await show('harbor', '--json')).out)).toMatchObject({
    authnRequestsSigned: false,
    requestSigning: 'unreadable_key',
    certificates: [{ isUsable: false }, { isUsable: false }],
  });
  await apply(saml.replace('metadata:', 'signRequests: false, metadata:'));
  expect(await requests()).toBe('HTTP-Redirect, not signed');
  await apply(saml);
  await db().delete(samlKeys);
  expect(await requests()).toBe('HTTP-Redirect, not signed: no usable key');
});

test('show of an unknown utility fails and names it', async () => {
  expect(await show('nowhere')).toMatchObject({
    status: 1,
    err: 'There is no utility "nowhere"; see: csi utility list',
  });
});

test.each([[['sso', '--help']], [['sso', 'show', '--help']], [['user', 'to-sso', '--help']]])(
  '%j helps, with status 0',
  async (args) => {
    expect(await csi(...args)).toMatchObject({
      status: 0,
      out: expect.stringContaining('Usage: csi'),
      err: '',
    });
  },
);
