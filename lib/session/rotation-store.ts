import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm';
import { sessions } from '@/drizzle/schema';
import type { Database } from '@/lib/db';
import { env } from '@/lib/env';
import { isOpen } from '@/lib/session/session-store';
import { keyedHash, secretHash } from '@/lib/tokens';

/**
 * Gives an open session a new secret. From the commit on the old one opens nothing; for a minute it
 * still lets the form be answered that changed it ({@link tryPreviousSecret}).
 * @returns null when the session has ended, or another has changed its secret at this moment
 */
export async function rotateSession(
  tx: Database,
  utilityId: string,
  sessionId: string,
  now: Date,
): Promise<string | null> {
  const [row] = await tx
    .select({ secretHash: sessions.secretHash })
    .from(sessions)
    .where(isOpen(utilityId, sessionId));
  if (!row) return null;
  const secret = secretAfter(row.secretHash, env().AUTH_SECRET[0]);
  const rotated = await tx
    .update(sessions)
    .set({
      secretHash: secretHash(secret),
      previousSecretHash: row.secretHash,
      previousTries: 0,
      rotatedAt: now,
    })
    .where(and(isOpen(utilityId, sessionId), eq(sessions.secretHash, row.secretHash)))
    .returning({ sessionId: sessions.sessionId });
  return rotated.length > 0 ? secret : null;
}

/**
 * The secret that the last change gave to an open session, made again: of a form that was sent twice a
 * browser keeps the answer that it read, which need not be the one that was given last.
 * @returns null when the session has ended or has not changed its secret lately, or the value of
 *   AUTH_SECRET is gone that made it
 */
export async function secretSinceRotation(
  tx: Database,
  utilityId: string,
  sessionId: string,
): Promise<string | null> {
  const [row] = await tx
    .select({
      secretHash: sessions.secretHash,
      previousSecretHash: sessions.previousSecretHash,
    })
    .from(sessions)
    .where(isOpen(utilityId, sessionId));
  const { previousSecretHash } = row ?? {};
  if (!row || !previousSecretHash) return null;
  const made = env().AUTH_SECRET.map((authSecret) => secretAfter(previousSecretHash, authSecret));
  return made.find((secret) => secretHash(secret).equals(row.secretHash)) ?? null;
}

/**
 * 256 bits in base64url, as a random secret has, of which nobody knows anything without AUTH_SECRET:
 * neither who had the secret before, nor who reads the database.
 */
function secretAfter(previousSecretHash: Buffer, authSecret: string): string {
  const hash = previousSecretHash.toString('base64url');
  return keyedHash(authSecret, 'session secret after a change', hash).toString('base64url');
}

/**
 * The open session whose secret was this until a moment ago, for a form that was sent twice: the
 * browser sent the second before it had the first one's answer. It proves no session.
 * @param most given out so many times for each change of the secret
 */
export async function tryPreviousSecret(
  tx: Database,
  utilityId: string,
  secret: string,
  since: Date,
  most: number,
): Promise<{ sessionId: string; userId: string } | null> {
  const [row] = await tx
    .update(sessions)
    .set({ previousTries: sql`${sessions.previousTries} + 1` })
    .where(
      and(
        eq(sessions.utilityId, utilityId),
        eq(sessions.previousSecretHash, secretHash(secret)),
        gt(sessions.rotatedAt, since),
        lt(sessions.previousTries, most),
        isNull(sessions.endedAt),
      ),
    )
    .returning({ sessionId: sessions.sessionId, userId: sessions.userId });
  return row ?? null;
}
