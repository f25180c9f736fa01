/** Whether a text is a day that the calendar has, of the years 1000 to 2999, as `2026-03-02`. */
export function isDay(text: string): boolean {
  if (!/^[12]\d{3}-\d{2}-\d{2}$/.test(text)) return false;
  const midnight = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(text);
}

export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, day.length);
}

/**
 * The first instant of a day in a time zone: midnight, or later where the clocks are put forward over
 * it. Of a day that the zone left out, the first instant of the next.
 *
 * @param timeZone an IANA name
 */
export function startOfDay(day: string, timeZone: string): Date {
  // No zone is further from UTC than 14 hours; those that skipped a day were a day further.
  let before = Date.parse(`${day}T00:00:00Z`) - FURTHEST_MS;
  let within = before + 2 * FURTHEST_MS;
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2);
    if (dayOf(new Date(middle), timeZone) < day) before = middle;
    else within = middle;
  }
  return new Date(within);
}

/** Which day it is at an instant in a time zone, as `2026-03-02`. */
export function dayOf(instant: Date, timeZone: string): string {
  const days = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    calendar: 'iso8601',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const part = new Map(days.formatToParts(instant).map(({ type, value }) => [type, value]));
  return `${part.get('year')}-${part.get('month')}-${part.get('day')}`;
}

const DAY_MS = 86_400_000;
const FURTHEST_MS = 2 * DAY_MS;
