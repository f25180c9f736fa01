import type { Utility } from '@/lib/utilities/utility';

export interface SessionTimes {
  createdAt: Date;
  lastActiveAt: Date;
  endedAt: Date | null;
  endReason: string | null;
  method: 'password' | 'sso';
}

/** Why a session is over: `idle` and `absolute` by time, `ended` by an act. */
export type SessionState = 'active' | 'idle' | 'absolute' | 'ended';

/**
 * Whether a session is still good, decided on the server whatever the browser shows. The last valid
 * instant is one millisecond before the limit.
 */
export function sessionState(session: SessionTimes, utility: Utility, now: Date): SessionState {
  if (session.endedAt) return endedFor(session.endReason);
  // A utility that closed one way of signing in has closed the sessions that came by it.
  if (session.method === 'password' && utility.signIn === 'sso') return 'ended';
  if (session.method === 'sso' && utility.signIn === 'standalone') return 'ended';
  const { idleMinutes, absoluteHours } = utility.session;
  if (now.getTime() >= session.createdAt.getTime() + absoluteHours * 3_600_000) return 'absolute';
  if (now.getTime() >= session.lastActiveAt.getTime() + idleMinutes * 60_000) return 'idle';
  return 'active';
}

/** A session that was found to be over by time is so for good, and for that reason. */
function endedFor(reason: string | null): SessionState {
  return reason === 'idle' || reason === 'absolute' ? reason : 'ended';
}

/** Activity is written at most once a second: a second is what the idle limit is exact to. */
export const ACTIVITY_RESOLUTION_MS = 1000;
