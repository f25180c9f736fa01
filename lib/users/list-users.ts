import { counted } from '@/lib/counted-rules';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { type Place, placeToken, type UserListQuery } from '@/lib/users/user-list-query';
import { type ListRow, readUserList } from '@/lib/users/user-list-store';
import { statusOf, type UserStatus } from '@/lib/users/user-status';
import type { Role } from '@/lib/utilities/utility';

/** A person as lists and pages show them. */
export interface UserSummary {
  userId: string;
  username: string;
  fullName: string;
  email: string;
  roles: Role[];
  signInMethod: 'password' | 'sso';
  status: UserStatus;
  lastSignInAt: Date | null;
}

export interface UserPage {
  users: UserSummary[];
  total: number;
  /** There are more than `total`, which counts to 1,000. */
  hasMoreThanTotal: boolean;
  /** For the address of the page before and after, null where there is none. */
  before: string | null;
  after: string | null;
}

export const PAGE_SIZE = 50;

/** A page of the people of the scope's utility. */
export async function listUsers(
  scope: Scope,
  query: UserListQuery,
  size = PAGE_SIZE,
): Promise<UserPage> {
  const now = scope.now();
  const { rows, total } = await readUserList(db(), scope.utility.utilityId, query, size, now);
  const { count, hasMore } = counted(total);
  const backwards = query.from?.direction === 'before';
  const isCut = rows.length > size;
  // The one too many stands where the reading ended.
  const page = isCut ? (backwards ? rows.slice(1) : rows.slice(0, size)) : rows;
  const token = (row: Place | undefined) => (row ? placeToken(query.sort, row) : null);
  const hasBefore = backwards ? isCut : query.from !== null;
  const hasAfter = backwards ? true : isCut;
  return {
    users: page.map((row) => summary(row, now)),
    total: count,
    hasMoreThanTotal: hasMore,
    before: hasBefore ? token(page[0]) : null,
    after: hasAfter ? token(page.at(-1)) : null,
  };
}

/** A row as it is shown. */
function summary(row: ListRow, now: Date): UserSummary {
  const { userId, username, fullName, email, signInMethod, lastSignInAt } = row;
  const passwordHash = row.hasPassword ? 'there' : null;
  return {
    userId,
    username,
    fullName,
    email,
    roles: row.roles as Role[],
    signInMethod,
    status: statusOf({ ...row, passwordHash }, row.lockedAt, now),
    lastSignInAt,
  };
}
