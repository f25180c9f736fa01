import { redirect } from 'next/navigation';
import { cache } from 'react';
import { type CurrentSession, type Lookup, lookup, sessionIfAny } from '@/lib/auth/current-session';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { db } from '@/lib/db';
import { onward, requestContext } from '@/lib/request-context';
import { ACTIVITY_RESOLUTION_MS } from '@/lib/session/session-policy';
import { touchSession } from '@/lib/session/session-store';
import { personTags } from '@/lib/sign-in/person-tag';
import { homePath, safeReturnPath } from '@/lib/sign-in/return-path';

/**
 * The session of this request, for pages and actions that need one; counts as activity. Who has none
 * is sent to the Welcome page, and back here after signing in; who has a temporary or too old a
 * password, to the page that replaces it.
 */
export async function requireSession(): Promise<CurrentSession> {
  const session = await requireAnySession();
  if (session.passwordDuty) redirect(onward(withReturnTo('/change-password', {})));
  return session;
}

/** As {@link requireSession}, for what a person may do with any password. */
export async function requireAnySession(): Promise<CurrentSession> {
  const found = await lookup();
  if (found.kind !== 'signed_in') redirect(welcomePath(found));
  await noteActivity(found.session);
  return found.session;
}

/** As {@link sessionIfAny}, for what somebody does who need not be signed in; counts as activity. */
export async function actingSessionIfAny(): Promise<CurrentSession | null> {
  const session = await sessionIfAny();
  if (session) await noteActivity(session);
  return session;
}

/** Once a request, though its title, its frame and its content each ask for the session. */
const noteActivity = cache(async ({ person, scope }: CurrentSession): Promise<void> => {
  if (requestContext().isBackground) return;
  const now = scope.now();
  if (now.getTime() - person.lastActiveAt.getTime() < ACTIVITY_RESOLUTION_MS) return;
  await orUnavailable(() => touchSession(db(), scope.utility, person.sessionId, now));
});

function welcomePath(found: Exclude<Lookup, { kind: 'signed_in' }>): string {
  if (!('userId' in found)) return withReturnTo('/', {});
  const [of] = personTags(requestContext().utility.utilityId, found.userId);
  return withReturnTo('/', { over: found.kind }, { of });
}

/**
 * A page with the way back to the one that was asked for, unless that is where everybody lands.
 * @param along what is said with the way back alone
 */
function withReturnTo(
  page: string,
  query: Record<string, string>,
  along: Record<string, string> = {},
): string {
  const { path } = requestContext();
  const hasWayBack = safeReturnPath(path) !== homePath && path !== page;
  const all = hasWayBack ? { ...query, returnTo: path, ...along } : query;
  const parameters = new URLSearchParams(all);
  return parameters.size > 0 ? `${page}?${parameters}` : page;
}
