import { expect, test } from 'vitest';
import { utilities, utilitySecrets } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { env } from '@/lib/env';
import { encryptSecret, keyId } from '@/lib/tokens';
import { openSecret, sealedSecrets } from '@/lib/utilities/secret-store';
import { events, plansOf, source } from '@/tests/utilities/sources';

const withSecret = (secret: string) =>
  source(
    'harbor',
    {
      sso: {
        kind: 'oidc',
        issuer: 'https://portal.example',
        clientId: 'csi',
        clientSecret: `\${HARBOR_OIDC_SECRET}`,
      },
    },
    { secrets: { 'sso.clientSecret': secret } },
  );

test('a secret is stored encrypted, and neither document nor event holds it', async () => {
  await plansOf(withSecret('hunter2'));
  const [sealed] = await sealedSecrets(db());
  expect(sealed?.ciphertext.toString('latin1')).not.toContain('hunter2');
  expect(sealed && openSecret(sealed)).toBe('hunter2');
  const kept = JSON.stringify([await db().select().from(utilities), await events()]);
  expect(kept).not.toContain('hunter2');
});

test('a secret of the same value is no change; of another it is told without its value', async () => {
  await plansOf(withSecret('hunter2'));
  expect(await plansOf(withSecret('hunter2'))).toMatchObject([{ kind: 'unchanged' }]);
  expect(await plansOf(withSecret('hunter3'))).toEqual([
    { kind: 'change', utilityId: 'harbor', changes: [{ setting: 'sso.clientSecret' }] },
  ]);
  const [sealed] = await sealedSecrets(db());
  expect(sealed && openSecret(sealed)).toBe('hunter3');
});

test('a secret under an older AUTH_SECRET is encrypted under the newest, which is no change', async () => {
  await plansOf(withSecret('hunter2'));
  const [newest = '', older = ''] = env().AUTH_SECRET;
  const ciphertext = encryptSecret(older, 'harbor sso.clientSecret', 'hunter2');
  await db()
    .update(utilitySecrets)
    .set({ keyId: keyId(older), ciphertext });
  expect(await plansOf(withSecret('hunter2'))).toMatchObject([{ kind: 'reencrypt' }]);
  const [sealed] = await sealedSecrets(db());
  expect(sealed?.keyId).toBe(keyId(newest));
  expect(sealed && openSecret(sealed)).toBe('hunter2');
  expect(await events()).toHaveLength(1);
});

test('a secret that was copied to another utility does not open there', async () => {
  await plansOf(withSecret('hunter2'), source('summit'));
  await db().update(utilitySecrets).set({ utilityId: 'summit' });
  const [sealed] = await sealedSecrets(db());
  expect(sealed && openSecret(sealed)).toBeNull();
});

test('a secret that is no longer named is deleted', async () => {
  await plansOf(withSecret('hunter2'));
  await plansOf(source('harbor'));
  expect(await sealedSecrets(db())).toEqual([]);
});
