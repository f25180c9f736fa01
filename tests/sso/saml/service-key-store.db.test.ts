import { X509Certificate } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import { samlKeys } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { insertServiceKey, listedKeys, serviceKeys } from '@/lib/sso/saml/service-key-store';
import { testKey, testServiceKeys } from '@/tests/support/service-keys';
import { restartedWith } from '@/tests/support/settings';
import { testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

let scope: Scope;
const secret = (name: string) => name.padEnd(40, '.');
const keys = ({ utility }: Scope = scope) => serviceKeys(db(), utility.utilityId);

beforeEach(async () => {
  scope = testScope(await testUtility({ signIn: 'sso', sso: portal }));
});

test('a utility without keys signs nothing, opens nothing, and publishes nothing', async () => {
  expect(await keys()).toEqual({
    signing: null,
    decryption: [],
    published: { signing: [], encryption: [] },
  });
});

test('keys come out as they went in, each for its own purpose', async () => {
  const { signing, decryption } = await testServiceKeys(scope);
  const made = {
    signing: await testKey(scope, 'signing'),
    encryption: await testKey(scope, 'encryption'),
  };
  expect(signing?.privateKey).toBe(made.signing.privateKey);
  expect(decryption.map(({ privateKey }) => privateKey)).toEqual([made.encryption.privateKey]);
  expect(signing?.privateKey).not.toBe(decryption[0]?.privateKey);
});

test('the current key alone signs, all open, and all are published: current, next, former', async () => {
  const { signing, decryption, published } = await testServiceKeys(
    scope,
    'former',
    'next',
    'current',
  );
  const listed = await listedKeys(db(), scope.utility.utilityId);
  const certificates = (purpose: string) =>
    listed.filter((key) => key.purpose === purpose).map(({ certificate }) => certificate);
  expect(listed.map(({ purpose, state }) => `${purpose} ${state}`)).toEqual([
    'signing current',
    'signing next',
    'signing former',
    'encryption current',
    'encryption next',
    'encryption former',
  ]);
  expect(signing?.certificate).toBe(certificates('signing')[0]);
  expect(published.signing).toEqual(certificates('signing'));
  expect(published.encryption).toEqual(certificates('encryption'));
  expect(decryption.map(({ certificate }) => certificate)).toEqual(published.encryption);
});

test('a next key signs nothing while there is no current one', async () => {
  expect((await testServiceKeys(scope, 'next')).signing).toBeNull();
});

test('a list of keys holds no private key, encrypted or not', async () => {
  await testServiceKeys(scope);
  for (const key of await listedKeys(db(), scope.utility.utilityId)) {
    expect(Object.keys(key).sort()).toEqual([
      'certificate',
      'createdAt',
      'expiresAt',
      'isUsable',
      'keyId',
      'purpose',
      'state',
    ]);
    expect(key.expiresAt).toEqual(new Date(new X509Certificate(key.certificate).validTo));
  }
});

test('what the database keeps of a private key is not readable', async () => {
  await testServiceKeys(scope);
  for (const { sealedKey } of await db().select().from(samlKeys)) {
    expect(sealedKey.toString('latin1')).not.toContain('PRIVATE KEY');
  }
});

test('an encrypted key opens at its own place only: not at another utility, nor as another key', async () => {
  await testServiceKeys(scope);
  const other = testScope(await testUtility({ utility: 'valley', signIn: 'sso', sso: portal }));
  await testServiceKeys(other);
  const [stolen] = await db()
    .select()
    .from(samlKeys)
    .where(eq(samlKeys.utilityId, other.utility.utilityId));
  await db()
    .update(samlKeys)
    .set({ sealedKey: stolen?.sealedKey })
    .where(eq(samlKeys.utilityId, scope.utility.utilityId));
  expect(await keys()).toMatchObject({ signing: null, decryption: [] });
  expect((await keys(other)).signing).not.toBeNull();
});

test('a key under an older value of AUTH_SECRET opens as long as the value is there', async () => {
  restartedWith({ AUTH_SECRET: secret('old') });
  await testServiceKeys(scope);
  restartedWith({ AUTH_SECRET: `${secret('new')},${secret('old')}` });
  expect((await keys()).signing).not.toBeNull();
});

test('a key that nothing opens is not given out to encrypt for, and what it signed stays verifiable', async () => {
  restartedWith({ AUTH_SECRET: secret('old') });
  await testServiceKeys(scope);
  restartedWith({ AUTH_SECRET: secret('new') });
  const { signing, decryption, published } = await keys();
  expect(signing).toBeNull();
  expect(decryption).toEqual([]);
  expect(published.encryption).toEqual([]);
  expect(published.signing).toHaveLength(1);
});

test('there is one key a purpose and state, whatever a program does', async () => {
  await testServiceKeys(scope);
  const key = await testKey(scope, 'signing');
  await expect(
    insertServiceKey(db(), scope.utility.utilityId, { purpose: 'signing', state: 'current', key }),
  ).rejects.toMatchObject({ cause: { code: '23505' } });
});
