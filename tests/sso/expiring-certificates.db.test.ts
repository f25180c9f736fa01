import { beforeEach, describe, expect, test } from 'vitest';
import { utilityFiles } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { portalRunningOut } from '@/lib/sso/expiring-certificates';
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
        foundGoodAt: NOON,
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
        foundGoodAt: null,
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
    expect(await portalRunningOut(later(scope, 10 * DAY - SECOND))).toEqual([]);
    const announced = { expiresAt: noonPlus(40 * DAY), isOver: false };
    expect(await portalRunningOut(later(scope, 10 * DAY))).toMatchObject([announced]);
    expect(await portalRunningOut(later(scope, 40 * DAY))).toMatchObject([{ isOver: true }]);
  });

  test('nothing where a newer one is published, since nobody needs to act', async () => {
    await known(DAY, 400 * DAY);
    expect(await portalRunningOut(scope)).toEqual([]);
  });

  test('nothing of what is the operator’s to mend: our own keys', async () => {
    await testServiceKeys(scope);
    expect(await portalRunningOut(later(scope, 5 * 365 * DAY))).toEqual([]);
  });

  test('that metadata from a file runs out by its own word (validUntil), and when it has', async () => {
    scope = testScope(
      await testUtility({ signIn: 'sso', sso: { ...portal, metadata: './harbor-idp.xml' } }),
    );
    await knownPortal(scope, { validUntil: noonPlus(40 * DAY).toISOString() });
    expect(await portalRunningOut(later(scope, 10 * DAY - SECOND))).toEqual([]);
    const announced = { whose: 'description', expiresAt: noonPlus(40 * DAY), isOver: false };
    expect(await portalRunningOut(later(scope, 10 * DAY))).toMatchObject([announced]);
    expect(await portalRunningOut(later(scope, 40 * DAY))).toMatchObject([{ isOver: true }]);
  });

  test('nothing of metadata from an address before half of its time has passed', async () => {
    await knownPortal(scope, { validUntil: noonPlus(4 * DAY).toISOString() });
    expect(await portalRunningOut(later(scope, 2 * DAY - SECOND))).toEqual([]);
    expect(await portalRunningOut(later(scope, 2 * DAY))).toHaveLength(1);
  });

  test('nothing while people sign in with passwords alone', async () => {
    await known(DAY);
    scope = testScope(await testUtility({ signIn: 'standalone', sso: portal }));
    expect(await portalRunningOut(scope)).toEqual([]);
  });
});
