import { sql } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import { ssoUsed } from '@/drizzle/schema';
import { db, inTransaction } from '@/lib/db';
import { spendOnce } from '@/lib/sso/used-store';
import { eventually } from '@/tests/support/eventually';
import { rowsWith } from '@/tests/support/stored-text';
import { MINUTE, noonPlus } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';

const until = noonPlus(10 * MINUTE);
const use = (what: string, tx = db()) => spendOnce(tx, 'harbor', 'logout_token', what, until);

beforeEach(async () => {
  await testUtility();
});

test('the first use is one, a repetition is none, and the next thing is another', async () => {
  expect([await use('a'), await use('a'), await use('b'), await use('a')]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

test('what is used at one utility, or as one kind, is not used elsewhere', async () => {
  await testUtility({ utility: 'summit' });
  expect(await use('a')).toBe(true);
  expect(await spendOnce(db(), 'summit', 'logout_token', 'a', until)).toBe(true);
  expect(await spendOnce(db(), 'harbor', 'answer', 'a', until)).toBe(true);
});

test('of many at once exactly one is the first', async () => {
  const uses = await Promise.all(
    Array.from({ length: 20 }, () => inTransaction((tx) => use('a', tx))),
  );
  expect(uses.filter(Boolean)).toHaveLength(1);
});

test('a use whose transaction fails was none', async () => {
  const failing = inTransaction(async (tx) => {
    await use('a', tx);
    throw new Error('meanwhile');
  });
  await expect(failing).rejects.toThrow('meanwhile');
  expect(await use('a')).toBe(true);
});

/** How many statements wait for a lock. */
async function waiting(): Promise<number> {
  const [row] = await db().execute<{ count: number }>(
    sql`select count(*)::int as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return row?.count ?? 0;
}

test('one that comes while the first is at work waits for how that ends', async () => {
  let fail: (error: Error) => void = () => undefined;
  const end = new Promise<never>((_, reject) => {
    fail = reject;
  });
  let first: Promise<void> = Promise.resolve();
  await new Promise<void>((begun) => {
    first = inTransaction(async (tx) => {
      await use('a', tx);
      begun();
      await end;
    });
  });
  const second = use('a');
  await eventually(async () => expect(await waiting()).toBe(1));
  fail(new Error('crash'));
  await expect(first).rejects.toThrow('crash');
  expect(await second).toBe(true);
});

test('only a hash is kept, and until when', async () => {
  await use('a name that says something');
  expect(await db().select().from(ssoUsed)).toMatchObject([{ expiresAt: until }]);
  const rows = (await rowsWith('a name that says something')).map((row) => row.split(':', 1)[0]);
  expect(rows).toEqual(['sso_used']);
});

test('what no text of the database can hold is used like anything else', async () => {
  expect([await use('a\0b'), await use('a\0b'), await use('')]).toEqual([true, false, true]);
});
