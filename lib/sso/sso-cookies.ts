import { createHash } from 'node:crypto';
import { schemeOf } from '@/lib/utilities/utility';

/** A cookie of this room. Lax, since the browser comes back from another site, by a link or redirect. */
export interface SsoCookie {
  name: string;
  options: {
    httpOnly: true;
    sameSite: 'lax';
    path: '/';
    secure: boolean;
    /** Seconds. */
    maxAge: number;
  };
}

/** How long the browser may stay at the portal. */
export const ATTEMPT_SECONDS = 15 * 60;
/** Longer than portals remember people. */
const LAST_SESSION_SECONDS = 90 * 24 * 3600;
/** How long signing out at the portal may take. */
const LEAVE_SECONDS = 10 * 60;
/** How long the report of a test sign-in can be read. */
export const REPORT_SECONDS = 15 * 60;

/** Of attempts at signing in that are under way in one browser, so many are kept: tabs, not more. */
export const MOST_ATTEMPTS = 5;

/**
 * Holds what this browser asked the portal, until the answer comes. A name of its own for each, so that
 * the tabs of a morning, all sent to the portal at once, all get in.
 */
export function attemptCookie(domain: string, state: string): SsoCookie {
  const id = createHash('sha256').update(state).digest('base64url').slice(0, 16);
  return cookie(domain, `csi-sso-${id}`, ATTEMPT_SECONDS);
}

/** Whether a cookie of this name holds an attempt, of whatever state. */
export function isAttemptCookie(domain: string, name: string): boolean {
  return new RegExp(`^${prefix(domain)}csi-sso-[A-Za-z0-9_-]{16}$`).test(name);
}

/**
 * Names the last session of this browser, for what the portal must ask before the next. It outlives the
 * browser, since a portal's session may: «keep me signed in» is a cookie as well.
 */
export function lastSessionCookie(domain: string): SsoCookie {
  return cookie(domain, 'csi-sso-last', LAST_SESSION_SECONDS);
}

/** Holds whose session the portal is to end, until it says that it has. */
export function leaveCookie(domain: string): SsoCookie {
  return cookie(domain, 'csi-sso-leave', LEAVE_SECONDS);
}

/** How soon after one unasked answer of a portal another one is taken for a loop. */
const UNASKED_SECONDS = 120;

/** Notes that the portal was asked since an answer came that nobody had asked for. */
export function unaskedCookie(domain: string): SsoCookie {
  return cookie(domain, 'csi-sso-unasked', UNASKED_SECONDS);
}

/** Holds the handle of an unasked answer that waits for a yes. */
export function continueCookie(domain: string): SsoCookie {
  return cookie(domain, 'csi-sso-continue', UNASKED_SECONDS);
}

/** Holds the secret under which the report of a test sign-in is kept. */
export function reportCookie(domain: string): SsoCookie {
  return cookie(domain, 'csi-sso-report', REPORT_SECONDS);
}

function cookie(domain: string, name: string, maxAge: number): SsoCookie {
  const secure = schemeOf(domain) === 'https';
  return {
    name: `${prefix(domain)}${name}`,
    options: {
      httpOnly: true,
      sameSite: 'lax',
      path: '/',
      secure,
      maxAge,
    },
  };
}

/** Over https no sibling subdomain can set it (as lib/session/session-cookie). */
function prefix(domain: string): string {
  return schemeOf(domain) === 'https' ? '__Host-' : '';
}
