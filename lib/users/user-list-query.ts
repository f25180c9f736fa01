import { z } from 'zod';
import { folded } from '@/lib/accounts/search-rules';
import { STATUSES, type UserStatus } from '@/lib/users/user-status';
import { ROLES, type Role } from '@/lib/utilities/utility';

export const VIEWS = ['active', 'inactive', 'all'] as const;
export const SORTS = ['name', 'username', 'email', 'lastSignIn'] as const;
export type View = (typeof VIEWS)[number];
export type Sort = (typeof SORTS)[number];
export type Order = 'asc' | 'desc';

/** Who is on the list, and in which order. */
export interface UserListQuery {
  view: View;
  /** As typed; empty for everybody. */
  search: string;
  status: UserStatus | null;
  role: Role | null;
  method: 'password' | 'sso' | null;
  /** Only accounts that share their address so that none of them can be mailed a reset link. */
  shared: boolean;
  sort: Sort;
  order: Order;
  /** The page after or before a person of the list; null for the first. */
  from: { direction: 'after' | 'before'; at: Place } | null;
}

/** A place in the order: what is sorted by, and the person who has it. */
export interface Place {
  key: string;
  userId: string;
}

/** Longer ones match nobody: a name has 200 characters, an address 254. */
const LONGEST_SEARCH = 254;

type Asked = Record<string, string | string[] | undefined>;

export type QueryFault = 'search_too_long' | 'search_characters' | 'place';

/**
 * Reads an address of the list. Unknown names of views, filters and sorts are left out; a search or a
 * place that cannot be is a fault, and the list is then shown without it.
 */
export function readUserListQuery(asked: Asked): { query: UserListQuery; faults: QueryFault[] } {
  const faults: QueryFault[] = [];
  const one = (name: string) => [asked[name] ?? []].flat()[0] ?? '';
  const among = <T extends string>(name: string, values: readonly T[]) =>
    values.find((value) => value === one(name)) ?? null;
  const status = among('status', STATUSES);
  const sort = among('sort', SORTS) ?? 'name';
  const query: UserListQuery = {
    view: status === 'disabled' ? 'inactive' : (among('view', VIEWS) ?? 'active'),
    search: one('q').trim(),
    status,
    role: among('role', ROLES),
    method: among('method', ['password', 'sso'] as const),
    shared: one('shared') === '1',
    sort,
    order: among('order', ['asc', 'desc'] as const) ?? defaultOrder(sort),
    from: null,
  };
  const fault = searchFault(query.search);
  if (fault) {
    faults.push(fault);
    query.search = '';
  }
  for (const direction of ['after', 'before'] as const) {
    const token = one(direction);
    if (token === '') continue;
    const at = readPlace(token, sort);
    if (at) query.from = { direction, at };
    else faults.push('place');
  }
  return { query, faults };
}

/** Who signed in last is asked for more often than who never did. */
export function defaultOrder(sort: Sort): Order {
  return sort === 'lastSignIn' ? 'desc' : 'asc';
}

function searchFault(search: string): QueryFault | null {
  if ([...search].length > LONGEST_SEARCH) return 'search_too_long';
  return /[\p{Cc}\p{Cs}]/u.test(search) ? 'search_characters' : null;
}

/** The search's words as they are looked for; each must be found. */
export function searchWords(search: string): string[] {
  return [...new Set(folded(search).split(' '))].filter((word) => word !== '');
}

/** A name of 200 characters may fold to eighteen times as many. */
const PLACE = z.tuple([z.enum(SORTS), z.string().max(4_000), z.uuid()]);

/** As PostgreSQL prints the times that are sorted by. */
const INSTANT = /^(19|20)\d\d-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{1,6})?(\+00|Z)$/;

function isInstant(text: string): boolean {
  const at = new Date(text.replace(' ', 'T').replace('+00', 'Z'));
  if (Number.isNaN(at.getTime())) return false;
  return INSTANT.test(text) && at.toISOString().slice(0, 10) === text.slice(0, 10);
}

/** Whether a search names nobody: no name is made of signs alone, and no index finds them. */
export function findsNobody(search: string): boolean {
  const words = searchWords(search);
  return words.length > 0 && !words.some((word) => /[\p{L}\p{N}]/u.test(word));
}

/** A place in the list for an address; it holds what the list shows, and is good for its sort only. */
export function placeToken(sort: Sort, { key, userId }: Place): string {
  return Buffer.from(JSON.stringify([sort, key, userId])).toString('base64url');
}

function readPlace(token: string, sort: Sort): Place | null {
  if (token.length > 12_000) return null;
  try {
    const read = PLACE.safeParse(JSON.parse(Buffer.from(token, 'base64url').toString()));
    if (!read.success || read.data[0] !== sort) return null;
    const [, key, userId] = read.data;
    if (key.includes('\0') || (sort === 'lastSignIn' && !isInstant(key))) return null;
    return { key, userId };
  } catch {
    return null;
  }
}
