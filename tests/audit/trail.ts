import { randomUUID } from 'node:crypto';
import { type SQL, sql } from 'drizzle-orm';
import { recordEvent } from '@/lib/audit/record-event';
import { sealEvents } from '@/lib/audit/seal-events';
import { verifyChain } from '@/lib/audit/verify-chain';
import { db, inTransaction } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { NOON } from '@/tests/support/test-scope';

const dana = { userId: randomUUID(), username: 'danaortiz' };

/** Writes events about one person; how many attempts failed tells them apart, from 1. */
export async function recordEvents(scope: Scope, count: number): Promise<void> {
  for (let failedAttempts = 1; failedAttempts <= count; failedAttempts += 1) {
    await recordEvent(db(), scope, 'user.locked', dana, { failedAttempts });
  }
}

/** Writes so many events with one statement, of which triggers know. */
export async function fillTrail(
  { utility }: Scope,
  count: number,
  type = 'user.unlocked',
): Promise<void> {
  await db().execute(sql`
    insert into audit_events (utility_id, at, type, actor_kind, request_id, details)
    select ${utility.utilityId}, ${NOON.toISOString()}::timestamptz + n * interval '1 second',
      ${type}::text, 'operator', 'filled', '{}'
    from generate_series(1, ${count}::int) as n`);
}

export const seal = (now: Date = NOON) => sealEvents(() => now);

/** What somebody does who owns the tables. */
export function behindTriggers(statement: SQL): Promise<void> {
  return inTransaction(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`);
    await tx.execute(statement);
  });
}

/** The faults of a utility's chain, a line each. */
export async function faultsOf({ utility }: Scope): Promise<string[]> {
  const { faults } = await verifyChain(utility.utilityId, null);
  return faults.map(({ kind, ...where }) => [kind, ...Object.values(where)].join(' '));
}

/** The numbers of a utility's seals with their events and months, in order. */
export async function sealsOf({ utility }: Scope) {
  return [
    ...(await db().execute<{ number: number; event: number; month: string }>(sql`
      select number::int, event_id::int as event, month from audit_seals
      where utility_id = ${utility.utilityId} order by number`)),
  ];
}

/** The 15th of a month before or after this one, as the database's own clock has it. */
export function monthsAgo(months: number): Date {
  const today = new Date();
  return new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - months, 15));
}

export const monthName = (instant: Date) => instant.toISOString().slice(0, 7);
