import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { csi } from '@/tests/cli/csi';

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

test('show says of a SAML connection that it is none of OpenID Connect', async () => {
  await apply('signIn: sso\nsso: { kind: saml, metadata: https://portal.example/metadata }\n');
  expect(await show('harbor')).toEqual({
    status: 1,
    out: '',
    err: 'harbor signs in by SAML: these are the values of OpenID Connect.',
  });
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
