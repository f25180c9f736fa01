import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { db, inTransaction } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { faultsOf, fillTrail, monthName, monthsAgo, recordEvents, seal } from '@/tests/audit/trail';
import { testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';

let scope: Scope;
const REFUSED = /append-only/;

beforeEach(async () => {
  scope = testScope(await testUtility({ audit: { months: 3 } }));
});

/** What the database says to a statement, or nothing. */
async function refusal(...statements: ReturnType<typeof sql>[]): Promise<string> {
  try {
    await inTransaction(async (tx) => {
      for (const statement of statements) await tx.execute(statement);
    });
    return '';
  } catch (error) {
    return String((error as Error).cause);
  }
}

const deleteEvents = (month: string) => sql`
  delete from audit_events using audit_seals as seal
  where seal.utility_id = audit_events.utility_id and seal.event_id = audit_events.event_id
    and seal.month = ${month}`;
const deleteSeals = (month: string) => sql`delete from audit_seals where month = ${month}`;
const count = async (table: string) => {
  const [row] = await db().execute<{ n: number }>(
    sql`select count(*)::int as n from ${sql.identifier(table)}`,
  );
  return row?.n;
};

describe('whatever its age', () => {
  beforeEach(async () => {
    await recordEvents(scope, 3);
    await seal(monthsAgo(12));
  });

  test.each([
    ['an event is not changed', sql`update audit_events set details = '{}'`],
    ['no event is changed, even where none fits', sql`update audit_events set at = at where false`],
    ['events are not emptied', sql`truncate audit_events`],
    ['a seal is not changed', sql`update audit_seals set hash = sha256('x')`],
    ['seals are not emptied', sql`truncate audit_seals`],
    ['months are not emptied', sql`truncate audit_months`],
    ['a month is not deleted', sql`delete from audit_months`],
    ['a month does not shrink', sql`update audit_months set last_number = last_number - 1`],
    ['a month does not begin elsewhere', sql`update audit_months set first_number = 2`],
    ['a month gets no other name', sql`update audit_months set month = '2000-01'`],
    ['a month gets no other end', sql`update audit_months set last_hash = sha256('x')`],
    [
      'a month is not called dropped while its seals are there',
      sql`update audit_months set dropped_at = now()`,
    ],
  ])('%s', async (_, statement) => {
    expect(await refusal(statement)).toMatch(REFUSED);
    expect(await faultsOf(scope)).toEqual([]);
  });
});

test('an event that waits for its seal is not deleted', async () => {
  await recordEvents(scope, 1);
  expect(await refusal(sql`delete from audit_events`)).toMatch(REFUSED);
});

test('a month that the limit keeps is not deleted, the one before it is', async () => {
  const [past, kept] = [monthsAgo(4), monthsAgo(3)];
  await recordEvents(scope, 2);
  await seal(past);
  await recordEvents(scope, 2);
  await seal(kept);
  expect(await refusal(deleteEvents(monthName(kept)))).toMatch(REFUSED);
  expect(await refusal(deleteEvents(monthName(past)))).toBe('');
  expect(await refusal(deleteSeals(monthName(kept)))).toMatch(REFUSED);
  expect(await refusal(deleteSeals(monthName(past)))).toBe('');
  const drop = (month: string) =>
    sql`update audit_months set dropped_at = now() where month = ${month}`;
  expect(await refusal(drop(monthName(past)))).toBe('');
  expect(await refusal(drop(monthName(past)))).toMatch(REFUSED);
  // In the same millisecond too, where the new time is the old one.
  const again = sql`update audit_months set dropped_at = dropped_at where month = ${monthName(past)}`;
  expect(await refusal(again)).toMatch(REFUSED);
});

test('without a limit of its own a utility keeps 24 months', async () => {
  scope = testScope(await testUtility({ audit: undefined }));
  await recordEvents(scope, 1);
  await seal(monthsAgo(25));
  await recordEvents(scope, 1);
  await seal(monthsAgo(24));
  expect(await refusal(deleteEvents(monthName(monthsAgo(24))))).toMatch(REFUSED);
  expect(await refusal(deleteEvents(monthName(monthsAgo(25))))).toBe('');
});

describe('a month past the limit goes as a whole', () => {
  const past = monthName(monthsAgo(4));

  beforeEach(async () => {
    await recordEvents(scope, 3);
    await seal(monthsAgo(4));
  });

  test('not by single events', async () => {
    const single = sql`delete from audit_events where event_id in (select min(event_id) from audit_seals)`;
    expect(await refusal(single)).toMatch(REFUSED);
  });

  test('not its seals before its events', async () => {
    expect(await refusal(deleteSeals(past))).toMatch(REFUSED);
  });

  test('not by single seals', async () => {
    const single = sql`delete from audit_seals where number = 1`;
    expect(await refusal(deleteEvents(past), single)).toMatch(REFUSED);
    expect(await count('audit_events')).toBeGreaterThan(0);
  });

  test('not together with a later one', async () => {
    await recordEvents(scope, 1);
    await seal(monthsAgo(0));
    expect(await refusal(sql`delete from audit_events`)).toMatch(REFUSED);
  });

  test('not with another utility’s', async () => {
    const valley = testScope(await testUtility({ utility: 'valley' }));
    await recordEvents(valley, 1);
    await seal(monthsAgo(4));
    expect(await refusal(deleteEvents(past))).toMatch(REFUSED);
    expect(await refusal(deleteSeals(past))).toMatch(REFUSED);
  });
});

test('the trail of a utility that is gone may go too, and only that', async () => {
  const valley = testScope(await testUtility({ utility: 'valley' }));
  await recordEvents(scope, 2);
  await recordEvents(valley, 2);
  await seal(monthsAgo(0));
  const everything = ['audit_events', 'audit_seals', 'audit_months'];
  const of = (table: string, id: string) =>
    sql`delete from ${sql.identifier(table)} where utility_id = ${id}`;
  await db().execute(sql`delete from utilities where utility_id = 'harbor'`);
  for (const table of everything) {
    expect(await refusal(of(table, 'valley'))).toMatch(REFUSED);
    expect(await refusal(sql`delete from ${sql.identifier(table)}`)).toMatch(REFUSED);
    expect(await refusal(of(table, 'harbor'))).toBe('');
  }
  expect(await faultsOf(valley)).toEqual([]);
});

test('a table that looks like the utilities’ deceives nobody', async () => {
  await recordEvents(scope, 1);
  const shadow = sql`create temp table utilities (utility_id text, document jsonb) on commit drop`;
  expect(await refusal(shadow, sql`delete from audit_events`)).toMatch(REFUSED);
});

test('a month of 20,000 events is judged in one statement of a few seconds', async () => {
  await fillTrail(scope, 20_000);
  await seal(monthsAgo(4));
  const began = performance.now();
  const past = monthName(monthsAgo(4));
  expect(await refusal(deleteEvents(past), deleteSeals(past))).toBe('');
  expect(performance.now() - began).toBeLessThan(10_000);
});

test.each([0, -2, -1200])(
  'the present month stays, however short the utility is made to keep: %s months',
  async (months) => {
    await recordEvents(scope, 3);
    await seal(new Date());
    const short = sql`update utilities set document =
      jsonb_set(document, '{audit}', jsonb_build_object('months', ${months}::int))`;
    expect(await refusal(short, sql`delete from audit_events`)).toMatch(REFUSED);
  },
);

test('a month that was dropped although nothing tells of it is a fault', async () => {
  await recordEvents(scope, 2);
  await seal(monthsAgo(9));
  const month = monthName(monthsAgo(9));
  expect(
    await refusal(
      deleteEvents(month),
      deleteSeals(month),
      sql`update audit_months set dropped_at = now() where month = ${month}`,
    ),
  ).toBe('');
  expect(await faultsOf(scope)).toEqual([`month_gone_untold ${month}`]);
});
