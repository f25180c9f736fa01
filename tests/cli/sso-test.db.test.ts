import { expect, test } from 'vitest';
import { ssoTestLinks } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { isTestLinkGood } from '@/lib/sso/test-links';
import { csi } from '@/tests/cli/csi';
import { testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';
import { portal, type Settings } from '@/tests/support/utility-settings';

const sso: Settings['sso'] = {
  kind: 'oidc',
  issuer: 'https://portal.example',
  clientId: 'csi',
  clientSecret: `\${SECRET}`,
};

const ADDRESS = /^https:\/\/csi\.harbor\.example\/sso\/test\?link=([\w-]{43})$/;

test('sso test gives an address that begins a test, and says until when', async () => {
  const utility = await testUtility({ signIn: 'sso', sso, timeZone: 'America/New_York' });
  const { status, out, err } = await csi('sso', 'test', 'harbor');
  expect({ status, err }).toEqual({ status: 0, err: '' });
  const [address = '', until] = out.split('\n');
  expect(until).toMatch(/^Good for one test, until .* at \d\d:\d\d \(America\/New_York\)\.$/);
  const link = ADDRESS.exec(address)?.[1] ?? '';
  const scope = { ...testScope(utility), now: () => new Date() };
  expect(await isTestLinkGood(scope, link)).toBe(true);
});

test('sso test gives one for a portal that speaks SAML too, whether its metadata was read or not', async () => {
  const utility = await testUtility({ signIn: 'sso', sso: portal });
  const { status, out, err } = await csi('sso', 'test', 'harbor');
  expect({ status, err }).toEqual({ status: 0, err: '' });
  const link = ADDRESS.exec(out.split('\n')[0] ?? '')?.[1] ?? '';
  const scope = { ...testScope(utility), now: () => new Date() };
  expect(await isTestLinkGood(scope, link)).toBe(true);
});

test('sso test --json says the same to a program', async () => {
  await testUtility({ signIn: 'both', sso });
  const { status, out } = await csi('sso', 'test', 'harbor', '--json');
  expect(status).toBe(0);
  expect(JSON.parse(out)).toEqual({
    utility: 'harbor',
    address: expect.stringMatching(ADDRESS),
    expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  });
});

test.each([
  ['there is no such utility', 'nowhere', {}, /There is no utility "nowhere"/],
  ['nobody signs in at a portal', 'harbor', {}, /by passwords alone/],
  ['the portal is set, and not in use', 'harbor', { sso }, /by passwords alone/],
  ['a SAML portal is set, and not in use', 'harbor', { sso: portal }, /by passwords alone/],
] as const)('sso test makes no link where %s, and says so', async (_, id, settings, said) => {
  await testUtility(settings);
  const { status, out, err } = await csi('sso', 'test', id);
  expect({ status, out }).toEqual({ status: 1, out: '' });
  expect(err).toMatch(said);
  expect(await db().select().from(ssoTestLinks)).toEqual([]);
});
