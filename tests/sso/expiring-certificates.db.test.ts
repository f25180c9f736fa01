import { beforeEach, describe, expect, test, vi } from 'vitest';
import { utilityFiles } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { log } from '@/lib/log';
import { measureNow, measureWhenAsked, metrics } from '@/lib/metrics';
import type { Scope } from '@/lib/scope';
import { measureCertificates, portalCertificateRunningOut } from '@/lib/sso/expiring-certificates';
import { samlDeadlines } from '@/lib/sso/expiring-certificates-store';
import { makeCertificate } from '@/tests/support/certificates';
import { certificateUntil, knownPortal } from '@/tests/support/known-portal';
import { testServiceKeys } from '@/tests/support/service-keys';
import { DAY, later, NOON, noonPlus, SECOND, testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

let scope: Scope;

beforeEach(async () => {
  scope = testScope(await testUtility({ signIn: 'sso', sso: portal }));
});

async function pinned(days: number, utilityId = 'harbor'): Promise<void> {
  const { certificate } = await makeCertificate({ notBefore: NOON, days });
  const content = Buffer.from(certificate);
  const field = 'sso.metadataCertificate';
  await db()
    .insert(utilityFiles)
    .values({ utilityId, field, mediaType: 'application/x-pem-file', content, digest: '00' });
}

describe('what ends is read', () => {
  test('of the portal, of our keys, of the metadata’s certificate and of the description', async () => {
    const validUntil = noonPlus(9 * DAY).toISOString();
    const certificates = [
      await certificateUntil(noonPlus(DAY)),
      await certificateUntil(noonPlus(2 * DAY)),
    ];
    await knownPortal(scope, { certificates, validUntil });
    await testServiceKeys(scope);
    await pinned(3);
    const expiresAt = new Date('2031-03-02T11:00:00Z');
    expect(await samlDeadlines(db(), 'harbor')).toEqual([
      {
        utilityId: 'harbor',
        isInUse: true,
        deadlines: {
          portal: [noonPlus(DAY), noonPlus(2 * DAY)],
          service: expect.arrayContaining([
            { purpose: 'signing', state: 'current', expiresAt },
            { purpose: 'encryption', state: 'current', expiresAt },
          ]),
          metadata: [noonPlus(3 * DAY)],
          description: { validUntil: noonPlus(9 * DAY), takenAt: NOON, isRefreshed: true },
        },
      },
    ]);
  });

  test('before anything is known, as nothing', async () => {
    expect(await samlDeadlines(db())).toEqual([
      {
        utilityId: 'harbor',
        isInUse: true,
        deadlines: { portal: [], service: [], metadata: [], description: null },
      },
    ]);
  });

  test('of SAML utilities alone, each with its own', async () => {
    const valley = testScope(await testUtility({ utility: 'valley', sso: portal }));
    await testUtility({ utility: 'summit' });
    await testServiceKeys(valley);
    const found = await samlDeadlines(db());
    expect(
      found.map(({ utilityId, isInUse, deadlines }) => [
        utilityId,
        isInUse,
        deadlines.service.length,
      ]),
    ).toEqual([
      ['harbor', true, 0],
      ['valley', false, 2],
    ]);
  });
});

describe('an administrator is told', () => {
  const known = async (...inMs: number[]) =>
    knownPortal(scope, {
      certificates: await Promise.all(inMs.map((ms) => certificateUntil(noonPlus(ms)))),
    });

  test('that the portal’s last certificate runs out within thirty days, and when it has', async () => {
    await known(40 * DAY);
    expect(await portalCertificateRunningOut(later(scope, 10 * DAY - SECOND))).toBeNull();
    const announced = { expiresAt: noonPlus(40 * DAY), isOver: false };
    expect(await portalCertificateRunningOut(later(scope, 10 * DAY))).toMatchObject(announced);
    expect(await portalCertificateRunningOut(later(scope, 40 * DAY))).toMatchObject({
      isOver: true,
    });
  });

  test('nothing where a newer one is published, since nobody needs to act', async () => {
    await known(DAY, 400 * DAY);
    expect(await portalCertificateRunningOut(scope)).toBeNull();
  });

  test('nothing of what is the operator’s to mend: our own keys', async () => {
    await testServiceKeys(scope);
    expect(await portalCertificateRunningOut(later(scope, 5 * 365 * DAY))).toBeNull();
  });

  test('nothing while people sign in with passwords alone', async () => {
    await known(DAY);
    scope = testScope(await testUtility({ signIn: 'standalone', sso: portal }));
    expect(await portalCertificateRunningOut(scope)).toBeNull();
  });
});

describe('the metrics tell', () => {
  const told = async () => {
    const { values } = await metrics().samlCertificateExpiry.get();
    return values.map(({ labels, value }) => [labels.utility, labels.whose, value]);
  };

  test('how many seconds each kind of certificate lasts, less than none when it is over', async () => {
    await knownPortal(scope, { certificates: [await certificateUntil(noonPlus(DAY))] });
    await pinned(2);
    await measureCertificates(NOON);
    expect(await told()).toEqual([
      ['harbor', 'portal', 86_400],
      ['harbor', 'metadata', 2 * 86_400],
    ]);
    await measureCertificates(noonPlus(DAY + 60 * SECOND));
    expect(await told()).toContainEqual(['harbor', 'portal', -60]);
  });

  test('nothing any more of a utility that left its portal, or only prepares one', async () => {
    await knownPortal(scope, { certificates: [await certificateUntil(noonPlus(DAY))] });
    await measureCertificates(NOON);
    expect(await told()).toHaveLength(1);
    await testUtility({ signIn: 'standalone', sso: portal });
    await measureCertificates(NOON);
    expect(await told()).toEqual([]);
  });

  test('nothing that is out of date while the database is away', async () => {
    const warn = vi.spyOn(log(), 'warn').mockImplementation(() => undefined);
    await knownPortal(scope, { certificates: [await certificateUntil(noonPlus(DAY))] });
    await measureCertificates(NOON);
    const away = vi.spyOn(db(), 'select').mockImplementation(() => {
      throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
    });
    await measureCertificates(NOON);
    away.mockRestore();
    expect(await told()).toEqual([]);
    expect(warn).toHaveBeenCalledOnce();
  });

  test('it anew each time that somebody asks', async () => {
    measureWhenAsked('SAML certificates', measureCertificates);
    await knownPortal(scope, { certificates: [await certificateUntil(noonPlus(DAY))] });
    await measureNow(NOON);
    await measureNow(noonPlus(SECOND));
    expect(await told()).toEqual([['harbor', 'portal', 86_399]]);
    expect(await metrics().registry.metrics()).toContain(
      'csi_saml_certificate_expiry_seconds{utility="harbor",whose="portal"} 86399',
    );
  });
});
