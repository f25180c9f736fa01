import { beforeEach, expect, test, vi } from 'vitest';
import { checkAuthSecrets } from '@/cli/doctor/examine-auth-secret';
import { samlKeys } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { env } from '@/lib/env';
import { log } from '@/lib/log';
import type { Scope } from '@/lib/scope';
import { resealServiceKeys } from '@/lib/sso/saml/reseal-service-keys';
import { serviceKeys } from '@/lib/sso/saml/service-key-store';
import { keyId } from '@/lib/tokens';
import { testServiceKeys } from '@/tests/support/service-keys';
import { restartedWith } from '@/tests/support/settings';
import { testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

const secret = (name: string) => name.padEnd(40, '.');
const rolled = () => restartedWith({ AUTH_SECRET: `${secret('new')},${secret('old')}` });
const withoutOld = () => restartedWith({ AUTH_SECRET: secret('new') });
let scope: Scope;

beforeEach(async () => {
  scope = testScope(await testUtility({ signIn: 'sso', sso: portal }));
  restartedWith({ AUTH_SECRET: secret('old') });
  await testServiceKeys(scope, 'current', 'former');
});

const sealedBy = async () => {
  const rows = await db().select().from(samlKeys);
  return [...new Set(rows.map((row) => row.sealedBy))];
};
const about = async (subject: string) =>
  (await checkAuthSecrets()).filter((finding) => finding.subject === subject);

test('resealed, all keys open without the older value, and are the same', async () => {
  const before = await serviceKeys(db(), 'harbor');
  rolled();
  await resealServiceKeys();
  withoutOld();
  expect(await serviceKeys(db(), 'harbor')).toEqual(before);
});

test('keys under the newest value are not written again', async () => {
  rolled();
  await resealServiceKeys();
  const before = await db().select().from(samlKeys);
  await resealServiceKeys();
  expect(await db().select().from(samlKeys)).toEqual(before);
});

test('two servers that start at once leave every key whole', async () => {
  const before = await serviceKeys(db(), 'harbor');
  rolled();
  await Promise.all([resealServiceKeys(), resealServiceKeys()]);
  expect(await sealedBy()).toEqual([keyId(env().AUTH_SECRET[0])]);
  expect(await serviceKeys(db(), 'harbor')).toEqual(before);
});

test('a key that no value opens is left as it is, and told without what is in it', async () => {
  const warn = vi.spyOn(log(), 'warn').mockImplementation(() => undefined);
  const before = await db().select().from(samlKeys);
  withoutOld();
  await resealServiceKeys();
  expect(await db().select().from(samlKeys)).toEqual(before);
  expect(warn.mock.calls).toHaveLength(4);
  expect(warn).toHaveBeenCalledWith(
    { utility: 'harbor', purpose: 'signing', state: 'current' },
    'no value of AUTH_SECRET opens a SAML key',
  );
});

test('doctor keeps an older value as long as a SAML key needs it, and lets it go when none does', async () => {
  rolled();
  expect(await about('AUTH_SECRET, value 2')).toEqual([
    {
      state: 'warning',
      subject: 'AUTH_SECRET, value 2',
      message: 'still encrypts SAML keys of harbor',
      remedy: expect.stringContaining('start a server'),
    },
  ]);
  await resealServiceKeys();
  expect(await about('AUTH_SECRET, value 2')).toMatchObject([
    { state: 'ok', message: expect.stringContaining('may go') },
  ]);
});

test('doctor tells each key that nothing opens, and how to get out of it', async () => {
  withoutOld();
  const findings = await about('utility harbor');
  expect(findings).toHaveLength(4);
  expect(findings[0]).toMatchObject({
    state: 'fault',
    message: expect.stringContaining('SAML key for'),
    remedy: expect.stringContaining(
      'csi sso keys harbor --retire, then in the same way --new, --switch',
    ),
  });
});
