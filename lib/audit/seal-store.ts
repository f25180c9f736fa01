import { and, asc, desc, eq, gt, sql } from 'drizzle-orm';
import { auditEvents, auditMonths, auditSeals, auditUnsealed, utilities } from '@/drizzle/schema';
import type { StoredEvent } from '@/lib/audit/seal-rules';
import type { Database } from '@/lib/db';

/** The end of a utility's chain. */
export interface ChainHead {
  number: bigint;
  hash: Buffer;
  month: string;
}

export type Seal = typeof auditSeals.$inferSelect;

/** Utilities with events that wait for their seal, found without reading all that waits. */
export async function utilitiesWithUnsealed(tx: Database): Promise<string[]> {
  const rows = await tx.execute<{ utilityId: string }>(sql`
    with recursive waiting(utility_id) as (
      (select utility_id from audit_unsealed order by utility_id limit 1)
      union all
      select (select next.utility_id from audit_unsealed as next
        where next.utility_id > waiting.utility_id order by next.utility_id limit 1)
      from waiting where waiting.utility_id is not null
    )
    select utility_id as "utilityId" from waiting where utility_id is not null`);
  return rows.map(({ utilityId }) => utilityId);
}

/**
 * Makes this transaction the only one that adds to the utility's chain or takes from it. One utility
 * may rarely wait for another whose id has the same hash.
 */
export async function tryHoldChain(tx: Database, utilityId: string): Promise<boolean> {
  const [row] = await tx.execute<{ held: boolean }>(
    sql`select pg_try_advisory_xact_lock(${CHAIN_LOCK}, hashtext(${utilityId})) as held`,
  );
  return row?.held ?? false;
}

/** As {@link tryHoldChain}, after waiting for whoever has it. */
export async function holdChain(tx: Database, utilityId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${CHAIN_LOCK}, hashtext(${utilityId}))`);
}

/** With the utility's hash: nothing else takes locks of this number. */
const CHAIN_LOCK = 740_211_832;

export async function utilityExists(tx: Database, utilityId: string): Promise<boolean> {
  const rows = await tx
    .select({ utilityId: utilities.utilityId })
    .from(utilities)
    .where(eq(utilities.utilityId, utilityId));
  return rows.length > 0;
}

/** The end of the chain, or null where nothing was ever sealed; what was dropped counts. */
export async function chainHead(tx: Database, utilityId: string): Promise<ChainHead | null> {
  const [seal] = await tx
    .select({ number: auditSeals.number, hash: auditSeals.hash, month: auditSeals.month })
    .from(auditSeals)
    .where(eq(auditSeals.utilityId, utilityId))
    .orderBy(desc(auditSeals.number))
    .limit(1);
  const [month] = await tx
    .select({
      number: auditMonths.lastNumber,
      hash: auditMonths.lastHash,
      month: auditMonths.month,
    })
    .from(auditMonths)
    .where(eq(auditMonths.utilityId, utilityId))
    .orderBy(desc(auditMonths.lastNumber))
    .limit(1);
  // They differ only where somebody took rows away; sealing goes on, and the gap stays to be seen.
  if (seal && month) return seal.number >= month.number ? seal : month;
  return seal ?? month ?? null;
}

/** Which event has this number; null where that was dropped. */
export async function sealOf(
  tx: Database,
  utilityId: string,
  number: bigint,
): Promise<bigint | null> {
  const [seal] = await tx
    .select({ eventId: auditSeals.eventId })
    .from(auditSeals)
    .where(and(eq(auditSeals.utilityId, utilityId), eq(auditSeals.number, number)));
  return seal?.eventId ?? null;
}

/** The next ids in a utility's queue after one, in order. */
export async function nextUnsealed(
  tx: Database,
  utilityId: string,
  after: bigint,
  most: number,
): Promise<bigint[]> {
  const rows = await tx
    .select({ eventId: auditUnsealed.eventId })
    .from(auditUnsealed)
    .where(and(eq(auditUnsealed.utilityId, utilityId), gt(auditUnsealed.eventId, after)))
    .orderBy(asc(auditUnsealed.eventId))
    .limit(most);
  return rows.map(({ eventId }) => eventId);
}

/**
 * The events of these ids, in their order. By a list, not by a join: of a queue that is mostly empty
 * the planner knows too little to join it well.
 */
export function eventsById(
  tx: Database,
  utilityId: string,
  eventIds: readonly bigint[],
): Promise<StoredEvent[]> {
  return tx
    .select()
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.utilityId, utilityId),
        sql`${auditEvents.eventId} = any(${listOf(eventIds)}::bigint[])`,
      ),
    )
    .orderBy(asc(auditEvents.eventId));
}

/** Which of these events have a seal already. */
export async function sealedAmong(
  tx: Database,
  utilityId: string,
  eventIds: readonly bigint[],
): Promise<Set<bigint>> {
  const rows = await tx
    .select({ eventId: auditSeals.eventId })
    .from(auditSeals)
    .where(
      and(
        eq(auditSeals.utilityId, utilityId),
        sql`${auditSeals.eventId} = any(${listOf(eventIds)}::bigint[])`,
      ),
    );
  return new Set(rows.map(({ eventId }) => eventId));
}

/** Adds seals of one utility and month to the chain, in order. */
export async function addSeals(tx: Database, seals: readonly Seal[]): Promise<void> {
  const [first, last] = [seals[0], seals.at(-1)];
  if (!first || !last) return;
  const { utilityId, month } = last;
  // As lists: a statement whose text grew with its rows would be prepared anew for every length.
  await tx.execute(sql`
    insert into audit_seals (utility_id, month, number, event_id, hash)
    select ${utilityId}, ${month}, number, event_id, decode(hash, 'hex')
    from unnest(
      ${listOf(seals.map(({ number }) => number))}::bigint[],
      ${listOf(seals.map(({ eventId }) => eventId))}::bigint[],
      ${listOf(seals.map(({ hash }) => hash.toString('hex')))}::text[]
    ) as seal(number, event_id, hash)`);
  const end = { lastNumber: last.number, lastHash: last.hash };
  await tx
    .insert(auditMonths)
    .values({ utilityId, month, firstNumber: first.number, ...end })
    .onConflictDoUpdate({ target: [auditMonths.utilityId, auditMonths.month], set: end });
}

/** Takes events out of the queue. */
export async function doneWaiting(
  tx: Database,
  utilityId: string,
  eventIds: readonly bigint[],
): Promise<void> {
  await tx.execute(sql`
    delete from audit_unsealed
    where utility_id = ${utilityId} and event_id = any(${listOf(eventIds)}::bigint[])`);
}

/** An array as PostgreSQL reads it, of what needs no quotes. */
function listOf(values: readonly (bigint | string)[]): string {
  return `{${values.join()}}`;
}

/** Deletes the whole trail of a utility. The database refuses while the utility is there. */
export async function eraseTrail(tx: Database, utilityId: string): Promise<void> {
  for (const table of [auditUnsealed, auditEvents, auditSeals, auditMonths]) {
    await tx.delete(table).where(eq(table.utilityId, utilityId));
  }
}
