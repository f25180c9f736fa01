import { randomUUID } from 'node:crypto';
import { and, eq, gt, isNull, lt } from 'drizzle-orm';
import { sessions, users } from '@/drizzle/schema';
import type { Database } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { ACTIVITY_RESOLUTION_MS, type SessionTimes } from '@/lib/session/session-policy';
import { randomSecret, secretHash } from '@/lib/tokens';
import type { Utility } from '@/lib/utilities/utility';

/** Longest User-Agent that is kept. */
const USER_AGENT_LENGTH = 400;

/**
 * Opens a session of a person.
 * @returns its id, and the secret that goes into the cookie; the database keeps only the hash of it
 */
export async function openSession(
  tx: Database,
  scope: Scope,
  userId: string,
  method: 'password' | 'sso',
): Promise<{ sessionId: string; secret: string }> {
  const secret = randomSecret();
  const sessionId = randomUUID();
  const now = scope.now();
  await tx.insert(sessions).values({
    utilityId: scope.utility.utilityId,
    sessionId,
    userId,
    secretHash: secretHash(secret),
    method,
    createdAt: now,
    lastActiveAt: now,
    clientAddress: scope.clientAddress ?? '',
    userAgent: scope.userAgent.slice(0, USER_AGENT_LENGTH),
  });
  return { sessionId, secret };
}

/** The columns of {@link SessionTimes}: whatever asks whether a session is over asks for these. */
export const sessionTimes = {
  method: sessions.method,
  createdAt: sessions.createdAt,
  lastActiveAt: sessions.lastActiveAt,
  endedAt: sessions.endedAt,
  endReason: sessions.endReason,
} satisfies Record<keyof SessionTimes, unknown>;

/** A session with the person it belongs to. */
export type SessionRow = NonNullable<Awaited<ReturnType<typeof findSession>>>;

/** The session of a secret at this utility, over or not, in one query; null when there is none. */
export async function findSession(tx: Database, utilityId: string, secret: string) {
  const [row] = await tx
    .select({
      sessionId: sessions.sessionId,
      ...sessionTimes,
      userId: users.userId,
      username: users.username,
      fullName: users.fullName,
      email: users.email,
      roles: users.roles,
      locale: users.locale,
      passwordKind: users.passwordKind,
      passwordSetAt: users.passwordSetAt,
      temporaryExpiresAt: users.temporaryExpiresAt,
      disabledAt: users.disabledAt,
    })
    .from(sessions)
    .innerJoin(
      users,
      and(eq(users.utilityId, sessions.utilityId), eq(users.userId, sessions.userId)),
    )
    .where(and(eq(sessions.utilityId, utilityId), eq(sessions.secretHash, secretHash(secret))));
  return row ?? null;
}

/** Of a session by its id, what tells whether it is over, and whose it is; null when it is forgotten. */
export async function findSessionTimes(tx: Database, utilityId: string, sessionId: string) {
  const [row] = await tx
    .select({
      userId: users.userId,
      ...sessionTimes,
      disabledAt: users.disabledAt,
    })
    .from(sessions)
    .innerJoin(
      users,
      and(eq(users.utilityId, sessions.utilityId), eq(users.userId, sessions.userId)),
    )
    .where(and(eq(sessions.utilityId, utilityId), eq(sessions.sessionId, sessionId)));
  return row ?? null;
}

/**
 * Notes that the person did something, at most once a second. A session that is idle too long by this
 * server's clock stays so.
 *
 * @param at when, now or a moment ago; the last activity never moves back
 */
export async function touchSession(
  tx: Database,
  { utilityId, session: { idleMinutes } }: Utility,
  sessionId: string,
  now: Date,
  at = now,
): Promise<void> {
  await tx
    .update(sessions)
    .set({ lastActiveAt: at })
    .where(
      and(
        isOpen(utilityId, sessionId),
        lt(sessions.lastActiveAt, new Date(at.getTime() - ACTIVITY_RESOLUTION_MS + 1)),
        gt(sessions.lastActiveAt, new Date(now.getTime() - idleMinutes * 60_000)),
      ),
    );
}

/** Whether a session has not been ended. */
export async function isSessionOpen(
  tx: Database,
  utilityId: string,
  sessionId: string,
): Promise<boolean> {
  const rows = await tx
    .select({ sessionId: sessions.sessionId })
    .from(sessions)
    .where(isOpen(utilityId, sessionId));
  return rows.length > 0;
}

/** A session of this id that nobody has ended. */
export function isOpen(utilityId: string, sessionId: string) {
  return and(
    eq(sessions.utilityId, utilityId),
    eq(sessions.sessionId, sessionId),
    isNull(sessions.endedAt),
  );
}
