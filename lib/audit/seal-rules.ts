import { createHash } from 'node:crypto';

/** An event with every column that it has in the database. */
export interface StoredEvent {
  utilityId: string;
  eventId: bigint;
  at: Date;
  type: string;
  actorKind: 'nobody' | 'person' | 'operator' | 'system';
  actorId: string | null;
  actorName: string | null;
  subjectId: string | null;
  subjectName: string | null;
  clientAddress: string | null;
  requestId: string;
  details: Record<string, unknown>;
}

/** What the first seal of a utility is chained to: SHA-256 of a fixed text and the utility's id. */
export function chainOrigin(utilityId: string): Buffer {
  return sha256(`csi audit list ${JSON.stringify(utilityId)}`);
}

/**
 * An event's link in its utility's chain: SHA-256 over the hash before it, the number and every
 * column, as JSON in UTF-8 with one spelling only. Whoever changes, takes out, puts in or reorders an
 * event would have to make every later hash anew, and the log still has the heads.
 *
 * @param number from 1, without a gap
 * @param previous the hash of the number before, or {@link chainOrigin}
 */
export function sealHash(previous: Buffer, number: bigint, event: StoredEvent): Buffer {
  return sha256(
    canonical([
      'csi audit 1',
      previous.toString('hex'),
      String(number),
      event.utilityId,
      String(event.eventId),
      event.at.toISOString(),
      event.type,
      event.actorKind,
      event.actorId,
      event.actorName,
      event.subjectId,
      event.subjectName,
      event.clientAddress,
      event.requestId,
      event.details,
    ]),
  );
}

/** In which month something is sealed, `YYYY-MM` in UTC: never an earlier one than what was before. */
export function sealMonth(now: Date, previous: string | null): string {
  const month = monthOf(now);
  return previous !== null && previous > month ? previous : month;
}

/** The first month that a limit of so many months keeps; those before it may be dropped. */
export function firstKeptMonth(now: Date, months: number): string {
  return monthOf(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months)));
}

function monthOf(instant: Date): string {
  return instant.toISOString().slice(0, 'YYYY-MM'.length);
}

/** JSON whose objects have their keys in order, so that one value has one spelling. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join()}}`;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
