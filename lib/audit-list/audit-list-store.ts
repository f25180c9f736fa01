import { type SQL, sql } from 'drizzle-orm';
import { normalizeUsername, usernameKey } from '@/lib/accounts/username-rules';
import type { EventType } from '@/lib/audit/event-catalogue';
import type { Place } from '@/lib/audit-list/filter-rules';
import type { Database } from '@/lib/db';

/** Which events are looked for; null stands for all. */
export interface Wanted {
  utilityId: string;
  /** People by id: events that they caused or that happened to them. */
  people: readonly string[] | null;
  types: readonly EventType[] | null;
  from: Date | null;
  before: Date | null;
}

/** Attempts at names that no account has stand in no list: they are counted. */
const NAMELESS = sql`type = 'sign_in.failed' and subject_id is null`;
const LISTED = sql`not (type = 'sign_in.failed' and subject_id is null)`;

/**
 * The next places in the list after one, in the order asked for. Every branch of the question is one
 * range of one index and gives no more than is asked for, so that the length of the list does not
 * count.
 */
export async function placesFrom(
  tx: Database,
  wanted: Wanted,
  to: 'older' | 'newer',
  from: Place | null,
  most: number,
): Promise<Place[]> {
  const order = to === 'older' ? sql`order by at desc, event_id desc` : sql`order by at, event_id`;
  const range = [
    ...(from ? [to === 'older' ? olderThan(from) : newerThan(from)] : []),
    ...span(wanted),
  ];
  const top = (conditions: SQL[]) => sql`(
    select at, event_id from audit_events
    where ${sql.join([sql`utility_id = ${wanted.utilityId}`, LISTED, ...conditions, ...range], sql` and `)}
    ${order} limit ${most})`;
  const rows = await tx.execute<{ at: string; eventId: string }>(sql`
    select (extract(epoch from at) * 1000)::bigint as at, event_id as "eventId"
    from ${branches(wanted, top)} ${order} limit ${most}`);
  return rows.map(({ at, eventId }) => ({
    at: new Date(Number(at)),
    eventId: BigInt(eventId),
  }));
}

function branches({ people, types }: Wanted, top: (conditions: SQL[]) => SQL): SQL {
  const ofTypes = types ? [sql`type = any(${listOf(types)}::text[])`] : [];
  if (people) {
    const ids = sql`${listOf(people)}::uuid[]`;
    const subject = top([sql`subject_id = person.id`, ...ofTypes]);
    const actor = top([
      sql`actor_id = person.id`,
      sql`(subject_id is null or subject_id <> all(${ids}))`,
      ...ofTypes,
    ]);
    return sql`unnest(${ids}) as person(id)
      cross join lateral (${subject} union all ${actor}) as found`;
  }
  if (types) {
    return sql`unnest(${listOf(types)}::text[]) as wanted(name)
      cross join lateral ${top([sql`type = wanted.name`])} as found`;
  }
  return sql`${top([])} as found`;
}

function olderThan({ at, eventId }: Place): SQL {
  return sql`(at, event_id) < (${at.toISOString()}::timestamptz, ${String(eventId)}::bigint)`;
}

function newerThan({ at, eventId }: Place): SQL {
  return sql`(at, event_id) > (${at.toISOString()}::timestamptz, ${String(eventId)}::bigint)`;
}

function span({ from, before }: Pick<Wanted, 'from' | 'before'>): SQL[] {
  return [
    ...(from ? [sql`at >= ${from.toISOString()}::timestamptz`] : []),
    ...(before ? [sql`at < ${before.toISOString()}::timestamptz`] : []),
  ];
}

/** How many attempts there were at names that no account has; counted no further than `most`. */
export async function countNameless(
  tx: Database,
  { utilityId, ...bounds }: Pick<Wanted, 'utilityId' | 'from' | 'before'>,
  most: number,
): Promise<number> {
  const conditions = [sql`utility_id = ${utilityId}`, NAMELESS, ...span(bounds)];
  const [row] = await tx.execute<{ count: number }>(sql`
    select count(*)::int as count from (
      select from audit_events where ${sql.join(conditions, sql` and `)}
      -- In the index's own order, or the planner might think little of it.
      order by at limit ${most}
    ) as nameless`);
  return row?.count ?? 0;
}

/** More people than ever had one username. */
const MOST_PEOPLE = 20;

/** The ids of everybody who has this username at the utility, or had it: renamed or deleted since. */
export async function peopleNamed(
  tx: Database,
  utilityId: string,
  typedUsername: string,
): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    (select user_id as id from users
      where utility_id = ${utilityId} and username_key = ${usernameKey(typedUsername)})
    union
    (select distinct subject_id from audit_events
      where utility_id = ${utilityId} and lower(subject_name) = lower(${normalizeUsername(typedUsername)})
        and type in ('user.added', 'user.imported', 'user.changed', 'user.deleted')
        and subject_id is not null
      limit ${MOST_PEOPLE})`);
  return rows.map(({ id }) => id);
}

/** An array as PostgreSQL reads it, of what needs no quotes: ids and names of events. */
function listOf(values: readonly string[]): string {
  return `{${values.join()}}`;
}
