import { cookies } from 'next/headers';
import { requestContext } from '@/lib/request-context';
import { sessionCookie } from '@/lib/session/session-cookie';

/** Puts a session's secret into the cookie, without an expiry: it ends with the browser. */
export async function setSessionCookie(secret: string): Promise<void> {
  const { name, options } = sessionCookie(requestContext().domain);
  (await cookies()).set(name, secret, options);
}

/** Takes the expiry from the session cookie that NextAuth has just set in this answer. */
export async function dropSessionCookieExpiry(): Promise<void> {
  const { name } = sessionCookie(requestContext().domain);
  const secret = (await cookies()).get(name)?.value;
  if (secret) await setSessionCookie(secret);
}
