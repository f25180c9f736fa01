import { sql } from 'drizzle-orm';
import { beforeEach, expect, test, vi } from 'vitest';
import { dropOutlivedMonths } from '@/lib/audit/drop-months';
import { verifyChain } from '@/lib/audit/verify-chain';
import { db } from '@/lib/db';
import { log } from '@/lib/log';
import type { Scope } from '@/lib/scope';
import {
  behindTriggers,
  faultsOf,
  monthName,
  monthsAgo,
  recordEvents,
  seal,
  sealsOf,
} from '@/tests/audit/trail';
import { eventsOf } from '@/tests/support/events';
import { testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';

let scope: Scope;

beforeEach(async () => {
  scope = testScope(await testUtility({ audit: { months: 2 } }));
});

/** Two events in each of these months. */
async function trail(within: Scope, ...ages: number[]): Promise<void> {
  for (const age of ages) {
    await recordEvents(within, 2);
    await seal(monthsAgo(age));
  }
}

const drop = () => dropOutlivedMonths(() => new Date());
const dropped = async () => (await eventsOf(scope, 'audit.month_dropped')).map((e) => e.details);

test('months past the limit go, the oldest first, and what the limit keeps stays', async () => {
  await trail(scope, 4, 3, 2, 1);
  await drop();
  expect(await dropped()).toEqual([
    // The utility was created in it too.
    { month: monthName(monthsAgo(4)), events: 3 },
    { month: monthName(monthsAgo(3)), events: 2 },
  ]);
  expect((await sealsOf(scope)).map(({ number, month }) => [number, month])).toEqual([
    [6, monthName(monthsAgo(2))],
    [7, monthName(monthsAgo(2))],
    [8, monthName(monthsAgo(1))],
    [9, monthName(monthsAgo(1))],
  ]);
  expect(await eventsOf(scope, 'user.locked')).toHaveLength(4);
});

test('the drop is told as the system’s own act, once', async () => {
  await trail(scope, 3, 0);
  await drop();
  await drop();
  expect(await eventsOf(scope, 'audit.month_dropped')).toMatchObject([
    { actorKind: 'system', actorId: null, clientAddress: null, subjectId: null },
  ]);
});

test('the chain still verifies after it, goes on, and no number comes twice', async () => {
  await trail(scope, 4, 3, 1);
  await drop();
  expect(await faultsOf(scope)).toEqual([]);
  await seal(new Date());
  await recordEvents(scope, 1);
  await seal(new Date());
  expect(await faultsOf(scope)).toEqual([]);
  expect((await sealsOf(scope)).map(({ number }) => number)).toEqual([6, 7, 8, 9, 10]);
});

test('a list of which everything was dropped goes on from its last hash', async () => {
  await trail(scope, 4);
  await drop();
  expect(await faultsOf(scope)).toEqual([]);
  await seal(new Date());
  expect((await sealsOf(scope)).map(({ number }) => number)).toEqual([4]);
  expect(await faultsOf(scope)).toEqual([]);
  await behindTriggers(
    sql`update audit_months set last_hash = sha256('x') where dropped_at is not null`,
  );
  expect(await faultsOf(scope)).toEqual([expect.stringMatching(/^changed 4 /)]);
});

test('a head in the log at the end of a dropped month is still compared, one inside it cannot be', async () => {
  await trail(scope, 4);
  const [end] = await db().execute<{ hash: Buffer }>(
    sql`select hash from audit_seals where number = 3`,
  );
  await trail(scope, 1);
  await drop();
  const hash = end?.hash ?? Buffer.alloc(0);
  const kinds = async (number: bigint, of: Buffer) =>
    (await verifyChain('harbor', { number, hash: of })).faults.map(({ kind }) => kind);
  expect(await kinds(3n, hash)).toEqual([]);
  expect(await kinds(3n, Buffer.alloc(32))).toEqual(['head_differs']);
  expect(await kinds(2n, hash)).toEqual(['head_dropped']);
});

test('events that wait for their seal are never dropped, however old', async () => {
  await recordEvents({ ...scope, now: () => monthsAgo(40) }, 2);
  await drop();
  expect(await eventsOf(scope, 'user.locked')).toHaveLength(2);
});

test('each utility has its own limit', async () => {
  const valley = testScope(await testUtility({ utility: 'valley', audit: { months: 12 } }));
  await trail(scope, 3);
  await trail(valley, 3);
  await drop();
  expect(await eventsOf(scope, 'user.locked')).toEqual([]);
  expect(await eventsOf(valley, 'user.locked')).toHaveLength(2);
  expect(await eventsOf(valley, 'audit.month_dropped')).toEqual([]);
});

test('a month that the database does not let go keeps no other utility’s', async () => {
  const warn = vi.spyOn(log(), 'warn').mockImplementation(() => undefined);
  const valley = testScope(await testUtility({ utility: 'valley', audit: { months: 2 } }));
  // By this server's clock it is past the limit, by the database's it is not.
  await trail(valley, 4);
  await trail(scope, 1);
  await dropOutlivedMonths(() => monthsAgo(-3));
  expect(await eventsOf(scope, 'user.locked')).toHaveLength(2);
  expect(await eventsOf(valley, 'user.locked')).toEqual([]);
  expect(warn).toHaveBeenCalledExactlyOnceWith(
    { err: expect.any(Error), utility: 'harbor', month: monthName(monthsAgo(1)) },
    'a month of an audit list could not be dropped',
  );
  expect(await faultsOf(scope)).toEqual([]);
});

test('many servers that drop at once drop a month once', async () => {
  await trail(scope, 4, 3, 0);
  await Promise.all(Array.from({ length: 6 }, drop));
  await drop();
  expect(await dropped()).toHaveLength(2);
  expect(await faultsOf(scope)).toEqual([]);
});
