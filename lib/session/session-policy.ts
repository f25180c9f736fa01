import type { Utility } from '@/lib/utilities/utility';

export interface SessionTimes {
  createdAt: Date;
  lastActiveAt: Date;
  endedAt: Date | null;
  endReason: string | null;
  method: 'password' | 'sso';
}

/** Why a session is over: `idle` and `absolute` by time, `ended` by an act. */
export type SessionState = 'active' | SessionEnd;
export type SessionEnd = 'idle' | 'absolute' | 'ended';

/**
 * Whether a session is still good, decided on the server whatever the browser shows. The last valid
 * instant is one millisecond before the limit.
 */
export function sessionState(session: SessionTimes, utility: Utility, now: Date): SessionState {
  if (session.endedAt) return endedFor(session.endReason);
  // A utility that closed one way of signing in has closed the sessions that came by it.
  if (session.method === 'password' && utility.signIn === 'sso') return 'ended';
  if (session.method === 'sso' && utility.signIn === 'standalone') return 'ended';
  const { idleMs, absoluteMs } = timeLeft(session, utility, now);
  if (absoluteMs <= 0) return 'absolute';
  return idleMs <= 0 ? 'idle' : 'active';
}

/** How long a session still lasts, in milliseconds: without activity, and at most. */
export interface TimeLeft {
  idleMs: number;
  absoluteMs: number;
}

export function timeLeft(
  { createdAt, lastActiveAt }: Pick<SessionTimes, 'createdAt' | 'lastActiveAt'>,
  { session: { idleMinutes, absoluteHours } }: Pick<Utility, 'session'>,
  now: Date,
): TimeLeft {
  return {
    idleMs: lastActiveAt.getTime() + idleMinutes * 60_000 - now.getTime(),
    absoluteMs: createdAt.getTime() + absoluteHours * 3_600_000 - now.getTime(),
  };
}

/** A session that was found to be over by time is so for good, and for that reason. */
function endedFor(reason: string | null): SessionEnd {
  return reason === 'idle' || reason === 'absolute' ? reason : 'ended';
}

/** Activity is written at most once a second: a second is what the idle limit is exact to. */
export const ACTIVITY_RESOLUTION_MS = 1000;

/** When a person was active who is reported to have been so many milliseconds ago: never later than now. */
export function reportedActivity(agoMs: number, now: Date): Date {
  return new Date(now.getTime() - Math.max(agoMs, 0));
}
