import { asc, eq } from 'drizzle-orm';
import { auditEvents } from '@/drizzle/schema';
import type { EventType } from '@/lib/audit/event-catalogue';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';

/** A utility's audit events of these types in order, or all but those of the utility itself. */
export async function eventsOf({ utility }: Scope, ...types: EventType[]) {
  const rows = await db()
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.utilityId, utility.utilityId))
    .orderBy(asc(auditEvents.eventId));
  return rows.filter(({ type }) =>
    types.length === 0 ? !type.startsWith('utility.') : types.some((wanted) => wanted === type),
  );
}

/** The types of a utility's audit events, in order. */
export async function eventTypesOf(scope: Scope): Promise<string[]> {
  return (await eventsOf(scope)).map(({ type }) => type);
}
