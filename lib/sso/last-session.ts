import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { type SessionState, sessionState } from '@/lib/session/session-policy';
import { findSessionTimes } from '@/lib/session/session-store';
import { leavePortalSession, portalSessionOf } from '@/lib/sso/portal-session-store';

/** The last session of a browser, as the database has it. */
export interface LastSession {
  sessionId: string;
  /** Null where the database has forgotten it. */
  userId: string | null;
  /** How it stands: `signed_out` of those that were ended, `forgotten` where nothing is known. */
  state: SessionState | 'signed_out' | 'forgotten';
  /** Whether it began at the portal. */
  isPortals: boolean;
  /** When the browser came back from signing out at the portal. */
  leftAt: Date | null;
}

export async function lastSessionOf(scope: Scope, sessionId: string): Promise<LastSession> {
  const { utility } = scope;
  const times = await findSessionTimes(db(), utility.utilityId, sessionId);
  if (!times) {
    return { sessionId, userId: null, state: 'forgotten', isPortals: false, leftAt: null };
  }
  const isPortals = times.method === 'sso';
  const portal = isPortals ? await portalSessionOf(db(), utility.utilityId, sessionId) : null;
  const { userId, disabledAt, endReason } = times;
  const isSignedOut = times.endedAt !== null && endReason === 'signed_out';
  const state = disabledAt ? 'ended' : sessionState(times, utility, scope.now());
  return {
    sessionId,
    userId,
    state: isSignedOut ? 'signed_out' : state,
    isPortals,
    leftAt: portal?.leftAt ?? null,
  };
}

/** Notes that the browser came back from signing out of a session at the portal. */
export function leaveLastSession({ utility, now }: Scope, sessionId: string): Promise<void> {
  return leavePortalSession(db(), utility.utilityId, sessionId, now());
}
