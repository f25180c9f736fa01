import { createHash } from 'node:crypto';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { ssoUsed } from '@/drizzle/schema';
import type { Database } from '@/lib/db';
import type { PortalSessions } from '@/lib/sso/portal-sessions';
import { ATTEMPT_SECONDS } from '@/lib/sso/sso-cookies';

/** Longer than an answer of the portal can be on its way. */
const REMEMBERED_MS = ATTEMPT_SECONDS * 1000;

/**
 * Remembers that sessions of a portal are over, for as long as an answer of one may still be on its way: who
 * signs out there while signing in here must not find a session open that nobody will end.
 *
 * @param at when, by the portal's clock
 */
export async function rememberEndAtPortal(
  tx: Database,
  utilityId: string,
  provider: string,
  ended: PortalSessions,
  at: Date,
): Promise<void> {
  const hash = hashOf(provider, ended);
  const expiresAt = new Date(at.getTime() + REMEMBERED_MS);
  await takeTurn(tx, hash);
  await tx
    .insert(ssoUsed)
    .values({ utilityId, kind: 'portal_session', hash, expiresAt })
    .onConflictDoUpdate({
      target: [ssoUsed.utilityId, ssoUsed.kind, ssoUsed.hash],
      set: { expiresAt: sql`greatest(${ssoUsed.expiresAt}, excluded.expires_at)` },
    });
}

/**
 * Whether a portal has ended the session, or all of the person, since it made its answer. Both times are of
 * its own clock. Until this transaction ends it cannot tell of such an end without seeing what is done here.
 *
 * @param issuedAt when it made its answer
 */
export async function hasEndedAtPortal(
  tx: Database,
  utilityId: string,
  provider: string,
  { portalSession, subject }: { portalSession: string | null; subject: string },
  issuedAt: Date,
): Promise<boolean> {
  const hashes = [
    ...(portalSession === null ? [] : [{ portalSession }, { portalSession, subject }]),
    { subject },
  ].map((ended) => hashOf(provider, ended));
  for (const hash of hashes) await takeTurn(tx, hash);
  const rows = await tx
    .select({ expiresAt: ssoUsed.expiresAt })
    .from(ssoUsed)
    .where(
      and(
        eq(ssoUsed.utilityId, utilityId),
        eq(ssoUsed.kind, 'portal_session'),
        inArray(ssoUsed.hash, hashes),
      ),
    );
  const ends = rows.map(({ expiresAt }) => expiresAt.getTime() - REMEMBERED_MS);
  return ends.some((end) => end >= issuedAt.getTime());
}

/**
 * With a session named that one, of this person where one is named too: some portals use the names of their
 * sessions again, for others. With a person alone all of theirs.
 */
function hashOf(provider: string, { portalSession, subject }: PortalSessions): Buffer {
  const session = portalSession === undefined ? [] : ['session', portalSession];
  const person = subject === undefined ? [] : ['subject', subject];
  return createHash('sha256')
    .update(JSON.stringify([provider, ...session, ...person]))
    .digest();
}

/** A logout and a sign-in of the same session go one after the other; always in the order of a sign-in. */
async function takeTurn(tx: Database, hash: Buffer): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${TURN_LOCK}, ${hash.readInt32BE(0)}::int)`);
}

/** With the hash: nothing else takes locks of this number. */
const TURN_LOCK = 740_211_833;
