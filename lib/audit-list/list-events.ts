import type { StoredEvent } from '@/lib/audit/seal-rules';
import { chainHead, eventsById, sealOf } from '@/lib/audit/seal-store';
import { typesOf } from '@/lib/audit-list/acts';
import {
  countNameless,
  peopleNamed,
  placesFrom,
  type Wanted,
} from '@/lib/audit-list/audit-list-store';
import type { Filter, Place, Turn } from '@/lib/audit-list/filter-rules';
import { COUNTED } from '@/lib/counted-rules';
import { type Database, db } from '@/lib/db';
import type { Scope } from '@/lib/scope';

const PAGE = 50;

/** A page of the audit list, newest first. */
export interface EventPage {
  events: StoredEvent[];
  newer: Turn;
  older: Turn;
  /**
   * Attempts at usernames that no account has in the time that the page covers, 1,001 standing for
   * more than 1,000; null where the filter asks for something else.
   */
  nameless: number | null;
  /** Whether somebody has or had the username that is asked for. */
  personKnown: boolean;
}

/** Reads a page of the utility's audit list. */
export async function listEvents(
  { utility }: Scope,
  filter: Filter,
  turn: Turn,
): Promise<EventPage> {
  const wanted = await wantedBy(db(), utility.utilityId, filter);
  const shown = (turn && (await pageFrom(db(), wanted, turn))) ?? (await newestPage(db(), wanted));
  const isNamelessAskedFor = !wanted.people && (!wanted.types || filter.act === 'sign_ins');
  return {
    events: await inOrder(db(), wanted, shown.places),
    newer: shown.newer && { to: 'newer', from: shown.newer },
    older: shown.older && { to: 'older', from: shown.older },
    nameless: isNamelessAskedFor ? await countNameless(db(), shown.covers, COUNTED + 1) : null,
    personKnown: wanted.people?.length !== 0,
  };
}

/** Up to when the utility's list is sealed: when the event with the last number happened. */
export async function sealedUpTo({ utility }: Scope): Promise<Date | null> {
  const { utilityId } = utility;
  const head = await chainHead(db(), utilityId);
  const eventId = head && (await sealOf(db(), utilityId, head.number));
  if (!eventId) return null;
  const [event] = await eventsById(db(), utilityId, [eventId]);
  return event?.at ?? null;
}

/** The filter in the words of the store. */
export async function wantedBy(tx: Database, utilityId: string, filter: Filter): Promise<Wanted> {
  const { person, act, from, before } = filter;
  return {
    utilityId,
    people: person === null ? null : await peopleNamed(tx, utilityId, person),
    types: act && typesOf(act),
    from,
    before,
  };
}

/** The events of these places, which must be of the utility, in the places' order. */
export async function inOrder(
  tx: Database,
  { utilityId }: Wanted,
  places: readonly Place[],
): Promise<StoredEvent[]> {
  const ids = places.map(({ eventId }) => eventId);
  const events = new Map(
    (await eventsById(tx, utilityId, ids)).map((event) => [event.eventId, event]),
  );
  // What was dropped between the two questions is gone.
  return ids.flatMap((id) => events.get(id) ?? []);
}

interface Shown {
  places: Place[];
  /** Its first and last place, where the list goes on there. */
  newer: Place | null;
  older: Place | null;
  /** The time from the last event shown up to the next newer one: pages leave no gap and none twice. */
  covers: Pick<Wanted, 'utilityId' | 'from' | 'before'>;
}

async function newestPage(tx: Database, wanted: Wanted): Promise<Shown> {
  const found = await placesFrom(tx, wanted, 'older', null, PAGE + 1);
  return shownOf(wanted, found.slice(0, PAGE), null, found.length > PAGE);
}

/** Null where the page would reach above the newest event, or begin there. */
async function pageFrom(
  tx: Database,
  wanted: Wanted,
  { to, from }: NonNullable<Turn>,
): Promise<Shown | null> {
  const found = await placesFrom(tx, wanted, to, from, PAGE + 1);
  if (to === 'older') {
    return shownOf(wanted, found.slice(0, PAGE), from, found.length > PAGE);
  }
  const above = found[PAGE];
  return above ? shownOf(wanted, found.slice(0, PAGE).reverse(), above, true) : null;
}

function shownOf(wanted: Wanted, places: Place[], above: Place | null, goesOn: boolean): Shown {
  const last = places.at(-1) ?? null;
  return {
    places,
    newer: above && (places[0] ?? null),
    older: goesOn ? last : null,
    covers: {
      utilityId: wanted.utilityId,
      from: goesOn && last ? last.at : wanted.from,
      before: above?.at ?? wanted.before,
    },
  };
}
