import { type SQL, sql } from 'drizzle-orm';
import { searchWords, type UserListQuery } from '@/lib/users/user-list-query';
import type { UserStatus } from '@/lib/users/user-status';

/** Who is on the list: what holds of each row of `users u`. */
export function listConditions(utilityId: string, query: UserListQuery, now: Date): SQL {
  const all: SQL[] = [sql`u.utility_id = ${utilityId}`];
  if (query.view === 'active') all.push(sql`u.disabled_at is null`);
  if (query.view === 'inactive') all.push(sql`u.disabled_at is not null`);
  const words = searchWords(query.search);
  const isShort = words.every((word) => [...word].length < 3);
  for (const word of words) all.push(isShort ? beginsWord(word) : contains(word));
  if (query.status) all.push(hasStatus(query.status, utilityId, now));
  if (query.role) all.push(sql`u.roles @> array[${query.role}]::text[]`);
  if (query.method) all.push(sql`u.sign_in_method = ${query.method}`);
  if (query.shared) {
    all.push(sql`u.disabled_at is null and u.sign_in_method = 'password' and u.email_key in (
      select email_key from email_uses where utility_id = ${utilityId} and uses > 1)`);
  }
  return sql.join(all, sql` and `);
}

/** Any part of name, username or address; `%`, `_` and `\` are characters like others. */
function contains(word: string): SQL {
  return sql`u.search_text like ${`%${escaped(word)}%`}`;
}

const escaped = (word: string) => word.replace(/[\\%_]/g, '\\$&');

/** One or two letters are a part of nearly every name: they match from the start of words. */
function beginsWord(word: string): SQL {
  return sql`u.search_text like ${`% ${escaped(word)}%`}`;
}

function hasStatus(status: UserStatus, utilityId: string, now: Date): SQL {
  if (status === 'disabled') return sql`u.disabled_at is not null`;
  const isLocked = sql`u.sign_in_method = 'password' and u.lock_key in (
    select lock_key from lockouts where utility_id = ${utilityId} and locked_at is not null)`;
  const open = sql`u.disabled_at is null`;
  if (status === 'locked') return sql`${open} and ${isLocked}`;
  const free = sql`${open} and not (${isLocked})`;
  const at = sql`${now.toISOString()}::timestamptz`;
  const isAwaited = sql`(u.sign_in_method = 'password' and u.password_hash is null)`;
  switch (status) {
    case 'temporary_expired':
      return sql`${free} and u.temporary_expires_at <= ${at}`;
    case 'temporary_pending':
      return sql`${free} and (u.temporary_expires_at > ${at} or ${isAwaited})`;
    case 'active':
      return sql`${free} and u.temporary_expires_at is null and not ${isAwaited}`;
  }
}
