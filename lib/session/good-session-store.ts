import { and, desc, eq, isNull } from 'drizzle-orm';
import { sessions } from '@/drizzle/schema';
import type { Database } from '@/lib/db';
import { sessionState } from '@/lib/session/session-policy';
import { sessionTimes } from '@/lib/session/session-store';
import type { Utility } from '@/lib/utilities/utility';

/** A session that is good, and what it told of itself when it began. */
export type GoodSession = Awaited<ReturnType<typeof findGoodSessions>>[number];

/** The sessions of a person that are neither ended nor over by time, the one used last first. */
export async function findGoodSessions(tx: Database, utility: Utility, userId: string, now: Date) {
  const rows = await tx
    .select({
      sessionId: sessions.sessionId,
      ...sessionTimes,
      clientAddress: sessions.clientAddress,
      userAgent: sessions.userAgent,
    })
    .from(sessions)
    .where(
      and(
        eq(sessions.utilityId, utility.utilityId),
        eq(sessions.userId, userId),
        isNull(sessions.endedAt),
      ),
    )
    .orderBy(desc(sessions.lastActiveAt), desc(sessions.createdAt));
  return rows.filter((row) => sessionState(row, utility, now) === 'active');
}

/** How many sessions of a person are neither ended nor over by time. */
export async function countGoodSessions(
  tx: Database,
  utility: Utility,
  userId: string,
  now: Date,
): Promise<number> {
  return (await findGoodSessions(tx, utility, userId, now)).length;
}
