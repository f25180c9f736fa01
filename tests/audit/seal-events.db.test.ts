import { sql } from 'drizzle-orm';
import { beforeEach, expect, test, vi } from 'vitest';
import { recordEvent } from '@/lib/audit/record-event';
import { verifyChain } from '@/lib/audit/verify-chain';
import { db, inTransaction } from '@/lib/db';
import { log } from '@/lib/log';
import type { Scope } from '@/lib/scope';
import {
  behindTriggers,
  faultsOf,
  fillTrail,
  recordEvents,
  seal,
  sealsOf,
} from '@/tests/audit/trail';
import { NOON, testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';

let scope: Scope;

beforeEach(async () => {
  scope = testScope(await testUtility());
  await seal();
});

const waiting = async ({ utility }: Scope) => (await verifyChain(utility.utilityId, null)).waiting;

test('events are numbered from 1 without a gap, in the order in which they were written', async () => {
  await recordEvents(scope, 3);
  expect(await waiting(scope)).toBe(3);
  await seal();
  expect(await waiting(scope)).toBe(0);
  const seals = await sealsOf(scope);
  expect(seals.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  const ids = seals.map(({ event }) => event);
  expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  expect(await faultsOf(scope)).toEqual([]);
});

test('each utility has a chain of its own', async () => {
  const valley = testScope(await testUtility({ utility: 'valley' }));
  await recordEvents(scope, 2);
  await recordEvents(valley, 1);
  await seal();
  expect((await sealsOf(scope)).map(({ number }) => number)).toEqual([1, 2, 3]);
  expect((await sealsOf(valley)).map(({ number }) => number)).toEqual([1, 2]);
});

test('an event that is committed late is sealed late, though its id is smaller', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let written = () => {};
  const isWritten = new Promise<void>((resolve) => {
    written = resolve;
  });
  const late = inTransaction(async (tx) => {
    await recordEvent(tx, scope, 'user.unlocked', null, {});
    written();
    await held;
  });
  await isWritten;
  await recordEvents(scope, 1);
  await seal();
  expect(await sealsOf(scope)).toHaveLength(2);
  release();
  await late;
  await seal();
  const [, early, last] = await sealsOf(scope);
  expect(last?.event).toBeLessThan(early?.event ?? 0);
  expect(await faultsOf(scope)).toEqual([]);
});

test.each([999, 1000, 1001, 2000])('%i events that wait are all sealed by one run', async (n) => {
  await fillTrail(scope, n);
  await seal();
  expect(await sealsOf(scope)).toHaveLength(n + 1);
  expect(await waiting(scope)).toBe(0);
  expect(await faultsOf(scope)).toEqual([]);
});

test('many servers that seal at once seal every event once', async () => {
  const valley = testScope(await testUtility({ utility: 'valley' }));
  await fillTrail(scope, 2500);
  await fillTrail(valley, 1500);
  await Promise.all(Array.from({ length: 8 }, () => seal()));
  // Who finds a chain in other hands passes by; the next look finishes what came meanwhile.
  await seal();
  expect(await sealsOf(scope)).toHaveLength(2501);
  expect(await sealsOf(valley)).toHaveLength(1501);
  expect([...(await faultsOf(scope)), ...(await faultsOf(valley))]).toEqual([]);
});

test('a chain in another server’s hands is left to it', async () => {
  await recordEvents(scope, 1);
  await inTransaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(740211832, hashtext('harbor'))`);
    await seal();
    expect(await waiting(scope)).toBe(1);
  });
  await seal();
  expect(await waiting(scope)).toBe(0);
});

test('a month begins with the first seal in it, and no clock that is late goes back', async () => {
  const at = async (iso: string) => {
    await recordEvents(scope, 1);
    await seal(new Date(iso));
  };
  await at('2026-03-31T23:59:59.999Z');
  await at('2026-04-01T00:00:00.000Z');
  await at('2026-03-31T23:59:59.999Z');
  expect((await sealsOf(scope)).map(({ month }) => month)).toEqual([
    '2026-03',
    '2026-03',
    '2026-04',
    '2026-04',
  ]);
  const months = await db().execute(sql`
    select month, first_number::int as first, last_number::int as last from audit_months
    order by month`);
  expect([...months]).toEqual([
    { month: '2026-03', first: 1, last: 2 },
    { month: '2026-04', first: 3, last: 4 },
  ]);
  expect(await faultsOf(scope)).toEqual([]);
});

test('the head of a chain is told in the log when it is committed', async () => {
  const info = vi.spyOn(log(), 'info');
  await recordEvents(scope, 2);
  info.mockClear();
  await seal();
  const { sealedUpTo } = await verifyChain('harbor', null);
  expect(info).toHaveBeenCalledExactlyOnceWith(
    { utility: 'harbor', head: `3:${sealedUpTo?.hash}` },
    'audit list sealed',
  );
  info.mockClear();
  await seal();
  expect(info).not.toHaveBeenCalled();
});

test('an event that was queued twice is sealed once', async () => {
  await db().execute(sql`insert into audit_unsealed select utility_id, event_id from audit_events`);
  await recordEvents(scope, 1);
  await seal();
  expect(await sealsOf(scope)).toHaveLength(2);
  expect(await waiting(scope)).toBe(0);
});

test('an event that is gone before it was sealed holds nobody up, and stays to be seen', async () => {
  await recordEvents(scope, 2);
  const first = sql`select min(event_id) from audit_unsealed`;
  await behindTriggers(sql`delete from audit_events where event_id = (${first})`);
  await seal();
  expect(await sealsOf(scope)).toHaveLength(2);
  expect(await faultsOf(scope)).toEqual([expect.stringMatching(/^waiting_event_missing \d+$/)]);
});

test('more events that are gone than one batch holds hold nobody up either', async () => {
  await fillTrail(scope, 1_500);
  await recordEvents(scope, 1);
  await behindTriggers(sql`delete from audit_events where request_id = 'filled'`);
  await seal();
  await seal();
  expect(await sealsOf(scope)).toHaveLength(2);
});

test('a chain that cannot go on keeps no other from going on, and is told', async () => {
  const warn = vi.spyOn(log(), 'warn').mockImplementation(() => undefined);
  const valley = testScope(await testUtility({ utility: 'valley' }));
  await recordEvents(scope, 1);
  // A month that begins nowhere.
  await behindTriggers(sql`update audit_months set dropped_at = now() where utility_id = 'harbor'`);
  await seal();
  expect(await sealsOf(valley)).toHaveLength(1);
  expect(warn).toHaveBeenCalledExactlyOnceWith(
    { err: expect.any(Error), utility: 'harbor' },
    'an audit list could not be sealed',
  );
});

test('events of a utility that was removed meanwhile are not kept', async () => {
  await recordEvents(scope, 2);
  await db().execute(sql`delete from utilities`);
  await seal(NOON);
  const rows = await db().execute(sql`
    select 1 from audit_events union all select 1 from audit_unsealed
    union all select 1 from audit_seals union all select 1 from audit_months`);
  expect([...rows]).toEqual([]);
});
