import { recordEvent } from '@/lib/audit/record-event';
import type { Scope } from '@/lib/scope';
import { countGoodSessions } from '@/lib/session/good-session-store';
import { endSessionsOf } from '@/lib/session/session-end-store';
import { actOnUser, type NotDone } from '@/lib/users/act-on-user';

export type SignOutEverywhereOutcome =
  | { kind: 'signed_out'; sessions: number }
  | { kind: 'not_signed_in' }
  | NotDone;

/** Ends every session of a person, on every server, from their next request on. */
export function signOutEverywhere(scope: Scope, userId: string): Promise<SignOutEverywhereOutcome> {
  return actOnUser(scope, userId, async (tx, account) => {
    const { utilityId } = account;
    const now = scope.now();
    // Those that are over by time are nobody's to sign out, and end for good with the others.
    const open = await countGoodSessions(tx, scope.utility, userId, now);
    await endSessionsOf(tx, utilityId, userId, 'signed_out_by_administrator', now);
    if (open === 0) return { kind: 'not_signed_in' };
    await recordEvent(tx, scope, 'user.signed_out_everywhere', account, { sessions: open });
    return { kind: 'signed_out', sessions: open };
  });
}
