import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { checkAuthSecrets } from '@/cli/doctor/examine-auth-secret';
import { checkPortals } from '@/cli/doctor/examine-portals';
import { samlProviders, utilityFiles } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { makeCertificate } from '@/tests/support/certificates';
import { certificateUntil, knownPortal } from '@/tests/support/known-portal';
import { testServiceKeys } from '@/tests/support/service-keys';
import { restartedWith } from '@/tests/support/settings';
import { DAY, NOON, noonPlus, testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';
import { portal, type Settings } from '@/tests/support/utility-settings';

const roles = { CSR: ['reps'], CSA: ['admins'] };
let scope: Scope;

beforeEach(async () => {
  vi.useFakeTimers({ now: NOON, toFake: ['Date'] });
  await utility();
});
afterEach(() => vi.useRealTimers());

async function utility(settings: Settings = {}, sso: object = {}): Promise<void> {
  const all = { signIn: 'sso', sso: { ...portal, roles, ...sso }, ...settings } as Settings;
  scope = testScope(await testUtility(all));
}

/** A portal that is known and whose certificates last for years, but for what is given. */
async function known(said: Parameters<typeof knownPortal>[1] = {}): Promise<void> {
  await knownPortal(scope, {
    certificates: [await certificateUntil(noonPlus(400 * DAY))],
    ...said,
  });
}

async function findings() {
  const found = await checkPortals();
  for (const { subject } of found) expect(subject).toBe('portal of harbor');
  return found.map(({ subject, ...finding }) => finding);
}

test('a portal that is known and lasts is well', async () => {
  await known();
  await testServiceKeys(scope);
  expect(await findings()).toEqual([{ state: 'ok', message: 'https://portal.example/idp fits' }]);
});

describe('metadata', () => {
  beforeEach(() => testServiceKeys(scope));

  test('that nobody has taken yet is a fault, with the reason of the last look', async () => {
    expect(await findings()).toEqual([
      {
        state: 'fault',
        message: 'its metadata has not been taken, and nobody can sign in',
        remedy: expect.stringContaining('csi sso refresh harbor'),
      },
    ]);
    await db()
      .insert(samlProviders)
      .values({ utilityId: 'harbor', source: 'x', fault: 'tls_refused' })
      .onConflictDoUpdate({ target: samlProviders.utilityId, set: { fault: 'tls_refused' } });
    expect((await findings())[0]?.message).toContain('no TLS certificate');
  });

  test('of a file is mended by another file', async () => {
    await utility({}, { metadata: './harbor-idp.xml' });
    await db().delete(samlProviders);
    expect((await findings())[0]?.remedy).toContain('another file');
  });

  test('that could not be looked at since is a warning that says what goes on', async () => {
    await known();
    await db()
      .update(samlProviders)
      .set({ fault: 'expired_certificate' })
      .where(eq(samlProviders.utilityId, 'harbor'));
    expect(await findings()).toEqual([
      {
        state: 'warning',
        message: expect.stringMatching(/every certificate in it has expired.*2026-03-02 goes on$/),
        remedy: expect.stringContaining('https://portal.example/metadata'),
      },
    ]);
  });

  test('that has run out by its own word is a fault: nobody can sign in', async () => {
    await known({ validUntil: NOON.toISOString() });
    expect(await findings()).toMatchObject([
      { state: 'fault', message: expect.stringContaining('has run out on 2026-03-02') },
    ]);
  });

  test('that will soon is a warning, where no newer one came in time', async () => {
    await utility({}, { metadata: './harbor-idp.xml' });
    await known({ validUntil: noonPlus(5 * DAY).toISOString() });
    expect(await findings()).toMatchObject([
      { state: 'warning', message: expect.stringContaining('runs out on 2026-03-07') },
    ]);
  });
});

describe('certificates', () => {
  const certificates = (...days: number[]) =>
    Promise.all(days.map((inDays) => certificateUntil(noonPlus(inDays * DAY))));

  beforeEach(() => testServiceKeys(scope));

  test('of the portal that run out are a warning, and a fault when they have', async () => {
    await known({ certificates: await certificates(29) });
    expect(await findings()).toMatchObject([
      { state: 'warning', message: expect.stringContaining('runs out on 2026-03-31') },
    ]);
    await known({ certificates: await certificates(-1) });
    expect(await findings()).toMatchObject([
      { state: 'fault', message: expect.stringContaining('has run out on 2026-03-01') },
    ]);
  });

  test('of the portal that have a successor are told, and nobody needs to act', async () => {
    await known({ certificates: await certificates(3, 400) });
    expect(await findings()).toEqual([
      { state: 'ok', message: 'https://portal.example/idp fits' },
      { state: 'ok', message: expect.stringMatching(/runs out on 2026-03-05; a newer one/) },
    ]);
  });

  test('of the metadata that run out are a warning: it is pinned by its key', async () => {
    await known();
    const { certificate } = await makeCertificate({ notBefore: noonPlus(-9 * DAY), days: 4 });
    await db()
      .insert(utilityFiles)
      .values({
        utilityId: 'harbor',
        field: 'sso.metadataCertificate',
        mediaType: 'application/x-pem-file',
        content: Buffer.from(certificate),
        digest: '00',
      });
    expect(await findings()).toMatchObject([
      { state: 'warning', message: expect.stringContaining('has run out on 2026-02-25') },
    ]);
  });

  test('of ours that run out are rolled: the next ones made, then switched to', async () => {
    await known();
    vi.setSystemTime(noonPlus(5 * 365 * DAY));
    await knownPortal(scope, {
      certificates: [await certificateUntil(noonPlus(9 * 365 * DAY))],
    });
    expect(await findings()).toMatchObject([
      { state: 'warning', remedy: 'run: csi sso keys harbor --new' },
    ]);
    await testServiceKeys(testScope(scope.utility, { now: noonPlus(5 * 365 * DAY) }), 'next');
    expect(await findings()).toMatchObject([
      { state: 'warning', remedy: expect.stringContaining('csi sso keys harbor --switch') },
    ]);
  });
});

describe('without keys', () => {
  const remedy = 'run: csi sso keys harbor --new';

  test('requests that are to be signed cannot be, which is a fault', async () => {
    await known();
    expect(await findings()).toEqual([
      { state: 'fault', message: 'there is no key to sign requests with', remedy },
    ]);
  });

  test('it is one too where the portal alone wants them signed', async () => {
    await utility({}, { signRequests: false });
    await known({ wantsSignedRequests: true });
    expect(await findings()).toMatchObject([{ state: 'fault' }]);
  });

  test('that can be opened, the remedy is a whole roll, and it can be a step on its way', async () => {
    restartedWith({ AUTH_SECRET: 'old'.padEnd(40, '.') });
    await known();
    await testServiceKeys(scope);
    restartedWith({ AUTH_SECRET: 'new'.padEnd(40, '.') });
    expect(await findings()).toEqual([
      {
        state: 'fault',
        message:
          'the key to sign requests with cannot be opened by AUTH_SECRET, and none is signed',
        remedy:
          'put the older value back at the end of AUTH_SECRET, or run: csi sso keys harbor --new, then in the same way --switch, --retire; before --switch let the portal take our metadata',
      },
    ]);
    await testServiceKeys(scope, 'next');
    expect(await findings()).toMatchObject([
      { remedy: expect.stringContaining('csi sso keys harbor --switch, then') },
    ]);
    expect(await checkAuthSecrets()).toContainEqual({
      state: 'fault',
      subject: 'utility harbor',
      message: expect.stringContaining('its current SAML key for signing cannot be read'),
      remedy: expect.stringContaining(
        'csi sso keys harbor --switch, then in the same way --retire',
      ),
    });
  });

  test('it can wait where nobody wants them signed', async () => {
    await utility({}, { signRequests: false });
    await known();
    expect(await findings()).toMatchObject([{ state: 'warning', remedy }]);
  });
});

test('of a portal that nobody signs in at yet everything is a warning', async () => {
  await utility({ signIn: 'standalone' });
  const found = await findings();
  expect(found.length).toBeGreaterThan(1);
  for (const { state } of found) expect(state).toBe('warning');
});
