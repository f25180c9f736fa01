import { recordEvent } from '@/lib/audit/record-event';
import { inTransaction } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { endSession } from '@/lib/session/session-store';

/** Ends the acting person's session on every server; harmless when it is over already. */
export async function signOut(
  scope: Scope,
  reason: 'signed_out' | 'signed_in_again',
): Promise<void> {
  const { actor } = scope;
  if (actor.kind !== 'person') return;
  await inTransaction(async (tx) => {
    const { utilityId } = scope.utility;
    const wasOpen = await endSession(tx, utilityId, actor.sessionId, reason, scope.now());
    if (wasOpen) await recordEvent(tx, scope, 'session.ended', actor, { reason });
  });
}
