import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { verifyChain } from '@/lib/audit/verify-chain';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { behindTriggers, faultsOf, fillTrail, recordEvents, seal } from '@/tests/audit/trail';
import { NOON, testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';

let scope: Scope;

/** Five events, sealed; numbers and ids from 1. */
beforeEach(async () => {
  scope = testScope(await testUtility());
  await recordEvents(scope, 4);
  await seal();
});

test('a list that nobody touched has no faults, up to its last number and time', async () => {
  expect(await verifyChain('harbor', null)).toEqual({
    utilityId: 'harbor',
    sealedUpTo: { number: 5n, hash: expect.stringMatching(/^[0-9a-f]{64}$/), at: NOON },
    waiting: 0,
    waitingSince: null,
    droppedMonths: [],
    faults: [],
    faultCount: 0,
  });
});

test('a list with nothing in it has no faults', async () => {
  expect(await verifyChain('nowhere', null)).toMatchObject({ sealedUpTo: null, faultCount: 0 });
});

describe('what somebody did behind the triggers is found', () => {
  test.each<[string, ReturnType<typeof sql>, string[]]>([
    [
      'changed details',
      sql`update audit_events set details = '{"failedAttempts": 9}' where event_id = 3`,
      ['changed 3 3'],
    ],
    [
      'a time that was moved by a millisecond',
      sql`update audit_events set at = at + interval '1 ms' where event_id = 3`,
      ['changed 3 3'],
    ],
    [
      'another name',
      sql`update audit_events set subject_name = 'samlee' where event_id = 5`,
      ['changed 5 5'],
    ],
    [
      'a changed hash, at its own number and at the next',
      sql`update audit_seals set hash = sha256('x') where number = 3`,
      ['changed 3 3', 'changed 4 4'],
    ],
    [
      'an event that was taken out',
      sql`delete from audit_events where event_id = 3`,
      ['event_missing 3 3'],
    ],
    [
      'an event that was taken out with its seal',
      sql`with gone as (delete from audit_seals where number = 3)
        delete from audit_events where event_id = 3`,
      ['seals_missing 3 3'],
    ],
    [
      'the last events, taken out with their seals',
      sql`with gone as (delete from audit_seals where number > 3)
        delete from audit_events where event_id > 3`,
      ['seals_missing 4 5'],
    ],
    [
      'all events, taken out with their seals',
      sql`with gone as (delete from audit_seals) delete from audit_events`,
      ['seals_missing 1 5'],
    ],
    [
      'all events, taken out with their seals and months, but for one that is inserted',
      sql`with gone as (delete from audit_seals), months as (delete from audit_months)
        delete from audit_events where event_id < 5`,
      ['slipped_in 5'],
    ],
    [
      'two events in each other’s place',
      sql`update audit_seals set event_id = case number when 2 then -3 when 3 then -2 end
        where number in (2, 3)`,
      ['changed 2 3', 'changed 3 2'],
    ],
    [
      'an inserted event',
      sql`insert into audit_events (utility_id, at, type, actor_kind, request_id, details)
        values ('harbor', now(), 'user.deleted', 'operator', 'x', '{}')`,
      ['slipped_in 6'],
    ],
    [
      'a seal in another month',
      sql`update audit_seals set month = '2026-02' where number = 2`,
      ['wrong_month 2 2'],
    ],
    [
      'a month with another end',
      sql`update audit_months set last_hash = sha256('x')`,
      ['month_end_differs 2026-03 5'],
    ],
    [
      'a month that is too short',
      sql`update audit_months set last_number = 4`,
      ['month_end_differs 2026-03 4', 'wrong_month 5 5'],
    ],
    [
      'a month that ends later than its seals',
      sql`update audit_months set last_number = 6`,
      ['seals_missing 6 6'],
    ],
    [
      'a month that is only called dropped',
      sql`update audit_months set dropped_at = now()`,
      [
        ...[1, 2, 3, 4, 5].map((n) => `seal_of_dropped_month ${n} ${n}`),
        'month_gone_untold 2026-03',
      ],
    ],
    [
      'a month that begins elsewhere',
      sql`update audit_months set first_number = 2`,
      ['month_out_of_place 2026-03', 'wrong_month 1 1'],
    ],
  ])('%s', async (what, statement, faults) => {
    await behindTriggers(statement);
    if (what.startsWith('two events')) {
      await behindTriggers(sql`update audit_seals set event_id = -event_id where event_id < 0`);
    }
    expect(await faultsOf(scope)).toEqual(faults);
  });
});

test('another utility’s list is not blamed for it', async () => {
  const valley = testScope(await testUtility({ utility: 'valley' }));
  await recordEvents(valley, 2);
  await seal();
  await behindTriggers(sql`update audit_events set details = '{}' where utility_id = 'harbor'`);
  expect(await faultsOf(valley)).toEqual([]);
});

test('what waits for its seal is no fault', async () => {
  await recordEvents(scope, 3);
  expect(await verifyChain('harbor', null)).toMatchObject({ waiting: 3, faultCount: 0 });
});

test('after a gap the events that follow are still held against each other', async () => {
  await behindTriggers(sql`delete from audit_seals where number = 2`);
  await behindTriggers(sql`update audit_events set details = '{}' where event_id = 5`);
  expect(await faultsOf(scope)).toEqual(['seals_missing 2 2', 'changed 5 5', 'slipped_in 2']);
});

test('a long list is read page by page, and a fault on any page is found', async () => {
  await fillTrail(scope, 6_000);
  await seal();
  expect(await faultsOf(scope)).toEqual([]);
  await behindTriggers(sql`
    update audit_events set details = '{"x": 1}' where event_id in (2000, 2001, 4000, 6005)`);
  expect(await faultsOf(scope)).toEqual([2000, 2001, 4000, 6005].map((n) => `changed ${n} ${n}`));
});

test('of more than a thousand faults the first are told, and how many there are', async () => {
  await fillTrail(scope, 1_200);
  await seal();
  await behindTriggers(sql`update audit_events set request_id = 'other' where event_id > 5`);
  const { faults, faultCount } = await verifyChain('harbor', null);
  expect(faultCount).toBe(1200);
  expect(faults).toHaveLength(1000);
});

describe('a head from the log', () => {
  const headAt = async (number: number) => {
    const [row] = await db().execute<{ hash: Buffer }>(
      sql`select hash from audit_seals where number = ${number}`,
    );
    return { number: BigInt(number), hash: row?.hash ?? Buffer.alloc(32) };
  };

  test.each([1, 3, 5])('that the chain has at number %i is no fault', async (number) => {
    expect((await verifyChain('harbor', await headAt(number))).faults).toEqual([]);
  });

  test('shows that the end of the chain was made anew', async () => {
    const head = await headAt(5);
    await behindTriggers(sql`with gone as (delete from audit_seals), months as (delete from audit_months)
      update audit_events set details = '{"failedAttempts": 9}' where event_id = 5`);
    await db().execute(
      sql`insert into audit_unsealed select utility_id, event_id from audit_events`,
    );
    await seal();
    expect(await faultsOf(scope)).toEqual([]);
    expect((await verifyChain('harbor', head)).faults).toEqual([
      { kind: 'head_differs', number: 5n },
    ]);
  });

  test('shows that the end of the chain was cut off', async () => {
    const head = await headAt(5);
    await behindTriggers(sql`with gone as (delete from audit_seals where number = 5),
      months as (update audit_months set last_number = 4,
        last_hash = (select hash from audit_seals where number = 4))
      delete from audit_events where event_id = 5`);
    expect(await faultsOf(scope)).toEqual([]);
    expect((await verifyChain('harbor', head)).faults).toEqual([
      { kind: 'head_missing', number: 5n },
    ]);
  });
});
