import { createHash } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { ssoUsed } from '@/drizzle/schema';
import type { Database } from '@/lib/db';
import { ATTEMPT_SECONDS } from '@/lib/sso/sso-cookies';
import { spendOnce } from '@/lib/sso/used-store';

/**
 * Remembers that a portal's session is over, for as long as an answer of it may still be on its way: who
 * signs out there while signing in here must not find a session open that nobody will end.
 */
export async function rememberEndOfPortalSession(
  tx: Database,
  utilityId: string,
  provider: string,
  portalSession: string,
  now: Date,
): Promise<void> {
  const until = new Date(now.getTime() + ATTEMPT_SECONDS * 1000);
  await spendOnce(tx, utilityId, 'portal_session', nameOf(provider, portalSession), until);
}

/** Whether a portal's session is remembered as over. */
export async function hasPortalSessionEnded(
  tx: Database,
  utilityId: string,
  provider: string,
  portalSession: string,
): Promise<boolean> {
  const hash = createHash('sha256').update(nameOf(provider, portalSession)).digest();
  const rows = await tx
    .select({ kind: ssoUsed.kind })
    .from(ssoUsed)
    .where(
      and(
        eq(ssoUsed.utilityId, utilityId),
        eq(ssoUsed.kind, 'portal_session'),
        eq(ssoUsed.hash, hash),
      ),
    );
  return rows.length > 0;
}

function nameOf(provider: string, portalSession: string): string {
  return JSON.stringify([provider, portalSession]);
}
