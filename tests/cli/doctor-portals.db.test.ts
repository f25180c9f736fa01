import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checkPortals } from '@/cli/doctor/examine-portals';
import { checkUtilities } from '@/cli/doctor/examine-utilities';
import type { Finding } from '@/cli/doctor/finding';
import { utilitySecrets } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { forgetProviders } from '@/lib/sso/oidc/forget-providers';
import { csi } from '@/tests/cli/csi';
import { startTestProvider, type TestProvider } from '@/tests/support/test-provider';

const ROLES = '{ CSR: [csi-reps], CSA: [csi-admins] }';
let provider: TestProvider;

beforeEach(async () => {
  vi.stubEnv('HARBOR_OIDC_SECRET', 'a-secret-of-the-portal');
  provider = await startTestProvider();
  forgetProviders();
});

afterEach(() => provider.stop());

async function apply({
  signIn = 'sso',
  issuer = provider.issuer,
  roles = ROLES,
  sso = true,
} = {}): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'csi-cli-'));
  const file = join(directory, 'harbor.yaml');
  const portal = `sso:
  kind: oidc
  issuer: ${issuer}
  clientId: csi
  clientSecret: \${HARBOR_OIDC_SECRET}
  roles: ${roles}
`;
  await writeFile(
    file,
    `utility: harbor
name: Harbor Power
domains: [harbor.localhost:3000]
signIn: ${signIn}
${sso ? portal : ''}`,
  );
  expect(await csi('apply', file)).toMatchObject({ status: 0 });
  await rm(directory, { recursive: true });
}

const add = (username: string, ...args: string[]) => {
  const fields = ['--username', username, '--email', `${username}@h.example`];
  return csi(
    'user',
    'add',
    '--utility',
    'harbor',
    '--full-name',
    `Full ${username}`,
    ...fields,
    ...args,
  );
};

const only = (findings: Finding[]): Finding => {
  expect(findings).toHaveLength(1);
  return findings[0] as Finding;
};

test('a portal that answers and fits is well', async () => {
  await apply();
  expect(await checkPortals()).toEqual([
    { state: 'ok', subject: 'portal of harbor', message: `${provider.issuer} answers, and fits` },
  ]);
});

test('one that says nothing of PKCE and client authentication is well too', async () => {
  provider.document({
    code_challenge_methods_supported: undefined,
    token_endpoint_auth_methods_supported: undefined,
  });
  await apply();
  expect(only(await checkPortals())).toMatchObject({ state: 'ok' });
});

test('one that is away is a fault that says what to check, and fails the doctor', async () => {
  provider.setAway(true);
  await apply();
  const finding = only(await checkPortals());
  expect(finding).toMatchObject({ state: 'fault', subject: 'portal of harbor' });
  expect(finding.message).toContain('unreachable');
  expect(finding.remedy).toContain('sso.issuer');
  const { status, out } = await csi('doctor');
  expect(status).toBe(1);
  expect(out).toMatch(/^fault +portal of harbor: .*\n +→ check sso\.issuer/m);
});

test.each<[string, () => void, RegExp, RegExp]>([
  [
    'describes another issuer',
    () => provider.document({ issuer: 'https://other.example' }),
    /issuer: is another one/,
    /exactly as the portal itself names it/,
  ],
  [
    'has no description',
    () =>
      provider.answerWith('/.well-known/openid-configuration', (_, response) => {
        response.writeHead(404).end('<h1>Nothing here</h1>');
      }),
    /status 404/,
    /\.well-known\/openid-configuration/,
  ],
  [
    'advertises plain PKCE alone',
    () => provider.document({ code_challenge_methods_supported: ['plain'] }),
    /PKCE without S256/,
    /S256/,
  ],
  [
    'takes no client secret',
    () => provider.document({ token_endpoint_auth_methods_supported: ['private_key_jwt'] }),
    /only private_key_jwt/,
    /client_secret_basic or client_secret_post/,
  ],
  [
    'signs with a shared secret alone',
    () => provider.document({ id_token_signing_alg_values_supported: ['HS256'] }),
    /HS256 only/,
    /RS256/,
  ],
  [
    'publishes no key that can be used',
    () =>
      provider.answerWith('/jwks', (_, response) => {
        response.end(JSON.stringify({ keys: [{ kty: 'oct', k: 'AAAA' }] }));
      }),
    /^its keys: .*none can be used/,
    /RSA keys of 2,048 bits/,
  ],
  [
    'has no keys where it says',
    () =>
      provider.answerWith('/jwks', (_, response) => {
        response.writeHead(500).end();
      }),
    /^its keys: .*status 500/,
    /ask who runs the portal/,
  ],
])('one that %s is a fault', async (_, lie, message, remedy) => {
  lie();
  await apply();
  expect(only(await checkPortals())).toEqual({
    state: 'fault',
    subject: 'portal of harbor',
    message: expect.stringMatching(message),
    remedy: expect.stringMatching(remedy),
  });
});

test('without any mapped role nobody gets in, which is a fault', async () => {
  await apply({ roles: '{}' });
  expect(only(await checkPortals())).toMatchObject({
    state: 'fault',
    message: 'none of its groups gives a role, so nobody gets in',
  });
});

test('without a group of administrators it warns', async () => {
  await apply({ roles: '{ CSR: [csi-reps] }' });
  expect(only(await checkPortals())).toMatchObject({
    state: 'warning',
    remedy: expect.stringContaining('sso.roles.CSA'),
  });
});

test('a client secret that is gone is a fault', async () => {
  await apply();
  await db().delete(utilitySecrets).where(eq(utilitySecrets.utilityId, 'harbor'));
  expect(only(await checkPortals())).toMatchObject({
    state: 'fault',
    message: 'has no client secret',
    remedy: "apply the utility's YAML again",
  });
});

test('a client secret that no AUTH_SECRET opens is a fault of its own', async () => {
  await apply();
  await db().update(utilitySecrets).set({ keyId: 'forgotten' });
  expect((await csi('doctor')).out).toMatch(
    /^fault +utility harbor: sso\.clientSecret cannot be read.*\n +→ put the older value back/m,
  );
});

test('of a portal that nobody signs in at yet everything is a warning', async () => {
  provider.setAway(true);
  await apply({ signIn: 'standalone', roles: '{}' });
  expect((await checkPortals()).map(({ state }) => state)).toEqual(['warning', 'warning']);
});

test('a utility without a portal is not asked about one', async () => {
  await apply({ signIn: 'standalone', sso: false });
  expect(await checkPortals()).toEqual([]);
});

test('an only administrator who is the portal’s is warned of, and a second one ends that', async () => {
  await apply();
  await add('dana', '--role', 'CSA', '--sso');
  expect(only(await checkPortals())).toMatchObject({
    state: 'warning',
    message: 'Full dana is the only Customer Service Administrator, as long as the portal says so',
  });
  await add('erin', '--role', 'CSA', '--sso');
  expect(only(await checkPortals())).toMatchObject({ state: 'ok' });
});

test.each([
  ['standalone', [], /--role CSA …$/],
  ['both', [], /--role CSA --sso …$/],
  ['sso', ['--sso'], /--role CSA --sso …$/],
])('at %s somebody must administer who can sign in there', async (signIn, how, remedy) => {
  await apply({ signIn });
  await add('sam', '--role', 'CSR', ...how);
  expect(only(await checkUtilities())).toEqual({
    state: 'warning',
    subject: 'utility harbor',
    message: 'has no active Customer Service Administrator who can sign in',
    remedy: expect.stringMatching(remedy),
  });
  await add('dana', '--role', 'CSA', ...how);
  expect(only(await checkUtilities())).toMatchObject({ state: 'ok' });
});

test('an administrator whose way in was closed is none', async () => {
  await apply({ signIn: 'both' });
  await add('dana', '--role', 'CSA');
  expect(only(await checkUtilities())).toMatchObject({ state: 'ok' });
  await apply({ signIn: 'sso' });
  expect(only(await checkUtilities())).toMatchObject({ state: 'warning' });
});
