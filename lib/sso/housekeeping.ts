import { lt, lte } from 'drizzle-orm';
import {
  samlArrivals,
  samlRequests,
  ssoPendingLinks,
  ssoTestLinks,
  ssoTestReports,
  ssoUsed,
} from '@/drizzle/schema';
import { db } from '@/lib/db';

/** A link that nobody decided on is forgotten this long after the last arrival. */
const PENDING_KEPT_MS = 90 * 86_400_000;

/** Deletes what no rule asks about any more. Any number of servers may do so at once. */
export async function deleteOutlivedSso(now: Date): Promise<void> {
  await db().delete(ssoUsed).where(lte(ssoUsed.expiresAt, now));
  await db().delete(samlRequests).where(lte(samlRequests.expiresAt, now));
  await db().delete(samlArrivals).where(lte(samlArrivals.expiresAt, now));
  await db().delete(ssoTestLinks).where(lte(ssoTestLinks.expiresAt, now));
  await db().delete(ssoTestReports).where(lte(ssoTestReports.expiresAt, now));
  await db()
    .delete(ssoPendingLinks)
    .where(lt(ssoPendingLinks.lastAt, new Date(now.getTime() - PENDING_KEPT_MS)));
}
