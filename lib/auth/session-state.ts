import {
  type CurrentSession,
  endOfSession,
  sessionIfAny,
  tagsOf,
} from '@/lib/auth/current-session';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { db } from '@/lib/db';
import { requestContext } from '@/lib/request-context';
import {
  ACTIVITY_RESOLUTION_MS,
  reportedActivity,
  type SessionEnd,
  type TimeLeft,
  timeLeft,
} from '@/lib/session/session-policy';
import { touchSession } from '@/lib/session/session-store';

/**
 * What a page that is open is told of the session that its browser has now: how long it lasts and whose it
 * is (lib/sign-in/person-tag), or why there is none.
 */
export type StateOfSession = ActiveState | { state: SessionEnd | 'none' };

export interface ActiveState extends TimeLeft {
  state: 'active';
  /** Every name of the person: after a new AUTH_SECRET a page may know another one of them. */
  of: readonly string[];
}

/** The state of the session of this request. Asking is not activity. */
export async function stateOfSession(): Promise<StateOfSession> {
  const session = await sessionIfAny();
  if (!session) return { state: (await endOfSession()) ?? 'none' };
  return stateAfter(session, session.person.lastActiveAt);
}

/**
 * Notes what a person did on an open page, and tells how the session stands then. One that is over stays so.
 * @param agoMs how long ago it was
 */
export async function reportActivity(agoMs: number): Promise<StateOfSession> {
  const session = await sessionIfAny();
  if (!session) return stateOfSession();
  const { person, scope } = session;
  const now = scope.now();
  const at = reportedActivity(agoMs, now);
  if (at.getTime() - person.lastActiveAt.getTime() < ACTIVITY_RESOLUTION_MS)
    return stateOfSession();
  await orUnavailable(() => touchSession(db(), scope.utility, person.sessionId, now, at));
  return stateAfter(session, at);
}

/** What a page is told that is made for this session, which is activity where somebody asked for it. */
export function stateOnPage(session: CurrentSession): ActiveState {
  const { person, scope } = session;
  return stateAfter(session, requestContext().isBackground ? person.lastActiveAt : scope.now());
}

function stateAfter(session: CurrentSession, lastActiveAt: Date): ActiveState {
  const { person, scope } = session;
  const left = timeLeft({ ...person, lastActiveAt }, scope.utility, scope.now());
  return { state: 'active', of: tagsOf(session), ...left };
}
