/** Where a command writes: what was asked for, and what went wrong. A line feed is added. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
}

/** A terminal, and a word for a command that has said itself what went wrong. */
export interface CommandContext extends Terminal {
  /** Makes the exit status 1. */
  fail(): void;
}

/** Columns of equal width. Control characters of stored names do not reach the terminal. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows].map((row) => row.map((cell) => cell.replace(/\p{Cc}/gu, ' ')));
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return all.map(line).join('\n');
}

export function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** An instant for people, in a time zone that is named: `Saturday 28 November 2026 at 18:30 (UTC)`. */
export function instant(at: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone,
  });
  return `${format.format(at)} (${timeZone})`;
}
