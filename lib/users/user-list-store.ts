import { type SQL, sql } from 'drizzle-orm';
import { COUNTED } from '@/lib/counted-rules';
import { type Database, PLANNED_ANEW } from '@/lib/db';
import { listConditions } from '@/lib/users/user-list-conditions';
import { findsNobody, type Sort, type UserListQuery } from '@/lib/users/user-list-query';

/** A row of the list, with the key that it is sorted by. */
export type ListRow = {
  userId: string;
  key: string;
  username: string;
  fullName: string;
  email: string;
  roles: string[];
  signInMethod: 'password' | 'sso';
  hasPassword: boolean;
  disabledAt: Date | null;
  temporaryExpiresAt: Date | null;
  lockedAt: Date | null;
  lastSignInAt: Date | null;
};

export interface Rows {
  /** In the order of the list, one more than a page where there are more. */
  rows: ListRow[];
  /** Counted to 1,000; more is more. */
  total: number;
}

/**
 * So many hits are gathered and sorted. Where there are more, they are so dense that walking along
 * the order finds a page of them soon.
 */
const GATHERED = 2_500;

/** Never signed in counts as longest ago; the index is over this very expression. */
const LAST_SIGN_IN = sql`coalesce(s.at, '1970-01-01 00:00:00+00'::timestamptz)`;

const KEYS: Record<Sort, SQL> = {
  name: sql`u.name_key`,
  username: sql`u.username_key`,
  email: sql`u.email_key`,
  lastSignIn: LAST_SIGN_IN,
};

const SOURCE = sql`users u`;
const SOURCE_BY_SIGN_IN = sql`last_sign_ins s join users u using (utility_id, user_id)`;

/**
 * One page of the list, and how many it has in all. Time does not grow with the number of users: what
 * narrows the list is found by its own index, and everything else walks along the index of the order.
 */
export async function readUserList(
  tx: Database,
  utilityId: string,
  query: UserListQuery,
  size: number,
  now: Date,
): Promise<Rows> {
  const { view, search, status, role, method, shared } = query;
  if (findsNobody(search)) return { rows: [], total: 0 };
  const isNarrow = Boolean(search || status || role || method || shared || view === 'inactive');
  const within = listConditions(utilityId, query, now);
  if (isNarrow) {
    const gathered = await tx.execute<RawRow>(gatheredPage(query, within, size + 1));
    const total = gathered[0]?.total ?? 0;
    if (total <= GATHERED) return { rows: toRows(gathered, query), total };
  }
  const walked = await tx.execute<RawRow>(walkedPage(query, within, size + 1));
  return { rows: toRows(walked, query), total: isNarrow ? COUNTED + 1 : (walked[0]?.total ?? 0) };
}

/** Finds all hits first: their own index is quicker than the order's. */
function gatheredPage(query: UserListQuery, within: SQL, most: number): SQL {
  const key = KEYS[query.sort];
  const source = query.sort === 'lastSignIn' ? SOURCE_BY_SIGN_IN : SOURCE;
  return sql`${sql.raw(PLANNED_ANEW)}
    with hits as materialized (
      select u.utility_id, u.user_id, ${key} as key from ${source}
      where ${within} limit ${GATHERED + 1}
    ), page as (
      select * from hits ${beyond(query, sql`key`, sql`user_id`, sql`where`)}
      order by ${ordered(query, sql`key`, sql`user_id`)} limit ${most}
    ), counted as (select count(*)::int as total from hits)
    ${shown(query)}`;
}

/** Walks along the order until the page is full. */
function walkedPage(query: UserListQuery, within: SQL, most: number): SQL {
  const key = KEYS[query.sort];
  const isBySignIn = query.sort === 'lastSignIn';
  const id = isBySignIn ? sql`s.user_id` : sql`u.user_id`;
  const narrowed = isBySignIn ? sql`${within} and s.utility_id = u.utility_id` : within;
  return sql`${sql.raw(PLANNED_ANEW)}
    with page as (
      select u.utility_id, u.user_id, ${key} as key
      from ${isBySignIn ? SOURCE_BY_SIGN_IN : SOURCE}
      where ${narrowed} ${beyond(query, key, id, sql`and`)}
      order by ${ordered(query, key, id)} limit ${most}
    ), counted as (
      select count(*)::int as total
      from (select from ${SOURCE} where ${within} limit ${COUNTED + 1}) as counted_rows
    )
    ${shown(query)}`;
}

/** The page's people as the list shows them; one row with the count where there is nobody. */
function shown(query: UserListQuery): SQL {
  return sql`
    select counted.total, page.user_id, page.key::text as key, u.username, u.full_name, u.email,
      u.roles, u.sign_in_method, u.password_hash is not null as has_password, u.disabled_at,
      u.temporary_expires_at, l.locked_at, s.at as last_sign_in_at
    from counted
    left join page on true
    left join users u on u.utility_id = page.utility_id and u.user_id = page.user_id
    left join lockouts l on l.utility_id = u.utility_id and l.lock_key = u.lock_key
    left join last_sign_ins s on s.utility_id = u.utility_id and s.user_id = u.user_id
    order by ${ordered(query, sql`page.key`, sql`page.user_id`)}`;
}

function isDescending({ order, from }: UserListQuery): boolean {
  return (order === 'desc') !== (from?.direction === 'before');
}

function ordered(query: UserListQuery, key: SQL, id: SQL): SQL {
  return isDescending(query) ? sql`${key} desc, ${id} desc` : sql`${key}, ${id}`;
}

/** The rows on the far side of the place that the address names. */
function beyond(query: UserListQuery, key: SQL, id: SQL, introducedBy: SQL): SQL {
  if (!query.from) return sql``;
  const { key: value, userId } = query.from.at;
  const place =
    query.sort === 'lastSignIn' ? sql`${value}::text::timestamptz` : sql`${value}::text`;
  const comparison = isDescending(query) ? sql`<` : sql`>`;
  return sql`${introducedBy} (${key}, ${id}) ${comparison} (${place}, ${userId}::uuid)`;
}

type RawRow = {
  total: number;
  user_id: string | null;
  key: string;
  username: string;
  full_name: string;
  email: string;
  roles: string[];
  sign_in_method: 'password' | 'sso';
  has_password: boolean;
  disabled_at: string | Date | null;
  temporary_expires_at: string | Date | null;
  locked_at: string | Date | null;
  last_sign_in_at: string | Date | null;
};

function toRows(raw: readonly RawRow[], query: UserListQuery): ListRow[] {
  const rows = raw.flatMap((row) => (row.user_id === null ? [] : [toRow(row, row.user_id)]));
  return query.from?.direction === 'before' ? rows.reverse() : rows;
}

function toRow(row: RawRow, userId: string): ListRow {
  return {
    userId,
    key: row.key,
    username: row.username,
    fullName: row.full_name,
    email: row.email,
    roles: row.roles,
    signInMethod: row.sign_in_method,
    hasPassword: row.has_password,
    disabledAt: instant(row.disabled_at),
    temporaryExpiresAt: instant(row.temporary_expires_at),
    lockedAt: instant(row.locked_at),
    lastSignInAt: instant(row.last_sign_in_at),
  };
}

/** drizzle turns the driver's dates off; its own reading works on columns only. */
const instant = (value: string | Date | null) => (value === null ? null : new Date(value));
