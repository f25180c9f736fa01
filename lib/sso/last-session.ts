import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { sessionState } from '@/lib/session/session-policy';
import { findSessionTimes } from '@/lib/session/session-store';
import type { LastSession } from '@/lib/sso/last-session-rules';
import { leavePortalSession, portalSessionOf } from '@/lib/sso/portal-session-store';
import type { Utility } from '@/lib/utilities/utility';

type Times = NonNullable<Awaited<ReturnType<typeof findSessionTimes>>>;

/** A session that gave way to another one in the same browser was good for answers that came beside it. */
const BESIDE_MS = 60_000;

/**
 * How the last session of a browser stands.
 * @param openedAt when it began, for one that the database has forgotten
 */
export async function lastSessionOf(
  scope: Scope,
  sessionId: string,
  openedAt: Date,
): Promise<LastSession> {
  const { utility } = scope;
  const now = scope.now();
  const times = await findSessionTimes(db(), utility.utilityId, sessionId);
  if (!times) {
    const overAt = earliest(endOfLifetime(openedAt, utility), now);
    const forgotten = { userId: null, isPortals: false, leftAt: null };
    return { sessionId, state: 'forgotten', overAt, ...forgotten };
  }
  const isPortals = times.method === 'sso';
  const portal = isPortals ? await portalSessionOf(db(), utility.utilityId, sessionId) : null;
  const state = stateOf(times, utility, now);
  return {
    sessionId,
    userId: times.userId,
    state,
    overAt: state === 'active' ? null : overAtOf(times, utility, now),
    isPortals,
    leftAt: portal?.leftAt ?? null,
  };
}

/** Notes that the browser came back from signing out of a session at the portal. */
export function leaveLastSession({ utility, now }: Scope, sessionId: string): Promise<void> {
  return leavePortalSession(db(), utility.utilityId, sessionId, now());
}

function stateOf(times: Times, utility: Utility, now: Date): LastSession['state'] {
  const { endedAt, endReason, disabledAt } = times;
  if (disabledAt) return 'ended';
  if (endedAt && endReason === 'signed_out') return 'signed_out';
  if (endedAt && endReason === 'signed_out_at_portal') return 'ended_at_portal';
  const isReplaced = endedAt !== null && endReason === 'signed_in_again';
  if (isReplaced && now.getTime() - endedAt.getTime() < BESIDE_MS) return 'active';
  return sessionState(times, utility, now);
}

/** By time a session is over at its limits, whenever that is found; by an act when it is done. */
function overAtOf({ lastActiveAt, createdAt, endedAt }: Times, utility: Utility, now: Date): Date {
  const idleEnd = new Date(lastActiveAt.getTime() + utility.session.idleMinutes * 60_000);
  const ends = [idleEnd, endOfLifetime(createdAt, utility), endedAt ?? now, now];
  return ends.reduce(earliest);
}

function endOfLifetime(openedAt: Date, { session }: Utility): Date {
  return new Date(openedAt.getTime() + session.absoluteHours * 3_600_000);
}

function earliest(one: Date, other: Date): Date {
  return one < other ? one : other;
}
