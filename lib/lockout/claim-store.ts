import { randomUUID } from 'node:crypto';
import { and, sql } from 'drizzle-orm';
import { lockouts } from '@/drizzle/schema';
import type { Database } from '@/lib/db';
import { isLockRow, type LockId } from '@/lib/lockout/lockout-store';

/**
 * An attempt still open after this long belongs to a process that died, and counts as failed: the
 * hash queue's longest wait (10 s) and time to compare.
 */
export const CLAIM_LIFETIME_MS = 15_000;

export interface Claim extends LockId {
  claimId: string;
}

export type ClaimOutcome =
  | { kind: 'claimed'; claim: Claim }
  /** `madeBy` is the count that this very asking locked at, by counting claims of a dead process. */
  | { kind: 'locked'; madeBy: number | null }
  /** As many attempts are being compared as could still lock the account: ask again in a moment. */
  | { kind: 'no_room' };

/**
 * Claims one attempt before its comparison, in one statement: failed attempts and open claims
 * together never exceed `limit`, however many ask at once on however many servers.
 *
 * Answers parallel guessing: a count that is raised after the comparison lets a thousand guesses
 * through that arrive together.
 */
export async function claimAttempt(
  tx: Database,
  { utilityId, lockKey }: LockId,
  limit: number,
  now: Date,
): Promise<ClaimOutcome> {
  const claimId = randomUUID();
  const nowMs = now.getTime();
  const staleBefore = nowMs - CLAIM_LIFETIME_MS;
  const [row] = await tx.execute<{ failed: number; locked: boolean; claimed: boolean }>(sql`
    insert into lockouts as l
      (utility_id, lock_key, failed, open_claims, locked_at, last_attempt_at)
    values
      (${utilityId}, ${lockKey}, 0, jsonb_build_object(${claimId}::text, ${nowMs}::bigint), null,
       ${now.toISOString()}::timestamptz)
    on conflict (utility_id, lock_key) do update
    set (failed, open_claims, locked_at, last_attempt_at) = (
      select
        l.failed + stale,
        case when l.failed + stale + fresh < ${limit}::int
          then fresh_claims || jsonb_build_object(${claimId}::text, ${nowMs}::bigint)
          else fresh_claims end,
        case when l.failed + stale >= ${limit}::int then ${now.toISOString()}::timestamptz end,
        ${now.toISOString()}::timestamptz
      from (
        select
          count(*) filter (where value::bigint <= ${staleBefore}::bigint) as stale,
          count(*) filter (where value::bigint > ${staleBefore}::bigint) as fresh,
          coalesce(jsonb_object_agg(key, value::bigint)
            filter (where value::bigint > ${staleBefore}::bigint), '{}') as fresh_claims
        from jsonb_each_text(l.open_claims)
      ) as claims
    )
    where l.locked_at is null
    returning l.failed, l.locked_at is not null as locked, l.open_claims ? ${claimId}::text as claimed
  `);
  if (!row || row.locked) return { kind: 'locked', madeBy: row?.failed ?? null };
  return row.claimed
    ? { kind: 'claimed', claim: { utilityId, lockKey, claimId } }
    : { kind: 'no_room' };
}

/**
 * The claimed attempt was right: the count is zero again, also when the claim had grown so old that
 * another attempt counted it as failed.
 * @returns false when the name is locked by now; the attempt is then not honoured. A name that was given
 *   to somebody while they were guessing has no row, and no lock
 */
export async function settleRight(tx: Database, claim: Claim): Promise<boolean> {
  const [row] = await tx
    .update(lockouts)
    .set({
      failed: sql`case when ${lockouts.lockedAt} is null then 0 else ${lockouts.failed} end`,
      openClaims: withoutClaim(claim),
    })
    .where(isLockRow(claim))
    .returning({ lockedAt: lockouts.lockedAt });
  return !row || row.lockedAt === null;
}

export interface WrongSettled {
  failed: number;
  locked: boolean;
  /** Whether this attempt was the one that locked. */
  lockedNow: boolean;
}

/** The claimed attempt was wrong: one failure more, and at the limit the row is locked. */
export async function settleWrong(
  tx: Database,
  claim: Claim,
  limit: number,
  now: Date,
): Promise<WrongSettled> {
  const [settled] = await tx
    .update(lockouts)
    .set({
      failed: sql`${lockouts.failed} + 1`,
      openClaims: withoutClaim(claim),
      lockedAt: sql`case when ${lockouts.failed} + 1 >= ${limit}::int
        then coalesce(${lockouts.lockedAt}, ${now.toISOString()}::timestamptz)
        else ${lockouts.lockedAt} end`,
    })
    .where(isOpen(claim))
    .returning({ failed: lockouts.failed, lockedAt: lockouts.lockedAt });
  if (settled) {
    const { failed, lockedAt } = settled;
    return {
      failed,
      locked: lockedAt !== null,
      lockedNow: lockedAt?.getTime() === now.getTime(),
    };
  }
  // Another attempt has counted this claim as a dead process's.
  const [row] = await tx
    .select({ failed: lockouts.failed, lockedAt: lockouts.lockedAt })
    .from(lockouts)
    .where(isLockRow(claim));
  return { failed: row?.failed ?? 0, locked: row?.lockedAt != null, lockedNow: false };
}

/** The claimed attempt was not compared: neither right nor wrong. */
export async function releaseClaim(tx: Database, claim: Claim): Promise<void> {
  await tx
    .update(lockouts)
    .set({ openClaims: withoutClaim(claim) })
    .where(isOpen(claim));
}

function isOpen(claim: Claim) {
  return and(isLockRow(claim), sql`${lockouts.openClaims} ? ${claim.claimId}::text`);
}

function withoutClaim(claim: Claim) {
  return sql`${lockouts.openClaims} - ${claim.claimId}::text`;
}
