import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { utilities } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { env } from '@/lib/env';

const utility = {
  utilityId: 'harbor',
  document: {},
  createdAt: new Date(0),
  updatedAt: new Date(0),
};

describe('each test', () => {
  // Whichever runs second would find the other's row.
  test.each(['first', 'second'])('starts with empty tables: %s', async () => {
    expect(await db().select().from(utilities)).toEqual([]);
    await db().insert(utilities).values(utility);
  });

  test('has settings that the code under test accepts, with an older secret', () => {
    expect(env().AUTH_SECRET).toHaveLength(2);
  });
});

test('each worker has a database that no other worker uses', async () => {
  const [row] = await db().execute<{ name: string }>(sql`select current_database() as name`);
  expect(row?.name).toBe(`worker_${process.env.VITEST_POOL_ID}`);
});
