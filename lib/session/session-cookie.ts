import { schemeOf } from '@/lib/utilities/utility';

const SECRET = /^[A-Za-z0-9_-]{43}$/;

/** What a session's cookie is set with. No `Expires`: at a shared PC it must end with the browser. */
export interface SessionCookie {
  name: string;
  options: { httpOnly: true; sameSite: 'lax'; path: '/'; secure: boolean };
}

/**
 * The session cookie of a domain: `__Host-csi-session` over https, so that no sibling subdomain can
 * set it; a plain name for `*.localhost`, where browsers refuse the prefix over http.
 */
export function sessionCookie(domain: string): SessionCookie {
  const secure = schemeOf(domain) === 'https';
  return {
    name: secure ? '__Host-csi-session' : 'csi-session',
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure },
  };
}

/**
 * The secret in a Cookie header, or null when there is none, it is misshapen, or the name appears
 * more than once: whoever can plant a second cookie must not choose which one counts.
 */
export function secretFromCookies(cookieHeader: string | null, name: string): string | null {
  const values = (cookieHeader ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  const [secret] = values;
  return values.length === 1 && secret && SECRET.test(secret) ? secret : null;
}
