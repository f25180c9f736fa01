import type { StoredEvent } from '@/lib/audit/seal-rules';
import { type Say, tellEvent } from '../event-words';
import { whereOf, whoOf } from '../told-parties';

/** An event as it is exported: in words, as the list shows it, and by its fields for programs. */
export function exportedEvent(say: Say, event: StoredEvent) {
  const { what, changes } = tellEvent(say, event);
  return {
    event: String(event.eventId),
    at: event.at.toISOString(),
    localTime: say.instant(event.at),
    who: whoOf(say, event),
    whom: event.subjectName,
    what: [what, ...changes].join('; '),
    where: whereOf(say, event),
    type: event.type,
    actorKind: event.actorKind,
    actorId: event.actorId,
    subjectId: event.subjectId,
    clientAddress: event.clientAddress,
    requestId: event.requestId,
    details: event.details,
  };
}

export type ExportedEvent = ReturnType<typeof exportedEvent>;

/** In the order of the columns; the compiler knows whether one is missing. */
const COLUMN: Record<keyof ExportedEvent, true> = {
  event: true,
  at: true,
  localTime: true,
  who: true,
  whom: true,
  what: true,
  where: true,
  type: true,
  actorKind: true,
  actorId: true,
  subjectId: true,
  clientAddress: true,
  requestId: true,
  details: true,
};
export const COLUMNS = Object.keys(COLUMN) as (keyof ExportedEvent)[];
