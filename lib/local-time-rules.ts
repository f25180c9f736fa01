/**
 * The instant of a date and time in a time zone, as a form sends it: `2026-11-22T08:30`; null for what
 * is none. Of an hour that comes twice, the first; one that a clock leaves out counts on from before.
 *
 * @param timeZone IANA name
 */
export function instantOf(local: string, timeZone: string): Date | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?$/.exec(local.trim());
  if (!match) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match.slice(1).map(Number);
  // Before that JavaScript takes years for others.
  if (year < 1000) return null;
  const asUtc = new Date(Date.UTC(year, month - 1, day, hour, minute));
  const isThere =
    asUtc.getUTCMonth() === month - 1 && asUtc.getUTCDate() === day && hour < 24 && minute < 60;
  if (!isThere) return null;
  // The offset before and after a change of clocks may differ: the earlier reading wins.
  const offsets = [-DAY_MS, DAY_MS].map((ms) => offsetMs(new Date(asUtc.getTime() + ms), timeZone));
  const candidates = offsets.map((offset) => new Date(asUtc.getTime() - offset));
  const exact = candidates.filter((at) => localOf(at, timeZone) === localText(asUtc));
  const [first] = (exact.length > 0 ? exact : candidates.slice(0, 1)).sort((a, b) => +a - +b);
  return first ?? null;
}

/** An instant as a form shows it: `2026-11-22T08:30` in the time zone. */
export function localOf(at: Date, timeZone: string): string {
  return localText(new Date(at.getTime() + offsetMs(at, timeZone)));
}

const DAY_MS = 86_400_000;

const localText = (asUtc: Date) => asUtc.toISOString().slice(0, 16);

/** How far the zone's clocks are ahead of UTC at an instant, in milliseconds. */
function offsetMs(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return local - Math.floor(at.getTime() / 1000) * 1000;
}
