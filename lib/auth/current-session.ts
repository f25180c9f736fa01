import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { currentScope } from '@/lib/auth/current-scope';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { db } from '@/lib/db';
import type { Locale } from '@/lib/locale-rules';
import { isPasswordTooOld } from '@/lib/passwords/password-age-policy';
import { requestContext } from '@/lib/request-context';
import type { Scope } from '@/lib/scope';
import { secretFromCookies, sessionCookie } from '@/lib/session/session-cookie';
import {
  ACTIVITY_RESOLUTION_MS,
  type SessionEnd,
  sessionState,
} from '@/lib/session/session-policy';
import { findSession, type SessionRow, touchSession } from '@/lib/session/session-store';
import { personTags } from '@/lib/sign-in/person-tag';
import { homePath, safeReturnPath } from '@/lib/sign-in/return-path';
import { signOut } from '@/lib/sign-in/sign-out';
import type { Utility } from '@/lib/utilities/utility';

/** Who is signed in, as this request's cookie and the session's row say. */
export interface CurrentSession {
  person: SessionRow;
  /** The scope in which the person acts. */
  scope: Scope;
  /**
   * What they must do about their password before anything else: make their own in place of a
   * temporary one, or change one that has reached the utility's longest age.
   */
  passwordDuty: 'create' | 'change' | null;
  temporaryPasswordExpired: boolean;
}

type Lookup =
  | { kind: 'signed_in'; session: CurrentSession }
  | { kind: SessionEnd; userId: string }
  /** `unknown`: a secret of which the database knows nothing any more. */
  | { kind: 'none' | 'unknown' };

/** One query a request, however many components ask. */
const find = cache(async (): Promise<Lookup> => {
  const found = await look();
  const isSignedIn = found.kind === 'signed_in';
  languages.set(requestContext(), isSignedIn ? found.session.person.locale : null);
  return found;
});

/** Of the accounts that requests have found: React's own memory is for pages alone. */
const languages = new WeakMap<object, Locale | null>();

const lookup = (): Promise<Lookup> => orUnavailable(find);

async function look(): Promise<Lookup> {
  const { utility, domain } = requestContext();
  const cookies = (await headers()).get('cookie');
  const secret = secretFromCookies(cookies, sessionCookie(domain).name);
  if (!secret) return { kind: 'none' };
  const person = await findSession(db(), utility.utilityId, secret);
  if (!person) return { kind: 'unknown' };
  const scope = currentScope({ kind: 'person', ...idsOf(person) });
  const now = scope.now();
  const state = person.disabledAt ? 'ended' : sessionState(person, utility, now);
  if (state !== 'active') {
    if (!person.endedAt) await signOut(scope, endReasonOf(person, state));
    return { kind: state, userId: person.userId };
  }
  const { temporaryExpiresAt } = person;
  return {
    kind: 'signed_in',
    session: {
      person,
      scope,
      passwordDuty: passwordDuty(person, utility, now),
      temporaryPasswordExpired: temporaryExpiresAt !== null && now >= temporaryExpiresAt,
    },
  };
}

function passwordDuty(
  person: SessionRow,
  utility: Utility,
  now: Date,
): CurrentSession['passwordDuty'] {
  if (person.passwordKind === 'temporary') return 'create';
  return isPasswordTooOld(utility.passwords, person, now) ? 'change' : null;
}

/** Written down when it is found, so that a longer limit brings no session back to life. */
function endReasonOf({ disabledAt }: SessionRow, state: 'idle' | 'absolute' | 'ended') {
  if (disabledAt) return 'account_disabled';
  return state === 'ended' ? 'sign_in_mode_changed' : state;
}

function idsOf({ userId, username, sessionId }: SessionRow) {
  return { userId, username, sessionId };
}

/** The session of this request if it is good; asking is not activity. */
export async function sessionIfAny(): Promise<CurrentSession | null> {
  const found = await lookup();
  return found.kind === 'signed_in' ? found.session : null;
}

/** As {@link sessionIfAny}, for what somebody does who need not be signed in; counts as activity. */
export async function actingSessionIfAny(): Promise<CurrentSession | null> {
  const session = await sessionIfAny();
  if (session) await noteActivity(session);
  return session;
}

/**
 * The language that the signed-in person chose; null for nobody's, for none, and while the database is
 * away, which is for others to tell. A query only where nothing in this request has asked who it is.
 */
export async function languageOfAccount(): Promise<Locale | null> {
  const request = requestContext();
  if (!languages.has(request)) await find().catch(() => undefined);
  return languages.get(request) ?? null;
}

/** Whether this browser had a session that is over. */
export async function hasSessionOver(): Promise<boolean> {
  const { kind } = await lookup();
  return kind !== 'signed_in' && kind !== 'none';
}

/** Why the session of this browser is over; null where it has none, or a good one. */
export async function endOfSession(): Promise<SessionEnd | null> {
  const found = await lookup();
  return 'userId' in found ? found.kind : null;
}

/**
 * The session of this request, for pages and actions that need one; counts as activity. Who has none
 * is sent to the Welcome page, and back here after signing in; who has a temporary or too old a
 * password, to the page that replaces it.
 */
export async function requireSession(): Promise<CurrentSession> {
  const session = await requireAnySession();
  if (session.passwordDuty) redirect(withReturnTo('/change-password', {}));
  return session;
}

/** As {@link requireSession}, for what a person may do with any password. */
export async function requireAnySession(): Promise<CurrentSession> {
  const found = await lookup();
  if (found.kind !== 'signed_in') redirect(welcomePath(found));
  await noteActivity(found.session);
  return found.session;
}

async function noteActivity({ person, scope }: CurrentSession): Promise<void> {
  if (requestContext().isBackground) return;
  const now = scope.now();
  if (now.getTime() - person.lastActiveAt.getTime() < ACTIVITY_RESOLUTION_MS) return;
  await orUnavailable(() => touchSession(db(), scope.utility, person.sessionId, now));
}

/** Names the person in addresses (lib/sign-in/person-tag). */
export function tagsOf({ person, scope }: CurrentSession): string[] {
  return personTags(scope.utility.utilityId, person.userId);
}

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
