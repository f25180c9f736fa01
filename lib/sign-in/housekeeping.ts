import { and, isNotNull, lt, notExists, or, sql } from 'drizzle-orm';
import { knownAddresses, lockouts, sessions, throttleFailures, users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { SAME_CLICK_MS } from '@/lib/passwords/same-click-policy';
import { SIGN_IN_THROTTLE } from '@/lib/throttle/throttle-policy';

const DAY_MS = 86_400_000;

/** How long a session's row outlives the session, so that its page can say why it is over. */
const SESSION_KEPT_MS = 7 * DAY_MS;
/** The longest absolute lifetime that a utility may set. */
const LONGEST_SESSION_MS = 168 * 3_600_000;
/** A name that no account has is forgotten this long after the last attempt at it. */
const LOCK_KEPT_MS = 90 * DAY_MS;

/** Forgets what no rule asks about any more. Any number of servers may do so at once. */
export async function deleteOutlived(now: Date): Promise<void> {
  const before = (ms: number) => new Date(now.getTime() - ms);
  await db()
    .delete(throttleFailures)
    .where(lt(throttleFailures.at, before(SIGN_IN_THROTTLE.windowMs)));
  await db()
    .delete(knownAddresses)
    .where(lt(knownAddresses.lastSignInAt, before(SIGN_IN_THROTTLE.knownAddressMs)));
  await db()
    .delete(sessions)
    .where(
      or(
        lt(sessions.endedAt, before(SESSION_KEPT_MS)),
        lt(sessions.createdAt, before(LONGEST_SESSION_MS + SESSION_KEPT_MS)),
      ),
    );
  await db()
    .update(sessions)
    .set({ previousSecretHash: null })
    .where(
      and(isNotNull(sessions.previousSecretHash), lt(sessions.rotatedAt, before(SAME_CLICK_MS))),
    );
  await db()
    .delete(lockouts)
    .where(
      and(
        lt(lockouts.lastAttemptAt, before(LOCK_KEPT_MS)),
        notExists(
          db()
            .select({ one: sql`1` })
            .from(users)
            .where(
              sql`${users.utilityId} = ${lockouts.utilityId} and ${users.lockKey} = ${lockouts.lockKey}`,
            ),
        ),
      ),
    );
}
