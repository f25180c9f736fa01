import { type SQL, sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { beforeEach, expect, test } from 'vitest';
import { countNameless, placesFrom } from '@/lib/audit-list/audit-list-store';
import type { Filter, Turn } from '@/lib/audit-list/filter-rules';
import { wantedBy } from '@/lib/audit-list/list-events';
import { type Database, db, inTransaction } from '@/lib/db';
import { noonPlus, SECOND } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';

const ALL: Filter = { person: null, act: null, from: null, before: null };

/**
 * 50,000 events of a utility, one a second: half are attempts at names that no account has, the others
 * those of 100 people; `person7` was renamed and `person8` deleted. Another utility has as many.
 */
beforeEach(async () => {
  await testUtility();
  await db().execute(sql`
    insert into audit_events (utility_id, at, type, actor_kind, actor_id, actor_name, subject_id,
      subject_name, request_id, details)
    select utility_id, '2026-03-02 12:00:00Z'::timestamptz + n * interval '1 second',
      case when n % 2 = 0 then 'sign_in.failed' when n <= 200 then 'user.added'
        when n = 40007 then 'user.changed' when n = 40017 then 'user.deleted'
        when n % 1001 = 0 then 'mail.given_up' else 'sign_in.succeeded' end,
      case when n % 2 = 0 then 'nobody' else 'person' end,
      case when n % 2 = 1 then id end, case when n % 2 = 1 then name end,
      case when n % 2 = 1 then id end, case when n % 2 = 1 then name end, 'filled', '{}'
    from unnest(array['harbor', 'valley']) as utility_id, generate_series(1, 50000) as n,
      lateral (select md5(utility_id || (n / 2 % 100))::uuid as id, 'person' || (n / 2 % 100) as name)`);
  await db().execute(sql`analyze audit_events`);
});

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: PlanNode[];
}

/** How many rows of the list a plan has touched. */
function touched(node: PlanNode): number {
  const inner = (node.Plans ?? []).reduce((sum, plan) => sum + touched(plan), 0);
  if (node['Relation Name'] !== 'audit_events') return inner;
  const each =
    node['Actual Rows'] +
    (node['Rows Removed by Filter'] ?? 0) +
    (node['Rows Removed by Index Recheck'] ?? 0);
  return inner + each * node['Actual Loops'];
}

/**
 * A database that tells of each statement how many rows of the list it touched: planned for the values
 * that it was given, and, as a connection does with what it runs often, for any.
 */
function watched(told: number[]): Database {
  const execute = async (query: SQL) => {
    const { sql: text, params } = new PgDialect().sqlToQuery(query);
    const values = params.map((value) => `'${String(value).replaceAll("'", "''")}'`).join();
    for (const mode of ['force_custom_plan', 'force_generic_plan']) {
      await inTransaction(async (tx) => {
        await tx.execute(sql.raw(`set local plan_cache_mode = ${mode}`));
        await tx.execute(sql.raw(`prepare watched as ${text}`));
        const [row] = await tx.execute<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
          sql.raw(`explain (analyze, format json) execute watched(${values})`),
        );
        await tx.execute(sql`deallocate watched`);
        const plan = row?.['QUERY PLAN'][0]?.Plan;
        told.push(plan ? touched(plan) : Number.POSITIVE_INFINITY);
      });
    }
    return db().execute(query);
  };
  return { execute } as unknown as Database;
}

const MIDDLE = { at: noonPlus(25_000 * SECOND), eventId: 25_000n };
const TURNS: Turn[] = [null, { to: 'older', from: MIDDLE }, { to: 'newer', from: MIDDLE }];
const FILTERS: Partial<Filter>[] = [
  {},
  { act: 'sign_ins' },
  { act: 'mails' },
  { act: 'locks' },
  { from: noonPlus(30_000 * SECOND), before: noonPlus(31_000 * SECOND) },
  { act: 'sign_ins', from: noonPlus(100 * SECOND), before: noonPlus(40_000 * SECOND) },
];

test('no page of a long list reads more than a few hundred rows of it, wherever it is', async () => {
  for (const filter of FILTERS) {
    for (const turn of TURNS) {
      const told: number[] = [];
      const wanted = await wantedBy(watched(told), 'harbor', { ...ALL, ...filter });
      await placesFrom(watched(told), wanted, turn?.to ?? 'older', turn?.from ?? null, 51);
      const asked = JSON.stringify({ filter, to: turn?.to, told });
      expect(told.length, asked).toBeGreaterThan(0);
      for (const rows of told) expect(rows, asked).toBeLessThan(300);
    }
  }
});

test('a person’s pages read no more than what is that person’s', async () => {
  for (const person of ['person3', 'person7', 'person8', 'nobody']) {
    for (const filter of [{}, { act: 'sign_ins' }, { act: 'mails' }] as const) {
      for (const turn of TURNS) {
        const told: number[] = [];
        const wanted = await wantedBy(watched(told), 'harbor', { ...ALL, ...filter, person });
        await placesFrom(watched(told), wanted, turn?.to ?? 'older', turn?.from ?? null, 51);
        const asked = JSON.stringify({ person, filter, to: turn?.to, told });
        // 250 as the one who acts, 250 as the one whom it happens to.
        for (const rows of told) expect(rows, asked).toBeLessThan(600);
      }
    }
  }
});

test('attempts that name nobody are counted no further than is shown', async () => {
  const told: number[] = [];
  const whole = { utilityId: 'harbor', from: null, before: null };
  expect(await countNameless(watched(told), whole, 1_001)).toBe(1_001);
  const part = { ...whole, from: noonPlus(1 * SECOND), before: noonPlus(2_001 * SECOND) };
  expect(await countNameless(watched(told), part, 1_001)).toBe(1_000);
  for (const rows of told) expect(rows).toBeLessThan(1_100);
});
