import { stringify } from 'csv-stringify/sync';
import { COLUMNS, type ExportedEvent } from './exported-event';

/**
 * A page of events as CSV (RFC 4180); the first begins with the columns' names. It opens in
 * spreadsheets, which take some cells for formulas: those get a `'` in front, and so does a cell that
 * begins with one, so that what stood there can be told.
 */
export function writeCsv(events: readonly ExportedEvent[], isFirst: boolean): string {
  const rows = events.map((event) => COLUMNS.map((column) => cell(event[column])));
  const text = stringify(isFirst ? [[...COLUMNS], ...rows] : rows, {
    record_delimiter: 'windows',
    escape_formulas: true,
    // It quotes only the line ends that it writes itself.
    quoted_match: /[\r\n]/,
  });
  // By this mark Excel knows UTF-8.
  return isFirst ? `\ufeff${text}` : text;
}

function cell(value: ExportedEvent[keyof ExportedEvent]): string {
  const text = typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
  return text.startsWith("'") ? `'${text}` : text;
}
