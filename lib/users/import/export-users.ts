import { and, asc, eq, gt } from 'drizzle-orm';
import { lastSignIns, lockouts, users } from '@/drizzle/schema';
import { mayAdminister } from '@/lib/accounts/administrators';
import { recordEvent } from '@/lib/audit/record-event';
import { db, inTransaction } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { statusOf, type UserStatus } from '@/lib/users/user-status';

export interface ExportedUser {
  fullName: string;
  username: string;
  email: string;
  roles: string[];
  signInMethod: 'password' | 'sso';
  status: UserStatus;
  lastSignInAt: Date | null;
}

export type ExportOutcome =
  | {
      kind: 'ready';
      /** Everybody at the utility by username, some at a time. */
      pages: AsyncGenerator<ExportedUser[]>;
    }
  | { kind: 'not_allowed' };

const PAGE = 1_000;

/** Everybody at the scope's utility, read as it is written: however many there are, few are in memory. */
export function exportUsers(scope: Scope): Promise<ExportOutcome> {
  return inTransaction(async (tx): Promise<ExportOutcome> => {
    if (!(await mayAdminister(tx, scope))) return { kind: 'not_allowed' };
    await recordEvent(tx, scope, 'users.exported', null, {});
    return { kind: 'ready', pages: pages(scope) };
  });
}

async function* pages(scope: Scope): AsyncGenerator<ExportedUser[]> {
  const now = scope.now();
  let after: string | null = null;
  for (;;) {
    const rows = await page(scope.utility.utilityId, after);
    if (rows.length === 0) return;
    yield rows.map(({ user, lockedAt, lastSignInAt }) => ({
      fullName: user.fullName,
      username: user.username,
      email: user.email,
      roles: user.roles,
      signInMethod: user.signInMethod,
      status: statusOf(user, lockedAt, now),
      lastSignInAt,
    }));
    after = rows.at(-1)?.user.usernameKey ?? null;
  }
}

function page(utilityId: string, after: string | null) {
  return db()
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
    .where(
      and(
        eq(users.utilityId, utilityId),
        after === null ? undefined : gt(users.usernameKey, after),
      ),
    )
    .orderBy(asc(users.usernameKey))
    .limit(PAGE);
}
