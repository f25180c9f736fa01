import { and, asc, desc, eq, gt, isNotNull, isNull, lt, lte, max, ne, sql } from 'drizzle-orm';
import { resetRequests, sharedEmailBlocks, users } from '@/drizzle/schema';
import type { Database } from '@/lib/db';
import { RESET_THROTTLE } from '@/lib/password-reset/reset-throttle-policy';

/** A request for a new password, as the database holds it. */
export type ResetRequest = typeof resetRequests.$inferSelect;

type NewRequest = Pick<
  ResetRequest,
  | 'utilityId'
  | 'resetRequestId'
  | 'requestedAt'
  | 'keyId'
  | 'sealedAddress'
  | 'addressKey'
  | 'clientKey'
  | 'clientAddress'
  | 'requestId'
>;

export async function insertRequest(tx: Database, request: NewRequest): Promise<void> {
  await tx.insert(resetRequests).values({ ...request, decideAfter: request.requestedAt });
}

/** Lets one transaction at a time count and insert what has this name; until it ends. */
export async function oneAtATime(tx: Database, utilityId: string, name: string): Promise<void> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`${utilityId} ${name}`}, 7402118301))`,
  );
}

/** When a client made its last requests within the window, newest first, up to the limit. */
export async function recentOfClient(
  tx: Database,
  utilityId: string,
  clientKey: string,
  now: Date,
): Promise<Date[]> {
  const rows = await tx
    .select({ requestedAt: resetRequests.requestedAt })
    .from(resetRequests)
    .where(
      and(
        eq(resetRequests.utilityId, utilityId),
        eq(resetRequests.clientKey, clientKey),
        gt(resetRequests.requestedAt, windowStart(now)),
      ),
    )
    .orderBy(desc(resetRequests.requestedAt))
    .limit(RESET_THROTTLE.perClient);
  return rows.map(({ requestedAt }) => requestedAt);
}

/** How many requests for the same address were let through within the window before this one. */
export async function letThroughForAddress(tx: Database, request: ResetRequest): Promise<number> {
  const rows = await tx
    .select({ one: sql`1` })
    .from(resetRequests)
    .where(
      and(
        eq(resetRequests.utilityId, request.utilityId),
        eq(resetRequests.addressKey, request.addressKey),
        gt(resetRequests.requestedAt, windowStart(request.requestedAt)),
        isNotNull(resetRequests.decidedAt),
        ne(resetRequests.outcome, 'throttled'),
      ),
    )
    .limit(RESET_THROTTLE.perAddress);
  return rows.length;
}

function windowStart(now: Date): Date {
  return new Date(now.getTime() - RESET_THROTTLE.windowMs);
}

/** The requests that wait for a decision now, oldest first. */
export function undecidedRequests(tx: Database, most: number, now: Date) {
  return tx
    .select({
      utilityId: resetRequests.utilityId,
      resetRequestId: resetRequests.resetRequestId,
    })
    .from(resetRequests)
    .where(and(isNull(resetRequests.decidedAt), lte(resetRequests.decideAfter, now)))
    .orderBy(asc(resetRequests.decideAfter))
    .limit(most);
}

/** A request that still waits and that nobody else is deciding on; held until the transaction ends. */
export async function takeUndecided(
  tx: Database,
  { utilityId, resetRequestId }: Pick<ResetRequest, 'utilityId' | 'resetRequestId'>,
): Promise<ResetRequest | null> {
  const [row] = await tx
    .select()
    .from(resetRequests)
    .where(and(isRequest(utilityId, resetRequestId), isNull(resetRequests.decidedAt)))
    .for('update', { skipLocked: true });
  return row ?? null;
}

/** Leaves a request to be decided later, by whichever server can. */
export async function postponeDecision(
  tx: Database,
  { utilityId, resetRequestId }: Pick<ResetRequest, 'utilityId' | 'resetRequestId'>,
  decideAfter: Date,
): Promise<void> {
  await tx
    .update(resetRequests)
    .set({ decideAfter })
    .where(and(isRequest(utilityId, resetRequestId), isNull(resetRequests.decidedAt)));
}

/** What a link is made of, where the decision is to make one. */
export type LinkColumns = Pick<
  ResetRequest,
  'userId' | 'secretHash' | 'expiresAt' | 'passwordSetAt' | 'emailKey'
>;

/** Writes the decision, and takes away what was typed. */
export async function writeDecision(
  tx: Database,
  { utilityId, resetRequestId }: ResetRequest,
  outcome: NonNullable<ResetRequest['outcome']>,
  now: Date,
  link?: LinkColumns,
): Promise<void> {
  await tx
    .update(resetRequests)
    .set({ outcome, decidedAt: now, sealedAddress: null, ...link })
    .where(isRequest(utilityId, resetRequestId));
}

/** An account has one working link: a newer one takes the earlier one's place. */
export async function replaceEarlierLinks(
  tx: Database,
  { utilityId, resetRequestId }: ResetRequest,
  userId: string,
  now: Date,
): Promise<void> {
  await tx
    .update(resetRequests)
    .set({ replacedAt: now })
    .where(
      and(
        eq(resetRequests.utilityId, utilityId),
        eq(resetRequests.userId, userId),
        ne(resetRequests.resetRequestId, resetRequestId),
        isNull(resetRequests.usedAt),
        isNull(resetRequests.replacedAt),
      ),
    );
}

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

/** Counts a request that came to nothing because several accounts share the address. */
export async function countSharedBlock(
  tx: Database,
  utilityId: string,
  emailKey: string,
  now: Date,
): Promise<void> {
  await tx
    .insert(sharedEmailBlocks)
    .values({ utilityId, emailKey, blocked: 1, lastBlockedAt: now })
    .onConflictDoUpdate({
      target: [sharedEmailBlocks.utilityId, sharedEmailBlocks.emailKey],
      set: { blocked: sql`${sharedEmailBlocks.blocked} + 1`, lastBlockedAt: now },
    });
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

/** Deletes what no rule asks about any more. */
export async function deleteRequestsBefore(tx: Database, before: Date): Promise<void> {
  await tx.delete(resetRequests).where(lt(resetRequests.requestedAt, before));
}

function isRequest(utilityId: string, resetRequestId: string) {
  return and(
    eq(resetRequests.utilityId, utilityId),
    eq(resetRequests.resetRequestId, resetRequestId),
  );
}
