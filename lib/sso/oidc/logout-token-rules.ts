import type { PortalSessions } from '@/lib/sso/portal-sessions';

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** A token is good for so long after it was made, and for the skew of two clocks. */
export const LOGOUT_TOKEN_SECONDS = 10 * 60;

/** Longest name of a token, a session or a person that is looked up. */
const LONGEST_NAME = 1024;

/** The decoded parts of a token whose signature was verified, and against what they are held. */
export interface LogoutTokenInput {
  header: Readonly<Record<string, unknown>>;
  payload: Readonly<Record<string, unknown>>;
  issuer: string;
  clientId: string;
  now: Date;
  skewSeconds: number;
}

/** What is wrong with a logout token. For the log, never for an answer. */
export type LogoutTokenFault =
  | 'typ'
  | 'iss'
  | 'aud'
  | 'iat_missing'
  | 'iat_in_future'
  | 'iat_too_old'
  | 'exp_malformed'
  | 'expired'
  | 'events'
  | 'nonce'
  | 'jti'
  | 'sid_malformed'
  | 'sub_malformed'
  | 'names_no_session';

export type LogoutTokenOutcome =
  | { kind: 'refused'; fault: LogoutTokenFault }
  | {
      kind: 'good';
      /** The token's own name, by which it is good once. */
      jti: string;
      /** When the provider made it, by its own clock. */
      issuedAt: Date;
      /** From when on time alone refuses it, on a server whose clock is behind too. */
      outlivedAt: Date;
      ended: PortalSessions;
    };

/**
 * Whether a logout token is one for this client, now (OpenID Connect Back-Channel Logout 1.0 §2.4 and
 * §2.6). What real providers leave out is not asked for: `typ` may be missing or `JWT`, and without
 * `exp` a token is good for {@link LOGOUT_TOKEN_SECONDS} after `iat`; with it no longer than that
 * either, or what is good once would have to be remembered for as long as the provider likes.
 *
 * An ID token, which every browser that signed in can get at, must not pass for one: it has no
 * `events`, and one that answers a sign-in has a `nonce`.
 */
export function checkLogoutToken(input: LogoutTokenInput): LogoutTokenOutcome {
  const fault = faultOf(input);
  if (fault) return { kind: 'refused', fault };
  const { jti, iat, sid, sub } = input.payload;
  const ended = namedBy(sid, sub);
  if (!isName(jti)) return { kind: 'refused', fault: 'jti' };
  if (typeof ended === 'string') return { kind: 'refused', fault: ended };
  const lastSecond = Number(iat) + LOGOUT_TOKEN_SECONDS + input.skewSeconds;
  const outlivedAt = new Date((lastSecond + input.skewSeconds) * 1000);
  const issuedAt = new Date(Number(iat) * 1000);
  return { kind: 'good', jti, issuedAt, outlivedAt, ended };
}

function faultOf(input: LogoutTokenInput): LogoutTokenFault | null {
  const { header, payload, issuer, clientId } = input;
  if (!isTypeOfLogoutToken(header.typ)) return 'typ';
  if (payload.iss !== issuer) return 'iss';
  if (!isFor(clientId, payload.aud)) return 'aud';
  const late = timeFault(input);
  if (late) return late;
  if (!isLogoutEvent(payload.events)) return 'events';
  // Whatever its value: `null` too makes it another kind of token.
  return Object.hasOwn(payload, 'nonce') ? 'nonce' : null;
}

/** A media type may be written without its `application/`, in any case (RFC 7515 §4.1.9). */
function isTypeOfLogoutToken(typ: unknown): boolean {
  if (typ === undefined) return true;
  return typeof typ === 'string' && /^(application\/)?(jwt|logout\+jwt)$/i.test(typ);
}

function isFor(clientId: string, aud: unknown): boolean {
  return aud === clientId || (Array.isArray(aud) && aud.includes(clientId));
}

/** `iat` may be at the limits; `exp` is the first instant that is too late (RFC 7519 §4.1.4). */
function timeFault({ payload, now, skewSeconds }: LogoutTokenInput): LogoutTokenFault | null {
  const { iat, exp } = payload;
  const seconds = now.getTime() / 1000;
  if (!isTime(iat)) return 'iat_missing';
  if (iat > seconds + skewSeconds) return 'iat_in_future';
  if (iat < seconds - skewSeconds - LOGOUT_TOKEN_SECONDS) return 'iat_too_old';
  if (exp === undefined) return null;
  if (!isTime(exp)) return 'exp_malformed';
  return exp <= seconds - skewSeconds ? 'expired' : null;
}

/** JSON can write a number that is none, as `1e999`. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isLogoutEvent(events: unknown): boolean {
  return isObject(events) && Object.hasOwn(events, LOGOUT_EVENT) && isObject(events[LOGOUT_EVENT]);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function namedBy(sid: unknown, sub: unknown): PortalSessions | LogoutTokenFault {
  if (sid !== undefined && !isName(sid)) return 'sid_malformed';
  if (sub !== undefined && !isName(sub)) return 'sub_malformed';
  if (sid !== undefined && sub !== undefined) return { portalSession: sid, subject: sub };
  if (sid !== undefined) return { portalSession: sid };
  return sub === undefined ? 'names_no_session' : { subject: sub };
}

/** What the database can hold and compare: it takes neither a NUL nor half a character. */
function isName(value: unknown): value is string {
  if (typeof value !== 'string' || value === '' || value.length > LONGEST_NAME) return false;
  return !value.includes('\0') && value.isWellFormed();
}
