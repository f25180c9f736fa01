import { lockAccountRow } from '@/lib/accounts/account-store';
import { recordEvent } from '@/lib/audit/record-event';
import { type Database, inTransaction } from '@/lib/db';
import type { PersonActor, Scope } from '@/lib/scope';
import { findGoodSessions, type GoodSession } from '@/lib/session/good-session-store';
import { endSession, endSessionsOf } from '@/lib/session/session-end-store';

/** The acting session is over itself: ended from elsewhere at this moment. Nothing was done. */
type NotDone = { kind: 'session_over' };

export type EndSessionOutcome =
  /** It is over, and may have been before. */
  | { kind: 'over' }
  /** The acting session; that is what signing out is for. */
  | { kind: 'this_session' }
  | NotDone;

export type EndOtherSessionsOutcome = { kind: 'ended'; sessions: number } | NotDone;

/**
 * Ends another session of the acting person, on every server, from its next request on. The id of a
 * session that is over, is somebody else's, or is none at all changes nothing and gets the same answer:
 * nobody learns from it which sessions there are, and a form that is sent twice is no error.
 */
export function endMySession(scope: Scope, sessionId: string): Promise<EndSessionOutcome> {
  return actOnMine<EndSessionOutcome>(scope, async (tx, actor, good, now) => {
    if (sessionId === actor.sessionId) return { kind: 'this_session' };
    if (!good.some((session) => session.sessionId === sessionId)) return { kind: 'over' };
    const reason = 'ended_elsewhere';
    const wasOpen = await endSession(tx, scope.utility.utilityId, sessionId, reason, now);
    if (wasOpen) await recordEvent(tx, scope, 'session.ended', actor, { reason });
    return { kind: 'over' };
  });
}

/** Ends every session of the acting person but the acting one. */
export function endMyOtherSessions(scope: Scope): Promise<EndOtherSessionsOutcome> {
  return actOnMine<EndOtherSessionsOutcome>(scope, async (tx, actor, good, now) => {
    const { utilityId } = scope.utility;
    const { userId, sessionId } = actor;
    // Those that are over by time are nobody's to end, and end for good with the others.
    await endSessionsOf(tx, utilityId, userId, 'ended_elsewhere', now, sessionId);
    const others = good.length - 1;
    if (others === 0) return { kind: 'ended', sessions: 0 };
    await recordEvent(tx, scope, 'user.signed_out_elsewhere', actor, { sessions: others });
    return { kind: 'ended', sessions: others };
  });
}

/**
 * With the account held, as by whoever else ends sessions of a person: of two sessions that end each
 * other at once one finds that it is over.
 */
function actOnMine<T>(
  scope: Scope,
  act: (tx: Database, actor: PersonActor, good: GoodSession[], now: Date) => Promise<T>,
): Promise<T | NotDone> {
  return inTransaction(async (tx) => {
    const { actor, utility } = scope;
    if (actor.kind !== 'person') return { kind: 'session_over' };
    const account = await lockAccountRow(tx, utility.utilityId, actor.userId);
    // After the wait for the row.
    const now = scope.now();
    const good = await findGoodSessions(tx, utility, actor.userId, now);
    const isGood = good.some(({ sessionId }) => sessionId === actor.sessionId);
    if (!isGood || account?.disabledAt !== null) return { kind: 'session_over' };
    return act(tx, actor, good, now);
  });
}
