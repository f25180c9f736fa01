import { lockAccountRows } from '@/lib/accounts/account-store';
import { recordEvents } from '@/lib/audit/record-event';
import type { Database } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { endSession } from '@/lib/session/session-end-store';
import type { OpenPortalSession } from '@/lib/sso/portal-session-store';

/**
 * Ends sessions here by the portal's own word. They are over on their next request, on every server.
 * @param open in the order of their ids
 * @returns how many were open still
 */
export async function endPortalSessions(
  tx: Database,
  scope: Scope,
  open: readonly OpenPortalSession[],
): Promise<number> {
  if (open.length === 0) return 0;
  const { utilityId } = scope.utility;
  // Whoever else ends sessions of a person holds the account first: so neither waits for the other.
  await lockAccountRows(
    tx,
    utilityId,
    open.map(({ userId }) => userId),
  );
  const reason = 'signed_out_at_portal';
  const ended: OpenPortalSession[] = [];
  for (const session of open) {
    const wasOpen = await endSession(tx, utilityId, session.sessionId, reason, scope.now());
    if (wasOpen) ended.push(session);
  }
  const events = ended.map((subject) => ({ subject, details: { reason } as const }));
  await recordEvents(tx, scope, 'session.ended', events);
  return ended.length;
}
