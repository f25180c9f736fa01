import { headers } from 'next/headers';
import { cache } from 'react';
import { currentScope } from '@/lib/auth/current-scope';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { db } from '@/lib/db';
import type { Locale } from '@/lib/locale-rules';
import { isPasswordTooOld } from '@/lib/passwords/password-age-policy';
import { requestContext } from '@/lib/request-context';
import type { Scope } from '@/lib/scope';
import { secretFromCookies, sessionCookie } from '@/lib/session/session-cookie';
import { type SessionEnd, sessionState } from '@/lib/session/session-policy';
import { findSession, type SessionRow } from '@/lib/session/session-store';
import { personTags } from '@/lib/sign-in/person-tag';
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

/** What this request's cookie leads to. */
export type Lookup =
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

export const lookup = (): Promise<Lookup> => orUnavailable(find);

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

/** Names the person in addresses (lib/sign-in/person-tag). */
export function tagsOf({ person, scope }: CurrentSession): string[] {
  return personTags(scope.utility.utilityId, person.userId);
}
