import { recordEvent } from '@/lib/audit/record-event';
import type { Scope } from '@/lib/scope';
import { endSessionsOf } from '@/lib/session/session-store';
import { actOnUser, type NotDone } from '@/lib/users/act-on-user';

export type SignOutEverywhereOutcome =
  | { kind: 'signed_out'; sessions: number }
  | { kind: 'not_signed_in' }
  | NotDone;

/** Ends every session of a person, on every server, from their next request on. */
export function signOutEverywhere(scope: Scope, userId: string): Promise<SignOutEverywhereOutcome> {
  return actOnUser(scope, userId, async (tx, account) => {
    const { utilityId } = account;
    const reason = 'signed_out_by_administrator';
    const ended = await endSessionsOf(tx, utilityId, userId, reason, scope.now());
    if (ended === 0) return { kind: 'not_signed_in' };
    await recordEvent(tx, scope, 'user.signed_out_everywhere', account, { sessions: ended });
    return { kind: 'signed_out', sessions: ended };
  });
}
