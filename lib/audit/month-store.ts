import { sql } from 'drizzle-orm';
import { auditMonths } from '@/drizzle/schema';
import type { Database } from '@/lib/db';

export interface OutlivedMonth extends Record<string, unknown> {
  utilityId: string;
  month: string;
}

/** Months that each utility's limit no longer keeps, and that are still there; the oldest first. */
export async function outlivedMonths(tx: Database, now: Date): Promise<OutlivedMonth[]> {
  return tx.execute<OutlivedMonth>(sql`
    select utility_id as "utilityId", month
    from audit_months join utilities using (utility_id)
    where dropped_at is null and month < to_char(
      (${now.toISOString()}::timestamptz at time zone 'UTC')
        - make_interval(months => coalesce((document->'audit'->>'months')::int, 24)),
      'YYYY-MM')
    order by utility_id, month`);
}

/**
 * Deletes a month's events and then its seals.
 * @returns how many events there were; null where the month is dropped already
 */
export async function dropMonth(
  tx: Database,
  utilityId: string,
  month: string,
  now: Date,
): Promise<number | null> {
  // A month may be a million events.
  await tx.execute(sql`set local statement_timeout = 0`);
  const isMonth = sql`utility_id = ${utilityId} and month = ${month}`;
  const [open] = await tx.execute(sql`
    select from audit_months where ${isMonth} and dropped_at is null for update`);
  if (!open) return null;
  const gone = await tx.execute(sql`
    delete from audit_events using audit_seals as seal
    where seal.utility_id = ${utilityId} and seal.month = ${month}
      and audit_events.utility_id = ${utilityId} and audit_events.event_id = seal.event_id`);
  await tx.execute(sql`delete from audit_seals where ${isMonth}`);
  await tx.update(auditMonths).set({ droppedAt: now }).where(isMonth);
  return gone.count;
}
