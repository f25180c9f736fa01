import { expect, test } from 'vitest';
import { demoScope } from '@/demo/seed';
import { applyDemoUtilities } from '@/demo/utilities';
import { db } from '@/lib/db';
import { oidcAddresses, samlAddresses } from '@/lib/sso/service-addresses-rules';
import { openSecret, sealedSecrets } from '@/lib/utilities/secret-store';
import { utilityById } from '@/lib/utilities/utility-by-host';

test('Valley Water is as its table says, at whatever ports, with the portal that the demo starts', async () => {
  const secrets = { ...process.env, VALLEY_OIDC_SECRET: 'what the portal knows' };
  await applyDemoUtilities(demoScope(), 3100, secrets, 4100);
  const valley = await utilityById(db(), 'valley');
  if (!valley) throw new Error('Valley Water is not there.');
  expect(valley).toMatchObject({
    name: 'Valley Water',
    domains: ['valley.localhost:3100'],
    signIn: 'both',
    session: { idleMinutes: 60 },
    passwords: { preset: 'modern' },
    sso: {
      kind: 'oidc',
      issuer: 'http://localhost:4100/oidc',
      clientId: 'csi-valley',
      provision: 'create',
      reauthAfterIdle: true,
      roles: { CSR: ['csi-reps'], CSA: ['csi-admins'] },
    },
  });
  expect(oidcAddresses(valley).redirect).toBe(
    'http://valley.localhost:3100/api/auth/callback/portal',
  );
  const [sealed] = await sealedSecrets(db(), ['valley']);
  expect(sealed && openSecret(sealed)).toBe('what the portal knows');
});

test('Summit Gas is as its table says, with the metadata of the portal that the demo starts', async () => {
  await applyDemoUtilities(demoScope(), 3100, { ...process.env, VALLEY_OIDC_SECRET: 'x' }, 4100);
  const summit = await utilityById(db(), 'summit');
  if (!summit) throw new Error('Summit Gas is not there.');
  expect(summit).toMatchObject({
    name: 'Summit Gas',
    domains: ['summit.localhost:3100'],
    signIn: 'sso',
    sso: {
      kind: 'saml',
      metadataAddress: 'http://localhost:4100/summit/metadata',
      provision: 'create',
      trustUnsolicited: false,
      signRequests: true,
      reauthAfterIdle: true,
      roles: { CSR: ['csi-reps'], CSA: ['csi-admins'] },
    },
  });
  expect(samlAddresses(summit).entityId).toBe('http://summit.localhost:3100/sso/saml/metadata');
});

test('Harbor Power has passwords alone', async () => {
  await applyDemoUtilities(demoScope(), 3000, { ...process.env, VALLEY_OIDC_SECRET: 'x' }, 4000);
  expect(await utilityById(db(), 'harbor')).toMatchObject({ signIn: 'standalone', sso: null });
});
