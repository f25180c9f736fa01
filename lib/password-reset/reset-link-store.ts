import { and, eq, gt, isNotNull, isNull, lt, max, sql } from 'drizzle-orm';
import { resetRequests, users } from '@/drizzle/schema';
import type { Database } from '@/lib/db';
import { isRequest, type ResetRequest } from '@/lib/password-reset/reset-request-store';

/** The request of this id at this utility, or null; an id of another utility finds nothing. */
export async function findRequest(
  tx: Database,
  utilityId: string,
  resetRequestId: string,
): Promise<ResetRequest | null> {
  const [row] = await tx.select().from(resetRequests).where(isRequest(utilityId, resetRequestId));
  return row ?? null;
}

/** A request with a link, and the account that it is for, both of one moment; or null. */
export async function findLink(
  tx: Database,
  utilityId: string,
  resetRequestId: string,
): Promise<{ request: ResetRequest; account: typeof users.$inferSelect } | null> {
  const [row] = await tx
    .select({ request: resetRequests, account: users })
    .from(resetRequests)
    .innerJoin(
      users,
      and(eq(users.utilityId, resetRequests.utilityId), eq(users.userId, resetRequests.userId)),
    )
    .where(isRequest(utilityId, resetRequestId));
  return row ?? null;
}

/** As {@link findRequest}, held against other changes until the transaction ends. */
export async function lockRequest(
  tx: Database,
  utilityId: string,
  resetRequestId: string,
): Promise<ResetRequest | null> {
  const [row] = await tx
    .select()
    .from(resetRequests)
    .where(isRequest(utilityId, resetRequestId))
    .for('update');
  return row ?? null;
}

/** The link has done its work; what comes after is counted anew. */
export async function markUsed(
  tx: Database,
  { utilityId, resetRequestId }: ResetRequest,
  now: Date,
): Promise<void> {
  await tx
    .update(resetRequests)
    .set({ usedAt: now, tries: 0 })
    .where(isRequest(utilityId, resetRequestId));
}

/** Counts a try at a link that is used, or is not, up to `most`. @returns whether it was one of them */
export async function countTry(
  tx: Database,
  { utilityId, resetRequestId }: Pick<ResetRequest, 'utilityId' | 'resetRequestId'>,
  isUsed: boolean,
  most: number,
): Promise<boolean> {
  const counted = await tx
    .update(resetRequests)
    .set({ tries: sql`${resetRequests.tries} + 1` })
    .where(
      and(
        isRequest(utilityId, resetRequestId),
        isUsed ? isNotNull(resetRequests.usedAt) : isNull(resetRequests.usedAt),
        lt(resetRequests.tries, most),
      ),
    )
    .returning({ tries: resetRequests.tries });
  return counted.length > 0;
}

/** Until when links may be asked for that each value of AUTH_SECRET makes, by its id. */
export async function openLinksByKey(tx: Database, now: Date): Promise<Map<string, Date>> {
  const rows = await tx
    .select({ keyId: resetRequests.keyId, until: max(resetRequests.expiresAt) })
    .from(resetRequests)
    .where(
      and(
        gt(resetRequests.expiresAt, now),
        isNull(resetRequests.usedAt),
        isNull(resetRequests.replacedAt),
      ),
    )
    .groupBy(resetRequests.keyId);
  return new Map(rows.flatMap(({ keyId, until }) => (until ? [[keyId, until]] : [])));
}
