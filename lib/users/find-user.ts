import { and, asc, eq, type SQL } from 'drizzle-orm';
import { lastSignIns, lockouts, users } from '@/drizzle/schema';
import { usernameKey } from '@/lib/accounts/username-rules';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import type { Role } from '@/lib/utilities/utility';

export type UserStatus =
  | 'active'
  | 'locked'
  | 'temporary_pending'
  | 'temporary_expired'
  | 'disabled';

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

/** The person of this username at the scope's utility, as compared at sign-in; or null. */
export async function findUserByUsername(
  scope: Scope,
  username: string,
): Promise<UserSummary | null> {
  const [user] = await summaries(scope, eq(users.usernameKey, usernameKey(username)));
  return user ?? null;
}

/** Everybody at the scope's utility, by full name. */
export function listUsers(scope: Scope): Promise<UserSummary[]> {
  return summaries(scope);
}

async function summaries(scope: Scope, where?: SQL): Promise<UserSummary[]> {
  const now = scope.now();
  const rows = await db()
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
    .where(and(eq(users.utilityId, scope.utility.utilityId), where))
    .orderBy(asc(users.fullName), asc(users.usernameKey));
  return rows.map(({ user, lockedAt, lastSignInAt }) => ({
    userId: user.userId,
    username: user.username,
    fullName: user.fullName,
    email: user.email,
    roles: user.roles as Role[],
    signInMethod: user.signInMethod,
    status: statusOf(user, lockedAt, now),
    lastSignInAt,
  }));
}

type StatusColumns = Pick<
  typeof users.$inferSelect,
  'disabledAt' | 'signInMethod' | 'passwordHash' | 'temporaryExpiresAt'
>;

/** What hinders the person most comes first; a lock never hinders SSO. */
export function statusOf(user: StatusColumns, lockedAt: Date | null, now: Date): UserStatus {
  if (user.disabledAt) return 'disabled';
  if (lockedAt && user.signInMethod === 'password') return 'locked';
  // Imported, and not handed out yet.
  if (user.signInMethod === 'password' && !user.passwordHash) return 'temporary_pending';
  if (!user.temporaryExpiresAt) return 'active';
  return now >= user.temporaryExpiresAt ? 'temporary_expired' : 'temporary_pending';
}
