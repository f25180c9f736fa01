import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isDatabaseUnavailable } from '@/lib/database-errors';
import { db, inTransaction } from '@/lib/db';

const uncaught: unknown[] = [];
const note = (error: unknown) => void uncaught.push(error);

describe('a transaction whose connection is lost', () => {
  beforeEach(() => {
    uncaught.length = 0;
    process.on('uncaughtException', note);
  });
  afterEach(() => {
    process.off('uncaughtException', note);
  });

  test('fails as one for a time when the database is away, also for work that goes on in it', async () => {
    let late: Promise<unknown> = Promise.resolve();
    let notice: () => void = () => undefined;
    const noticed = new Promise<void>((resolve) => {
      notice = resolve;
    });
    const lost = inTransaction(async (tx) => {
      const [row] = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
      // Work that is busy elsewhere when the connection goes, which may be told before the end is answered.
      late = noticed.then(() => tx.execute(sql`select 1`));
      late.catch(() => undefined);
      await db().execute(sql`select pg_terminate_backend(${row?.pid}::int)`);
      await late;
    });
    const error = await lost.catch((reason: unknown) => reason);
    notice();
    expect(isDatabaseUnavailable(error)).toBe(true);
    expect(isDatabaseUnavailable(await late.catch((reason: unknown) => reason))).toBe(true);
    // When the driver would write.
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(uncaught).toEqual([]);
    await inTransaction(async (tx) => tx.execute(sql`select 1`));
  });
});
