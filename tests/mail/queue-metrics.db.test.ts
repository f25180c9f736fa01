import { beforeEach, expect, test, vi } from 'vitest';
import { db } from '@/lib/db';
import { log } from '@/lib/log';
import { measureMailQueue } from '@/lib/mail/queue-metrics';
import { metrics } from '@/lib/metrics';
import type { Scope } from '@/lib/scope';
import { deliver, queued, serve, serveWith } from '@/tests/mail/mail-room';
import { later, MINUTE, NOON, noonPlus, testScope } from '@/tests/support/test-scope';
import { testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

let scope: Scope;
let userId: string;

beforeEach(async () => {
  scope = testScope(await testUtility());
  ({ userId } = await testPerson(scope));
});

async function measured(now: Date) {
  await measureMailQueue(now);
  const { mailQueueDepth, mailQueueAge } = metrics();
  const [depth] = (await mailQueueDepth.get()).values;
  const [age] = (await mailQueueAge.get()).values;
  return { depth: depth?.value, ageSeconds: age?.value };
}

test('an empty queue has no depth and no age', async () => {
  expect(await measured(NOON)).toEqual({ depth: 0, ageSeconds: 0 });
});

test('the age is that of the mail that has waited longest, over all utilities', async () => {
  const valley = testScope(await testUtility({ utility: 'valley' }));
  const { userId: sam } = await testPerson(valley);
  await queued(later(valley, 250), sam);
  await queued(later(scope, MINUTE), userId);
  expect(await measured(noonPlus(MINUTE))).toEqual({ depth: 2, ageSeconds: 59.75 });
});

test('the age goes on through failed attempts, and ends with the mail', async () => {
  await queued(scope, userId);
  const { stop } = await serveWith({ recipient: '450 later' });
  await deliver();
  expect(await measured(noonPlus(MINUTE))).toEqual({ depth: 1, ageSeconds: 60 });
  await stop();
  await serve();
  await deliver(noonPlus(MINUTE));
  expect(await measured(noonPlus(MINUTE))).toEqual({ depth: 0, ageSeconds: 0 });
});

test('another server’s clock makes no age negative', async () => {
  await queued(later(scope, MINUTE), userId);
  expect(await measured(NOON)).toEqual({ depth: 1, ageSeconds: 0 });
});

test('while the database is away both are unknown, and known again when it is back', async () => {
  const warn = vi.spyOn(log(), 'warn').mockImplementation(() => undefined);
  const away = vi.spyOn(db(), 'select').mockImplementation(() => {
    throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
  });
  expect(await measured(NOON)).toEqual({ depth: Number.NaN, ageSeconds: Number.NaN });
  expect(warn).toHaveBeenCalledOnce();
  expect(await metrics().registry.metrics()).toMatch(/^csi_mail_queue_depth Nan$/im);
  away.mockRestore();
  expect(await measured(NOON)).toEqual({ depth: 0, ageSeconds: 0 });
});
