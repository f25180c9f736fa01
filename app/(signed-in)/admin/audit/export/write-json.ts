import type { ExportedEvent } from './exported-event';

/** A page of events as a part of one JSON array, an event a line. What follows is {@link JSON_END}. */
export function writeJson(events: readonly ExportedEvent[], isFirst: boolean): string {
  if (events.length === 0) return isFirst ? '[' : '';
  return (isFirst ? '[\n' : ',\n') + events.map((event) => JSON.stringify(event)).join(',\n');
}

export const JSON_END = '\n]\n';
