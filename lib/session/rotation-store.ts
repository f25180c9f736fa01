import { and, eq, gt, isNull } from 'drizzle-orm';
import { sessions } from '@/drizzle/schema';
import type { Database } from '@/lib/db';
import { env } from '@/lib/env';
import { isOpen } from '@/lib/session/session-store';
import { keyedHash, secretHash } from '@/lib/tokens';

/**
 * Gives an open session a new secret, for good against whoever had the old one; that opens nothing from
 * the commit on. Two at once: one gets it.
 * @returns null when the session has ended
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
  const [newest] = env().AUTH_SECRET;
  const secret = secretAfter(newest, utilityId, sessionId, row.secretHash);
  const rotated = await tx
    .update(sessions)
    .set({
      secretHash: secretHash(secret),
      previousSecretHash: row.secretHash,
      rotatedAt: now,
    })
    .where(and(isOpen(utilityId, sessionId), eq(sessions.secretHash, row.secretHash)))
    .returning({ sessionId: sessions.sessionId });
  return rotated.length > 0 ? secret : null;
}

/**
 * The secret that the last change gave to an open session, made again: of a form that was sent twice a
 * browser keeps the answer that it read, which need not be the one that was given last.
 * @returns null when the session has ended or has never changed its secret
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
  const made = env().AUTH_SECRET.map((authSecret) =>
    secretAfter(authSecret, utilityId, sessionId, previousSecretHash),
  );
  return made.find((secret) => secretHash(secret).equals(row.secretHash)) ?? null;
}

/**
 * 256 bits in base64url, as a random secret has, of which nobody knows anything without AUTH_SECRET:
 * neither who had the secret before, nor who reads the database.
 */
function secretAfter(
  authSecret: string,
  utilityId: string,
  sessionId: string,
  previousSecretHash: Buffer,
): string {
  const parts = [utilityId, sessionId, previousSecretHash.toString('base64url')];
  return keyedHash(authSecret, 'session secret after a rotation', ...parts).toString('base64url');
}

/**
 * The open session whose secret was this until a moment ago, for a form that was sent twice: the
 * browser sent the second before it had the first one's answer. It proves no session. Given out once,
 * until {@link givePreviousSecretBack}.
 */
export async function takePreviousSecret(
  tx: Database,
  utilityId: string,
  secret: string,
  since: Date,
): Promise<{ sessionId: string; userId: string } | null> {
  const [row] = await tx
    .update(sessions)
    .set({ rotatedAt: null })
    .where(
      and(
        eq(sessions.utilityId, utilityId),
        eq(sessions.previousSecretHash, secretHash(secret)),
        gt(sessions.rotatedAt, since),
        isNull(sessions.endedAt),
      ),
    )
    .returning({ sessionId: sessions.sessionId, userId: sessions.userId });
  return row ?? null;
}

/** Lets {@link takePreviousSecret} give it out again: whoever came with it knew the new password. */
export async function givePreviousSecretBack(
  tx: Database,
  utilityId: string,
  sessionId: string,
  rotatedAt: Date,
): Promise<void> {
  await tx.update(sessions).set({ rotatedAt }).where(isOpen(utilityId, sessionId));
}
