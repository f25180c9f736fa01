import { and, eq, gt, inArray, isNull, ne } from 'drizzle-orm';
import { resetRequests } from '@/drizzle/schema';
import type { Database } from '@/lib/db';

/**
 * Ends the links that were mailed to replace the passwords of accounts: they do not come back to life with
 * the address that they were sent to.
 *
 * @param except the request whose link stays
 */
export async function endMailedLinks(
  tx: Database,
  utilityId: string,
  userIds: readonly string[],
  now: Date,
  except?: string,
): Promise<void> {
  await tx
    .update(resetRequests)
    .set({ replacedAt: now })
    .where(
      and(
        eq(resetRequests.utilityId, utilityId),
        inArray(resetRequests.userId, [...userIds]),
        isNull(resetRequests.usedAt),
        isNull(resetRequests.replacedAt),
        except ? ne(resetRequests.resetRequestId, except) : undefined,
      ),
    );
}

/** The links of a utility that were mailed to replace a password, and have not ended by themselves. */
const openMailedLinks = (utilityId: string, now: Date) =>
  and(
    eq(resetRequests.utilityId, utilityId),
    isNull(resetRequests.usedAt),
    isNull(resetRequests.replacedAt),
    gt(resetRequests.expiresAt, now),
  );

/** How many mailed links of a utility have not ended by themselves. */
export function countMailedLinks(tx: Database, utilityId: string, now: Date): Promise<number> {
  return tx.$count(resetRequests, openMailedLinks(utilityId, now));
}

/** As {@link endMailedLinks}, for everybody at a utility. @returns how many ended */
export async function endEveryMailedLink(
  tx: Database,
  utilityId: string,
  now: Date,
): Promise<number> {
  const ended = await tx
    .update(resetRequests)
    .set({ replacedAt: now })
    .where(openMailedLinks(utilityId, now))
    .returning({ resetRequestId: resetRequests.resetRequestId });
  return ended.length;
}
