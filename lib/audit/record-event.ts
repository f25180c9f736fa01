import { auditEvents } from '@/drizzle/schema';
import type { EventCatalogue, EventType } from '@/lib/audit/event-catalogue';
import { afterCommit, type Database } from '@/lib/db';
import { log } from '@/lib/log';
import type { Scope } from '@/lib/scope';

/** Whom an event is about. */
export interface Subject {
  userId: string;
  username: string;
}

/**
 * Writes an event into the utility's audit list, in the transaction of the change that it tells of:
 * there is no change without its event and no event without its change.
 *
 * @param tx the transaction of the change
 * @param subject whom it happened to; null where it is no person, or a username that no account has
 */
export function recordEvent<T extends EventType>(
  tx: Database,
  scope: Scope,
  type: T,
  subject: Subject | null,
  details: EventCatalogue[T],
): Promise<void> {
  return recordEvents(tx, scope, type, [{ subject, details }]);
}

/** As {@link recordEvent}, for many to whom the same happened, in one statement. */
export async function recordEvents<T extends EventType>(
  tx: Database,
  scope: Scope,
  type: T,
  events: readonly { subject: Subject | null; details: EventCatalogue[T] }[],
): Promise<void> {
  if (events.length === 0) return;
  const { actor } = scope;
  const at = scope.now();
  await tx.insert(auditEvents).values(
    events.map(({ subject, details }) => ({
      utilityId: scope.utility.utilityId,
      at,
      type,
      actorKind: actor.kind,
      actorId: actor.kind === 'person' ? actor.userId : null,
      actorName: actor.kind === 'person' ? actor.username : null,
      subjectId: subject?.userId ?? null,
      subjectName: subject?.username ?? null,
      clientAddress: scope.clientAddress,
      requestId: scope.requestId,
      details,
    })),
  );
  // For who watches the log as it is written; the operator's command line prints what it did itself.
  if (actor.kind === 'operator') return;
  const { clientAddress, requestId } = scope;
  const { utilityId: utility } = scope.utility;
  for (const { subject, details } of events) {
    const told = { requestId, utility, subjectId: subject?.userId, clientAddress };
    const line: object = { event: type, ...told, ...withoutValues(details) };
    afterCommit(tx, () => log().info(line, 'event'));
  }
}

/** What was entered before and after stands in the list; the log says which fields. */
function withoutValues(details: object): object {
  if (!('changes' in details) || !Array.isArray(details.changes)) return details;
  return { ...details, changes: details.changes.map(({ field, setting }) => field ?? setting) };
}
