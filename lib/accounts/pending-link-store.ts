import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { ssoPendingLinks } from '@/drizzle/schema';
import type { PortalIdentity } from '@/lib/accounts/identity-store';
import type { Database } from '@/lib/db';

/** Somebody who came from the portal with the username of an account that is not theirs yet. */
export type PendingLink = typeof ssoPendingLinks.$inferSelect;

/** What the portal tells of a person who arrives. */
export interface Arrival extends PortalIdentity {
  fullName: string | null;
  email: string | null;
  roles: string[];
}

/**
 * Keeps an arrival for an administrator to decide on; of a provider's arrivals at an account the
 * newest stands.
 * @returns how often the subject has been another one than the time before
 */
export async function keepPendingLink(
  tx: Database,
  utilityId: string,
  userId: string,
  arrival: Arrival,
  now: Date,
): Promise<number> {
  const { provider, subject, fullName, email, roles } = arrival;
  const [row] = await tx
    .insert(ssoPendingLinks)
    .values({
      utilityId,
      userId,
      provider,
      subject,
      fullName,
      email,
      roles,
      arrivals: 1,
      subjectChanges: 0,
      firstAt: now,
      lastAt: now,
    })
    .onConflictDoUpdate({
      target: [ssoPendingLinks.utilityId, ssoPendingLinks.userId, ssoPendingLinks.provider],
      set: {
        subject,
        fullName,
        email,
        roles,
        arrivals: sql`${ssoPendingLinks.arrivals} + 1`,
        subjectChanges: sql`${ssoPendingLinks.subjectChanges}
          + case when ${ssoPendingLinks.subject} = ${subject} then 0 else 1 end`,
        lastAt: now,
      },
    })
    .returning({ subjectChanges: ssoPendingLinks.subjectChanges });
  return row?.subjectChanges ?? 0;
}

/** The links that wait at an account, newest first. */
export function pendingLinksOf(
  tx: Database,
  utilityId: string,
  userId: string,
): Promise<PendingLink[]> {
  return tx
    .select()
    .from(ssoPendingLinks)
    .where(and(eq(ssoPendingLinks.utilityId, utilityId), eq(ssoPendingLinks.userId, userId)))
    .orderBy(desc(ssoPendingLinks.lastAt));
}

/** Takes away what waits at an account. @returns how many links did */
export async function dropPendingLinks(
  tx: Database,
  utilityId: string,
  userId: string,
): Promise<number> {
  const gone = await tx
    .delete(ssoPendingLinks)
    .where(and(eq(ssoPendingLinks.utilityId, utilityId), eq(ssoPendingLinks.userId, userId)))
    .returning({ provider: ssoPendingLinks.provider });
  return gone.length;
}

/** As {@link dropPendingLinks}, for several accounts. */
export async function dropPendingLinksOf(
  tx: Database,
  utilityId: string,
  userIds: readonly string[],
): Promise<void> {
  await tx
    .delete(ssoPendingLinks)
    .where(
      and(eq(ssoPendingLinks.utilityId, utilityId), inArray(ssoPendingLinks.userId, [...userIds])),
    );
}
