import { and, asc, desc, eq, gt, isNotNull, isNull, lt, lte, ne, sql } from 'drizzle-orm';
import { resetRequests, sharedEmailBlocks } from '@/drizzle/schema';
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

/** Deletes what no rule asks about any more. */
export async function deleteRequestsBefore(tx: Database, before: Date): Promise<void> {
  await tx.delete(resetRequests).where(lt(resetRequests.requestedAt, before));
}

/** By the whole key. */
export function isRequest(utilityId: string, resetRequestId: string) {
  return and(
    eq(resetRequests.utilityId, utilityId),
    eq(resetRequests.resetRequestId, resetRequestId),
  );
}
