import type { SessionEndReason } from '@/lib/audit/event-catalogue';
import { recordEvent } from '@/lib/audit/record-event';
import { type Database, inTransaction } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { endSession } from '@/lib/session/session-end-store';

/** Why one session ends by itself. */
type Reason = Exclude<SessionEndReason, 'password_created' | 'password_changed' | 'password_reset'>;

/** Ends the acting person's session on every server; harmless when it is over already. */
export function signOut(scope: Scope, reason: Reason): Promise<void> {
  return inTransaction((tx) => signOutIn(tx, scope, reason));
}

/** As {@link signOut}, in a transaction that does more. */
export async function signOutIn(tx: Database, scope: Scope, reason: Reason): Promise<void> {
  const { actor } = scope;
  if (actor.kind !== 'person') return;
  const { utilityId } = scope.utility;
  const wasOpen = await endSession(tx, utilityId, actor.sessionId, reason, scope.now());
  if (wasOpen) await recordEvent(tx, scope, 'session.ended', actor, { reason });
}
