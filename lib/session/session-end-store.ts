import { and, eq, inArray, isNull, ne, or } from 'drizzle-orm';
import { sessions, ssoSessions, users } from '@/drizzle/schema';
import type { SessionEndReason } from '@/lib/audit/event-catalogue';
import type { Database } from '@/lib/db';
import { isOpen } from '@/lib/session/session-store';

/**
 * Ends one session.
 * @returns whether it was open
 */
export async function endSession(
  tx: Database,
  utilityId: string,
  sessionId: string,
  reason: SessionEndReason,
  now: Date,
): Promise<boolean> {
  const ended = await tx
    .update(sessions)
    .set({ endedAt: now, endReason: reason })
    .where(isOpen(utilityId, sessionId))
    .returning({ sessionId: sessions.sessionId });
  return ended.length > 0;
}

/**
 * Ends every open session of a person, but the one named in `except`.
 * @returns how many were open
 */
export async function endSessionsOf(
  tx: Database,
  utilityId: string,
  userId: string,
  reason: SessionEndReason,
  now: Date,
  except?: string,
): Promise<number> {
  const ended = await tx
    .update(sessions)
    .set({ endedAt: now, endReason: reason })
    .where(
      and(
        eq(sessions.utilityId, utilityId),
        eq(sessions.userId, userId),
        isNull(sessions.endedAt),
        except ? ne(sessions.sessionId, except) : undefined,
      ),
    )
    .returning({ sessionId: sessions.sessionId });
  return ended.length;
}

/** As {@link endSessionsOf}, for several people. */
export async function endSessionsOfMany(
  tx: Database,
  utilityId: string,
  userIds: readonly string[],
  reason: SessionEndReason,
  now: Date,
): Promise<void> {
  await tx
    .update(sessions)
    .set({ endedAt: now, endReason: reason })
    .where(
      and(
        eq(sessions.utilityId, utilityId),
        inArray(sessions.userId, [...userIds]),
        isNull(sessions.endedAt),
      ),
    );
}

/** Sessions of a utility that end together. */
export interface SessionsThatGo {
  /** All that began in one of these ways. */
  methods: readonly ('password' | 'sso')[];
  /** And all that came from one of these providers. */
  providers: readonly string[];
}

/** A session that nobody has ended, over by time or not, and whose it is. */
export type SessionThatGoes = Pick<
  typeof sessions.$inferSelect,
  'userId' | 'method' | 'createdAt' | 'lastActiveAt'
> & { username: string };

/** The sessions of a utility that {@link endSessionsTogether} would end. */
export function findSessionsTogether(
  tx: Database,
  utilityId: string,
  which: SessionsThatGo,
): Promise<SessionThatGoes[]> {
  return tx
    .select(thatGoes)
    .from(sessions)
    .innerJoin(users, isOwner)
    .where(areTogether(tx, utilityId, which));
}

/** Ends many sessions of a utility in one statement, however many. @returns those that were open */
export function endSessionsTogether(
  tx: Database,
  utilityId: string,
  which: SessionsThatGo,
  reason: SessionEndReason,
  now: Date,
): Promise<SessionThatGoes[]> {
  return tx
    .update(sessions)
    .set({ endedAt: now, endReason: reason })
    .from(users)
    .where(and(isOwner, areTogether(tx, utilityId, which)))
    .returning(thatGoes);
}

const isOwner = and(eq(users.utilityId, sessions.utilityId), eq(users.userId, sessions.userId));

const thatGoes = {
  userId: sessions.userId,
  username: users.username,
  method: sessions.method,
  createdAt: sessions.createdAt,
  lastActiveAt: sessions.lastActiveAt,
};

function areTogether(tx: Database, utilityId: string, { methods, providers }: SessionsThatGo) {
  const cameFrom = tx
    .select({ sessionId: ssoSessions.sessionId })
    .from(ssoSessions)
    .where(
      and(eq(ssoSessions.utilityId, utilityId), inArray(ssoSessions.provider, [...providers])),
    );
  return and(
    eq(sessions.utilityId, utilityId),
    isNull(sessions.endedAt),
    or(inArray(sessions.method, [...methods]), inArray(sessions.sessionId, cameFrom)),
  );
}
