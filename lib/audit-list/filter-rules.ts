import { isAcceptableUsername } from '@/lib/accounts/username-rules';
import { dayAfter, isDay, startOfDay } from '@/lib/audit-list/day-rules';

/** What can be asked for: groups of events (lib/audit-list/acts). */
export const ACTS = [
  'sign_ins',
  'locks',
  'passwords',
  'accounts',
  'files',
  'mails',
  'settings',
] as const;
export type Act = (typeof ACTS)[number];

/** Which part of the audit list is asked for; null stands for no bound. */
export interface Filter {
  /** A username, as typed. */
  person: string | null;
  act: Act | null;
  from: Date | null;
  /** The first instant that is no longer asked for. */
  before: Date | null;
}

/** Where an event stands in the list. */
export interface Place {
  at: Date;
  eventId: bigint;
}

/** From which place the list is read; null for the newest. */
export type Turn = { to: 'older' | 'newer'; from: Place } | null;

const FIELDS = ['person', 'act', 'from', 'until'] as const;
export type FilterField = (typeof FIELDS)[number];

/** The fields of the filter as they were typed, to be shown again and put into addresses. */
export type TypedFilter = Record<FilterField, string>;

export type FilterFault =
  | { field: 'person'; fault: 'no_username' }
  | { field: 'act'; fault: 'unknown' }
  | { field: 'from' | 'until'; fault: 'no_date' }
  | { field: 'until'; fault: 'before_from' };

export type AskedFor =
  | { kind: 'valid'; typed: TypedFilter; filter: Filter; turn: Turn }
  /** The address names a place that is none: the list is read from its beginning. */
  | { kind: 'no_such_place'; typed: TypedFilter; filter: Filter; turn: null }
  | { kind: 'invalid'; typed: TypedFilter; faults: FilterFault[] };

type Query = Record<string, string | string[] | undefined>;

/**
 * What an address asks for. Everything in it may be made up: what is not understood is named by its
 * field, and nothing is asked of the database with it.
 *
 * @param timeZone the utility's, in which the days are
 */
export function readFilter(query: Query, timeZone: string): AskedFor {
  const faults: FilterFault[] = [];
  const person = textOf(query.person);
  const act = ACTS.find((one) => one === textOf(query.act)) ?? null;
  const from = textOf(query.from);
  const until = textOf(query.until);
  if (person !== '' && !isAcceptableUsername(person)) {
    faults.push({ field: 'person', fault: 'no_username' });
  }
  if (textOf(query.act) !== '' && !act) faults.push({ field: 'act', fault: 'unknown' });
  if (from !== '' && !isDay(from)) faults.push({ field: 'from', fault: 'no_date' });
  if (until !== '' && !isDay(until)) faults.push({ field: 'until', fault: 'no_date' });
  else if (isDay(from) && until !== '' && until < from) {
    faults.push({ field: 'until', fault: 'before_from' });
  }
  const typed = { person, act: act ?? '', from, until };
  if (faults.length > 0) return { kind: 'invalid', faults, typed: showable(typed) };
  const filter = {
    person: person === '' ? null : person,
    act,
    from: from === '' ? null : startOfDay(from, timeZone),
    before: until === '' ? null : startOfDay(dayAfter(until), timeZone),
  };
  const turn = readTurn(query);
  if (turn === 'made_up') return { kind: 'no_such_place', filter, turn: null, typed };
  return { kind: 'valid', filter, turn, typed };
}

/** The part of an address that asks for this again, and for the list from a place on. */
export function addressQuery(typed: TypedFilter, turn: Turn = null): string {
  const query = new URLSearchParams();
  for (const field of FIELDS) if (typed[field] !== '') query.set(field, typed[field]);
  if (turn) query.set(turn.to, `${turn.from.at.getTime()}.${turn.from.eventId}`);
  return query.toString();
}

/** A parameter that comes twice is neither of the two. */
function textOf(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join('\0') : (value ?? '').trim();
}

function readTurn({ older, newer }: Query): Turn | 'made_up' {
  if (older === undefined && newer === undefined) return null;
  const text = textOf(older ?? newer);
  const [, at, id] = /^(\d{1,15})\.(\d{1,19})$/.exec(text) ?? [];
  if (!at || !id || (older !== undefined && newer !== undefined)) return 'made_up';
  const from = { at: new Date(Number(at)), eventId: BigInt(id) };
  if (from.at.getTime() > LATEST_MS || from.eventId > LARGEST_ID) return 'made_up';
  return { to: older === undefined ? 'newer' : 'older', from };
}

/** The end of the year 9999: a later date has no four-digit year. */
const LATEST_MS = Date.UTC(10_000, 0) - 1;
const LARGEST_ID = 2n ** 63n - 1n;
const LONGEST_SHOWN = 100;

function showable(typed: TypedFilter): TypedFilter {
  const shown = (text: string) => text.replace(/\p{Cc}/gu, ' ').slice(0, LONGEST_SHOWN);
  const { person, act, from, until } = typed;
  return { person: shown(person), act, from: shown(from), until: shown(until) };
}
