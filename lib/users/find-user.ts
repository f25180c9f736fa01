import { and, eq, type SQL } from 'drizzle-orm';
import { lastSignIns, lockouts, users } from '@/drizzle/schema';
import { usernameKey } from '@/lib/accounts/username-rules';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { countGoodSessions } from '@/lib/session/good-session-store';
import { listUsers, type UserSummary } from '@/lib/users/list-users';
import { peopleWith } from '@/lib/users/shared-emails';
import { readUserListQuery } from '@/lib/users/user-list-query';
import { statusOf } from '@/lib/users/user-status';
import type { Role } from '@/lib/utilities/utility';

/** A person as the page that edits them shows them. */
export interface UserDetails extends UserSummary {
  /** What an edit says that it was made on. */
  version: number;
  lockedAt: Date | null;
  temporaryExpiresAt: Date | null;
  /** Imported, and not handed a temporary password yet. */
  isAwaitingHandOut: boolean;
  openSessions: number;
  /** The first others with the address, so that none of them can reset a password by mail. */
  sharesEmailWith: { userId: string; username: string }[];
}

/** The person of this username at the scope's utility, as compared at sign-in; or null. */
export async function findUserByUsername(
  scope: Scope,
  username: string,
): Promise<UserSummary | null> {
  const found = await find(scope, eq(users.usernameKey, usernameKey(username)));
  return found && summaryOf(found, scope.now());
}

/** The person of this id at the scope's utility, or null; an id of another utility finds nobody. */
export async function findUser(scope: Scope, userId: string): Promise<UserDetails | null> {
  const found = await find(scope, eq(users.userId, userId));
  if (!found) return null;
  const { user, lockedAt } = found;
  return {
    ...summaryOf(found, scope.now()),
    version: user.version,
    lockedAt: user.signInMethod === 'password' ? lockedAt : null,
    temporaryExpiresAt: user.temporaryExpiresAt,
    isAwaitingHandOut: user.signInMethod === 'password' && user.passwordHash === null,
    openSessions: await countGoodSessions(db(), scope.utility, userId, scope.now()),
    sharesEmailWith: await othersWithEmail(scope, user),
  };
}

/** Everybody at the scope's utility by username: however many there are, few are in memory. */
export async function* everybody(scope: Scope): AsyncGenerator<UserSummary[]> {
  const { query } = readUserListQuery({ view: 'all', sort: 'username' });
  for (;;) {
    const { users: page, after } = await listUsers(scope, query, 1_000);
    if (page.length > 0) yield page;
    if (!after) return;
    query.from = readUserListQuery({ sort: 'username', after }).query.from;
  }
}

type Found = NonNullable<Awaited<ReturnType<typeof find>>>;

async function find({ utility }: Scope, where: SQL) {
  const [row] = await db()
    .select({ user: users, lockedAt: lockouts.lockedAt, lastSignInAt: lastSignIns.at })
    .from(users)
    .leftJoin(
      lockouts,
      and(eq(lockouts.utilityId, users.utilityId), eq(lockouts.lockKey, users.lockKey)),
    )
    .leftJoin(
      lastSignIns,
      and(eq(lastSignIns.utilityId, users.utilityId), eq(lastSignIns.userId, users.userId)),
    )
    .where(and(eq(users.utilityId, utility.utilityId), where));
  return row ?? null;
}

function summaryOf({ user, lockedAt, lastSignInAt }: Found, now: Date): UserSummary {
  const { userId, username, fullName, email, signInMethod } = user;
  return {
    userId,
    username,
    fullName,
    email,
    roles: user.roles as Role[],
    signInMethod,
    status: statusOf(user, lockedAt, now),
    lastSignInAt,
  };
}

async function othersWithEmail({ utility }: Scope, user: Found['user']) {
  if (user.disabledAt || user.signInMethod === 'sso') return [];
  const people = await peopleWith(utility.utilityId, user.emailKey);
  return people
    .filter(({ userId }) => userId !== user.userId)
    .map(({ userId, username }) => ({ userId, username }));
}
