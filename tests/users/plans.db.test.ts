import { type SQL, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Database, db } from '@/lib/db';
import { countLockedSince } from '@/lib/users/locked-users';
import { countPendingLinks, listPendingLinks } from '@/lib/users/pending-links';
import { countSharedEmails, listSharedEmails } from '@/lib/users/shared-emails';
import { placeToken, readUserListQuery, SORTS } from '@/lib/users/user-list-query';
import { readUserList } from '@/lib/users/user-list-store';
import { addManyUsers } from '@/tests/support/many-users';
import { NOON, testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';

const PEOPLE = 12_000;

/** Far less than the table, and room for a page, its counts and 2,500 hits. */
const FEW = PEOPLE / 3;

type Plan = {
  'Node Type': string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: Plan[];
};

/** How many rows the scans of a plan looked at, as PostgreSQL counted them. */
function rowsRead(plan: Plan): number {
  // A scan of what the statement itself has gathered reads no table.
  const own = /^(?!CTE|Subquery).*Scan/.test(plan['Node Type'])
    ? plan['Actual Loops'] *
      (plan['Actual Rows'] +
        (plan['Rows Removed by Filter'] ?? 0) +
        (plan['Rows Removed by Index Recheck'] ?? 0))
    : 0;
  return (plan.Plans ?? []).reduce((sum, inner) => sum + rowsRead(inner), own);
}

/** Runs a statement for its plan. */
async function rowsReadBy(statement: SQL): Promise<number> {
  const [row] = await db().execute<{ 'QUERY PLAN': { Plan: Plan }[] }>(
    sql`explain (analyze, format json) ${statement}`,
  );
  const [explained] = row?.['QUERY PLAN'] ?? [];
  if (!explained) throw new Error('There is no plan.');
  return rowsRead(explained.Plan);
}

/** What some work asks of the database by statements of its own. */
async function statementsDuring(work: () => Promise<void>): Promise<SQL[]> {
  const statements: SQL[] = [];
  const real = db();
  const execute = real.execute.bind(real);
  real.execute = ((statement: SQL) => {
    statements.push(statement);
    return execute(statement);
  }) as typeof real.execute;
  try {
    await work();
  } finally {
    real.execute = execute;
  }
  return statements;
}

/** Everything that the list asks of the database for an address, a statement each. */
async function statementsOf(address: Record<string, string | undefined>): Promise<SQL[]> {
  const seen: SQL[] = [];
  const spy = {
    execute: async (statement: SQL) => {
      seen.push(statement);
      return db().execute(statement);
    },
  } as unknown as Database;
  await readUserList(spy, 'harbor', readUserListQuery(address).query, 50, NOON);
  return seen;
}

beforeEach(async () => {
  for (const utility of ['harbor', 'summit']) await testUtility({ utility });
  await addManyUsers('harbor', PEOPLE);
  await addManyUsers('summit', 2_000, { name: 'other' });
  const some = (ending: string) => sql`utility_id = 'harbor' and username like ${`%${ending}`}`;
  await db().execute(sql`update users set disabled_at = now() where ${some('001')}`);
  await db().execute(sql`update users set roles = array['CSA'] where ${some('002')}`);
  await db().execute(sql`update users set sign_in_method = 'sso', password_hash = null,
    password_kind = null, password_set_at = null where ${some('003')}`);
  await db().execute(sql`update users set password_kind = 'temporary',
    temporary_expires_at = '2026-03-03' where ${some('004')}`);
  await db().execute(sql`update users set email_key = 'team@mail.example' where ${some('005')}`);
  await db().execute(sql`insert into lockouts
    (utility_id, lock_key, failed, open_claims, locked_at, last_attempt_at)
    select utility_id, lock_key, 3, '{}', '2026-03-02', now() from users where ${some('006')}`);
  await db().execute(sql`analyze`);
});

const far = (sort: (typeof SORTS)[number]) =>
  placeToken(sort, {
    key: sort === 'lastSignIn' ? '2026-01-01T00:00:00Z' : 'm',
    userId: '00000000-0000-4000-8000-000000000000',
  });

const ADDRESSES: Record<string, string | undefined>[] = [
  ...SORTS.flatMap((sort) => [{ sort }, { sort, after: far(sort) }, { sort, before: far(sort) }]),
  ...SORTS.map((sort) => ({ sort, order: 'desc' })),
  { view: 'inactive' },
  { view: 'all', sort: 'email' },
  { q: 'many12345' },
  { q: 'zzzz' },
  { q: 'mail.example' },
  { q: 'many1234', sort: 'lastSignIn' },
  { q: 'x' },
  { q: 'ma' },
  { q: '.' },
  { q: '@' },
  { q: '---' },
  { q: '- many1234' },
  { status: 'locked' },
  { status: 'temporary_pending' },
  { status: 'temporary_expired' },
  { status: 'active' },
  { role: 'CSA' },
  { role: 'CSR', sort: 'username' },
  { method: 'sso' },
  { method: 'password', after: far('name') },
  { shared: '1' },
  { q: 'many1', role: 'CSA', status: 'active' },
];

describe('no more than a part of the table is read', () => {
  test('for the list, whatever is asked for', async () => {
    const read: Record<string, number> = {};
    for (const address of ADDRESSES) {
      for (const [position, statement] of (await statementsOf(address)).entries()) {
        read[`${JSON.stringify(address)} ${position}`] = await rowsReadBy(statement);
      }
    }
    const tooMuch = Object.entries(read).filter(([, rows]) => rows > FEW);
    expect(tooMuch).toEqual([]);
  });

  test('for shared addresses and for locks', async () => {
    const scope = testScope(await testUtility());
    const statements = await statementsDuring(async () => {
      expect(await countSharedEmails(scope)).toEqual({ count: 1, hasMore: false });
      expect((await listSharedEmails(scope, '')).emails).toHaveLength(1);
      expect((await countLockedSince(scope, NOON)).count).toBe(0);
    });
    expect(statements).toHaveLength(3);
    for (const statement of statements) expect(await rowsReadBy(statement)).toBeLessThan(100);
  });

  test('for a page of the arrivals that wait, the first and a far one, and their count', async () => {
    await db().execute(sql`insert into sso_pending_links
      (utility_id, user_id, provider, subject, roles, arrivals, subject_changes, first_at, last_at)
      select utility_id, user_id, 'oidc:x', username, '{}', 1, 0, now(),
        '2026-03-02'::timestamptz - interval '1 minute' * row_number() over ()
      from users`);
    await db().execute(sql`analyze sso_pending_links`);
    const scope = testScope(await testUtility());
    const statements = await statementsDuring(async () => {
      let after: string | null = '';
      for (let page = 0; page < 20; page += 1) {
        after = (await listPendingLinks(scope, after ?? '')).next;
      }
      expect(after).not.toBeNull();
      expect(await countPendingLinks(scope)).toEqual({ count: 1_000, hasMore: true });
    });
    expect(statements).toHaveLength(21);
    const [first, far, count] = [statements[0], statements[19], statements[20]];
    for (const page of [first, far]) expect(await rowsReadBy(page ?? sql``)).toBeLessThan(250);
    expect(await rowsReadBy(count ?? sql``)).toBeLessThan(1_100);
  });
});
