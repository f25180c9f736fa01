import { and, asc, eq, gt, lt, sql } from 'drizzle-orm';
import { auditMonths, auditSeals } from '@/drizzle/schema';
import type { StoredEvent } from '@/lib/audit/seal-rules';
import { eventsById, type Seal } from '@/lib/audit/seal-store';
import type { Database } from '@/lib/db';

export type ChainMonth = typeof auditMonths.$inferSelect;

/** A seal and its event, or null where that is not there. */
export type ChainLink = Seal & { event: StoredEvent | null };

/** The utility's months in order, dropped ones too. */
export function chainMonths(tx: Database, utilityId: string): Promise<ChainMonth[]> {
  return tx
    .select()
    .from(auditMonths)
    .where(eq(auditMonths.utilityId, utilityId))
    .orderBy(asc(auditMonths.month));
}

/** The next links of the chain after a number, in order. */
export async function sealsAfter(
  tx: Database,
  utilityId: string,
  number: bigint,
  most: number,
): Promise<ChainLink[]> {
  const seals = await tx
    .select()
    .from(auditSeals)
    .where(and(eq(auditSeals.utilityId, utilityId), gt(auditSeals.number, number)))
    .orderBy(asc(auditSeals.number))
    .limit(most);
  const events = await eventsById(
    tx,
    utilityId,
    seals.map(({ eventId }) => eventId),
  );
  const byId = new Map(events.map((event) => [event.eventId, event]));
  return seals.map((seal) => ({ ...seal, event: byId.get(seal.eventId) ?? null }));
}

/** Seals with a number that was dropped. */
export function sealsBefore(tx: Database, utilityId: string, number: bigint, most: number) {
  return tx
    .select({ number: auditSeals.number, eventId: auditSeals.eventId })
    .from(auditSeals)
    .where(and(eq(auditSeals.utilityId, utilityId), lt(auditSeals.number, number)))
    .orderBy(asc(auditSeals.number))
    .limit(most);
}

/** Events that have no seal and do not wait for one. */
export function unknownToChain(tx: Database, utilityId: string, most: number): Promise<bigint[]> {
  return eventIds(
    tx,
    sql`
      select event_id from audit_events as event
      where utility_id = ${utilityId}
        and not exists (select from audit_seals as seal
          where seal.utility_id = event.utility_id and seal.event_id = event.event_id)
        and not exists (select from audit_unsealed as waiting
          where waiting.utility_id = event.utility_id and waiting.event_id = event.event_id)
      order by event_id limit ${most}`,
  );
}

/** Waiting events that are not there. */
export function waitingWithoutEvent(
  tx: Database,
  utilityId: string,
  most: number,
): Promise<bigint[]> {
  return eventIds(
    tx,
    sql`
      select event_id from audit_unsealed as waiting
      where utility_id = ${utilityId}
        and not exists (select from audit_events as event
          where event.utility_id = waiting.utility_id and event.event_id = waiting.event_id)
      order by event_id limit ${most}`,
  );
}

async function eventIds(tx: Database, query: ReturnType<typeof sql>): Promise<bigint[]> {
  const rows = await tx.execute<{ event_id: string }>(query);
  return rows.map(({ event_id }) => BigInt(event_id));
}

/** How many events wait for their seal, and since when the first of them does. */
export async function waitingEvents(
  tx: Database,
  utilityId: string,
): Promise<{ count: number; since: Date | null }> {
  const [row] = await tx.execute<{ count: number; since: string | Date | null }>(sql`
    select count(*)::int as count, min(event.at) as since
    from audit_unsealed as waiting left join audit_events as event using (utility_id, event_id)
    where waiting.utility_id = ${utilityId}`);
  return { count: row?.count ?? 0, since: row?.since ? new Date(row.since) : null };
}

/** Dropped months of which the list does not tell, as it does of each; unless that was dropped since. */
export async function monthsGoneUntold(tx: Database, utilityId: string): Promise<string[]> {
  const rows = await tx.execute<{ month: string }>(sql`
    select m.month from audit_months m
    where m.utility_id = ${utilityId} and m.dropped_at is not null
      and not exists (select from audit_events e
        where e.utility_id = m.utility_id and e.type = 'audit.month_dropped'
          and e.details->>'month' = m.month)
      and not exists (select from audit_months told
        where told.utility_id = m.utility_id and told.dropped_at is not null
          and told.month = to_char(m.dropped_at at time zone 'UTC', 'YYYY-MM'))
    order by m.month`);
  return rows.map(({ month }) => month);
}
