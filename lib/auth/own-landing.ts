import { cookies } from 'next/headers';
import { type CurrentSession, tagsOf } from '@/lib/auth/current-session';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { db } from '@/lib/db';
import { onward, requestContext } from '@/lib/request-context';
import { sessionCookie } from '@/lib/session/session-cookie';
import { findSession } from '@/lib/session/session-store';
import { personTags } from '@/lib/sign-in/person-tag';
import { homePath, ownReturnPath, safeReturnPath } from '@/lib/sign-in/return-path';

/**
 * Where somebody goes on who has just signed in, by this answer's cookie: the page that was asked for, or
 * home where it was somebody else's.
 *
 * @param of whose page it is (lib/sign-in/person-tag); nothing where nobody had been there
 */
export async function landingOfSignIn(returnTo: string, of: unknown): Promise<string> {
  if (!of) return safeReturnPath(returnTo);
  const { domain, utility } = requestContext();
  const secret = (await cookies()).get(sessionCookie(domain).name)?.value ?? '';
  const session = await orUnavailable(() => findSession(db(), utility.utilityId, secret));
  if (!session) return homePath;
  return ownReturnPath(returnTo, of, personTags(utility.utilityId, session.userId));
}

/**
 * Where whoever is signed in already goes on from a page for others. It is as much their act as this
 * request was: a page that was left open at the Welcome page must not keep the session open.
 */
export function landingOfSession(session: CurrentSession, returnTo: unknown, of: unknown): string {
  return onward(ownReturnPath(returnTo, of, tagsOf(session)));
}
