import { and, asc, eq, isNull, or, type SQL } from 'drizzle-orm';
import { sessions, ssoSessions, users } from '@/drizzle/schema';
import type { Database } from '@/lib/db';
import { env } from '@/lib/env';
import type { PortalSessions } from '@/lib/sso/portal-sessions';
import type { NameIdNames } from '@/lib/sso/saml/name-id';
import { decryptSecret, encryptSecret, keyId } from '@/lib/tokens';

/** A session that began at a portal, and what that said of it. */
export interface NewPortalSession {
  utilityId: string;
  /** Of ours. */
  sessionId: string;
  /** `oidc:` and the issuer, or `saml:` and the entity id. */
  provider: string;
  /**
   * As the portal's own messages name the person: the ID token's `sub`, the NameID. Not what
   * `attributes.subject` takes in its place, which a logout token does not have.
   */
  subject: string;
  /** The portal's name of its session (`sid`, SessionIndex), or null where it gave none. */
  portalSession: string | null;
  /** For `id_token_hint`; null where there is none to keep. */
  idToken: string | null;
  /** What makes up a SAML NameID beside the subject; null in OpenID Connect. */
  nameId: NameIdNames | null;
}

/** What is known at the end of a session that began at a portal. */
export interface PortalSession {
  provider: string;
  subject: string;
  portalSession: string | null;
  /** Null also where no value of AUTH_SECRET opens it any more. */
  idToken: string | null;
  nameId: NameIdNames | null;
  /** When the browser came back from signing out at the portal, or null. */
  leftAt: Date | null;
}

/** A session that has not been ended, with the person it belongs to. */
export interface OpenPortalSession {
  sessionId: string;
  userId: string;
  username: string;
  /** As in {@link NewPortalSession}. */
  portalSession: string | null;
  nameId: NameIdNames | null;
}

/**
 * Keeps what a portal said of a session, in the transaction that opens the session. The ID token, which
 * names the person and could be shown to the portal by anybody, is encrypted under the newest value of
 * AUTH_SECRET.
 */
export async function keepPortalSession(tx: Database, session: NewPortalSession): Promise<void> {
  const { idToken, ...said } = session;
  await tx.insert(ssoSessions).values({ ...said, ...sealed(session, idToken) });
}

/** What a portal said of a session, over or not; null for one that did not begin at a portal. */
export async function portalSessionOf(
  tx: Database,
  utilityId: string,
  sessionId: string,
): Promise<PortalSession | null> {
  const [row] = await tx
    .select()
    .from(ssoSessions)
    .where(and(eq(ssoSessions.utilityId, utilityId), eq(ssoSessions.sessionId, sessionId)));
  if (!row) return null;
  const { provider, subject, portalSession, leftAt } = row;
  const nameId = row.nameId as NameIdNames | null;
  return { provider, subject, portalSession, idToken: opened(row), nameId, leftAt };
}

/** Notes that the browser came back from signing out at the portal; the first time stands. */
export async function leavePortalSession(
  tx: Database,
  utilityId: string,
  sessionId: string,
  now: Date,
): Promise<void> {
  await tx
    .update(ssoSessions)
    .set({ leftAt: now })
    .where(
      and(
        eq(ssoSessions.utilityId, utilityId),
        eq(ssoSessions.sessionId, sessionId),
        isNull(ssoSessions.leftAt),
      ),
    );
}

/** The sessions here that a portal means and nobody has ended, in the order of their ids. */
export async function openSessionsOfPortal(
  tx: Database,
  utilityId: string,
  provider: string,
  { portalSession, subject }: PortalSessions,
): Promise<OpenPortalSession[]> {
  const rows = await tx
    .select({
      sessionId: sessions.sessionId,
      userId: users.userId,
      username: users.username,
      portalSession: ssoSessions.portalSession,
      nameId: ssoSessions.nameId,
    })
    .from(ssoSessions)
    .innerJoin(
      sessions,
      and(
        eq(sessions.utilityId, ssoSessions.utilityId),
        eq(sessions.sessionId, ssoSessions.sessionId),
      ),
    )
    .innerJoin(
      users,
      and(eq(users.utilityId, sessions.utilityId), eq(users.userId, sessions.userId)),
    )
    .where(
      and(
        eq(ssoSessions.utilityId, utilityId),
        eq(ssoSessions.provider, provider),
        portalSession === undefined ? undefined : isNamed(portalSession, subject !== undefined),
        subject === undefined ? undefined : eq(ssoSessions.subject, subject),
        isNull(sessions.endedAt),
      ),
    )
    .orderBy(asc(sessions.sessionId));
  return rows.map((row) => ({ ...row, nameId: row.nameId as NameIdNames | null }));
}

/** Where the subject is given too, a session whose ID token named no portal session is meant as well. */
function isNamed(portalSession: string, isSubjectGiven: boolean): SQL | undefined {
  const named = eq(ssoSessions.portalSession, portalSession);
  return isSubjectGiven ? or(named, isNull(ssoSessions.portalSession)) : named;
}

type Row = typeof ssoSessions.$inferSelect;
type OfRow = Pick<Row, 'utilityId' | 'sessionId'>;

function sealed(row: OfRow, idToken: string | null): Pick<Row, 'keyId' | 'sealedIdToken'> {
  if (idToken === null) return { keyId: null, sealedIdToken: null };
  const [authSecret] = env().AUTH_SECRET;
  const sealedIdToken = encryptSecret(authSecret, contextOf(row), idToken);
  return { keyId: keyId(authSecret), sealedIdToken };
}

function opened(row: Row): string | null {
  const authSecret = env().AUTH_SECRET.find((secret) => keyId(secret) === row.keyId);
  if (!authSecret || !row.sealedIdToken) return null;
  try {
    return decryptSecret(authSecret, contextOf(row), row.sealedIdToken);
  } catch {
    return null;
  }
}

/** Binds a ciphertext to its row: moved to another session it does not open. */
function contextOf({ utilityId, sessionId }: OfRow): string {
  return `sso id token ${utilityId} ${sessionId}`;
}
