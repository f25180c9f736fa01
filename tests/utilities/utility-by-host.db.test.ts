import { beforeEach, expect, test, vi } from 'vitest';
import { utilities, utilityDomains, utilityFiles } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { applyUtilities } from '@/lib/utilities/apply-utilities';
import { checkFile } from '@/lib/utilities/file-checks';
import {
  forgetCachedUtilities,
  utilityByHost,
  utilityById,
  utilityLogo,
} from '@/lib/utilities/utility-by-host';
import { LOGO } from '@/tests/support/pictures';
import { scope } from '@/tests/utilities/sources';

let now: number;

beforeEach(async () => {
  now = 1_000_000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const logo = checkFile('brand.logo', Buffer.from(LOGO));
  if (typeof logo === 'string') throw new Error(logo);
  await applyUtilities(scope, [
    {
      document: {
        utility: 'harbor',
        name: 'Harbor Power',
        domains: ['csi.harbor.example', 'harbor.localhost:3000'],
        brand: { logo: './harbor.svg' },
      },
      files: { 'brand.logo': logo },
      secrets: {},
    },
  ]);
  forgetCachedUtilities();
});

test.each([
  'csi.harbor.example',
  'CSI.Harbor.Example',
  'csi.harbor.example.',
  'csi.harbor.example:443',
  'harbor.localhost:3000',
])('the host %s selects the utility', async (host) => {
  expect(await utilityByHost(host)).toMatchObject({ utilityId: 'harbor' });
});

test.each([
  'harbor.example',
  'harbor.localhost',
  'harbor.localhost:3001',
  'evil.csi.harbor.example',
  'csi.harbor.example:8443',
  '',
])('the host "%s" selects none', async (host) => {
  expect(await utilityByHost(host)).toBeNull();
});

test('a change arrives after five seconds, and until then nothing is asked', async () => {
  await utilityByHost('csi.harbor.example');
  expect(await utilityByHost('new.harbor.example')).toBeNull();
  await db().delete(utilityDomains);
  await db()
    .insert(utilityDomains)
    .values({ utilityId: 'harbor', domain: 'new.harbor.example', position: 0 });
  now += 4999;
  expect(await utilityByHost('new.harbor.example')).toBeNull();
  expect(await utilityByHost('csi.harbor.example')).not.toBeNull();
  now += 1;
  expect(await utilityByHost('new.harbor.example')).not.toBeNull();
  expect(await utilityByHost('csi.harbor.example')).toBeNull();
});

test('settings of another version fail with the utility and the setting named', async () => {
  await db()
    .update(utilities)
    .set({ document: { utility: 'harbor', name: 'H', domains: [] } });
  const failure = /settings of utility "harbor" do not fit this version \(domains/;
  await expect(utilityByHost('csi.harbor.example')).rejects.toThrow(failure);
  await expect(utilityById(db(), 'harbor')).rejects.toThrow(failure);
});

test('a utility is found by its id, or not at all', async () => {
  expect(await utilityById(db(), 'harbor')).toMatchObject({ name: 'Harbor Power' });
  expect(await utilityById(db(), 'summit')).toBeNull();
});

test('the logo is given out under its digest and no other', async () => {
  const digest = (await utilityById(db(), 'harbor'))?.brand.logoDigest ?? '';
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(await utilityLogo('harbor', digest)).toEqual({
    content: Buffer.from(LOGO),
    mediaType: 'image/svg+xml',
  });
  expect(await utilityLogo('harbor', '0'.repeat(64))).toBeNull();
  await db().delete(utilityFiles);
  expect(await utilityLogo('harbor', digest)).toBeNull();
});
