import { beforeEach, describe, expect, test, vi } from 'vitest';
import { db } from '@/lib/db';
import { log } from '@/lib/log';
import { measureNow, measureWhenAsked, metrics } from '@/lib/metrics';
import type { Scope } from '@/lib/scope';
import { measureSaml } from '@/lib/sso/measure-saml';
import { noteLookFault } from '@/lib/sso/saml/provider-store';
import { certificateUntil, knownPortal } from '@/tests/support/known-portal';
import { testServiceKeys } from '@/tests/support/service-keys';
import { DAY, HOUR, later, NOON, noonPlus, SECOND, testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

let scope: Scope;

beforeEach(async () => {
  scope = testScope(await testUtility({ signIn: 'sso', sso: portal }));
});

describe('of certificates the metrics tell', () => {
  const told = async () => {
    const { values } = await metrics().samlCertificateExpiry.get();
    return values.map(({ labels, value }) => [labels.utility, labels.whose, value]);
  };

  test('how many seconds each kind of certificate lasts, less than none when it is over', async () => {
    await knownPortal(scope, { certificates: [await certificateUntil(noonPlus(DAY))] });
    await testServiceKeys(scope);
    await measureSaml(NOON);
    expect(await told()).toEqual([
      ['harbor', 'portal', 86_400],
      ['harbor', 'service', (Date.parse('2031-03-02T11:00:00Z') - NOON.getTime()) / 1000],
    ]);
    await measureSaml(noonPlus(DAY + 60 * SECOND));
    expect(await told()).toContainEqual(['harbor', 'portal', -60]);
  });

  test('nothing any more of a utility that left its portal, or only prepares one', async () => {
    await knownPortal(scope, { certificates: [await certificateUntil(noonPlus(DAY))] });
    await measureSaml(NOON);
    expect(await told()).toHaveLength(1);
    await testUtility({ signIn: 'standalone', sso: portal });
    await measureSaml(NOON);
    expect(await told()).toEqual([]);
  });

  test('nothing that is out of date while the database is away', async () => {
    const warn = vi.spyOn(log(), 'warn').mockImplementation(() => undefined);
    await knownPortal(scope, { certificates: [await certificateUntil(noonPlus(DAY))] });
    await measureSaml(NOON);
    const away = vi.spyOn(db(), 'select').mockImplementation(() => {
      throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
    });
    await measureSaml(NOON);
    away.mockRestore();
    expect(await told()).toEqual([]);
    expect(warn).toHaveBeenCalledOnce();
  });

  test('it anew each time that somebody asks', async () => {
    measureWhenAsked('SAML', measureSaml);
    await knownPortal(scope, { certificates: [await certificateUntil(noonPlus(DAY))] });
    await measureNow(NOON);
    await measureNow(noonPlus(SECOND));
    expect(await told()).toEqual([['harbor', 'portal', 86_399]]);
    expect(await metrics().registry.metrics()).toContain(
      'csi_saml_certificate_expiry_seconds{utility="harbor",whose="portal"} 86399',
    );
  });
});

describe('of metadata the metrics tell', () => {
  const validity = async () => values(await metrics().samlMetadataValidity.get());
  const age = async () => values(await metrics().samlMetadataAge.get());
  const values = (gauge: { values: { labels: object; value: number }[] }) =>
    gauge.values.map(({ labels, value }) => ({ ...labels, value }));
  const measured = async (at = NOON) => {
    await measureSaml(at);
    return { validity: await validity(), age: await age() };
  };

  test('how long it is good by its own word, less than nothing when it is not any more', async () => {
    await knownPortal(scope, { validUntil: noonPlus(DAY).toISOString() });
    expect((await measured()).validity).toEqual([{ utility: 'harbor', value: 86_400 }]);
    const after = await measured(noonPlus(DAY + 60 * SECOND));
    expect(after.validity).toEqual([{ utility: 'harbor', value: -60 }]);
  });

  test('nothing of an end that it does not have', async () => {
    await knownPortal(scope);
    expect((await measured()).validity).toEqual([]);
  });

  test('how long ago its address last had something good, new or not', async () => {
    await knownPortal(scope);
    await knownPortal(later(scope, HOUR));
    expect((await measured(noonPlus(3 * HOUR))).age).toEqual([{ utility: 'harbor', value: 7200 }]);
  });

  test('the same after looks that took nothing: they do not make it younger', async () => {
    await knownPortal(scope);
    await noteLookFault(db(), 'harbor', { fault: 'timeout', dueAt: null }, noonPlus(HOUR));
    expect((await measured(noonPlus(2 * HOUR))).age).toEqual([{ utility: 'harbor', value: 7200 }]);
  });

  test('nothing of the age of a file, which comes with the settings, or before there is any', async () => {
    expect((await measured()).age).toEqual([]);
    const sso = { ...portal, metadata: './harbor-idp.xml' };
    scope = testScope(await testUtility({ signIn: 'sso', sso }));
    await knownPortal(scope, { validUntil: noonPlus(DAY).toISOString() });
    expect(await measured()).toMatchObject({ validity: [{ value: 86_400 }], age: [] });
  });

  test('nothing of a portal that is only prepared, or while the database is away', async () => {
    const warn = vi.spyOn(log(), 'warn').mockImplementation(() => undefined);
    await knownPortal(scope, { validUntil: noonPlus(DAY).toISOString() });
    expect((await measured()).age).toHaveLength(1);
    const away = vi.spyOn(db(), 'select').mockImplementation(() => {
      throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
    });
    expect(await measured()).toEqual({ validity: [], age: [] });
    away.mockRestore();
    expect(warn).toHaveBeenCalledOnce();
    scope = testScope(await testUtility({ signIn: 'standalone', sso: portal }));
    await knownPortal(scope, { validUntil: noonPlus(DAY).toISOString() });
    expect(await measured()).toEqual({ validity: [], age: [] });
  });
});
