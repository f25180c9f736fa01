import { NextRequest } from 'next/server';
import { nextAuth } from '@/lib/auth/next-auth';
import { prepareLeaving } from '@/lib/auth/portal-sign-out';
import { requestContext } from '@/lib/request-context';
import { sessionCookie } from '@/lib/session/session-cookie';
import { schemeOf } from '@/lib/utilities/utility';

/** The endpoints of NextAuth that this product has; it has pages of its own for the others. */
const OPEN = new Set([
  'GET /api/auth/csrf',
  'GET /api/auth/session',
  'POST /api/auth/signout',
  'POST /api/auth/callback/credentials',
]);

/** Answers `/api/auth/*`, or 404. */
export async function answerAuthRequest(request: NextRequest): Promise<Response> {
  const { domain, path } = requestContext();
  // In a route handler `request.url` is localhost, whatever the host.
  const url = new URL(path, `${schemeOf(domain)}://${domain}`);
  const endpoint = `${request.method} ${url.pathname}`;
  if (!OPEN.has(endpoint)) return new Response(null, { status: 404 });
  // Before the session is gone, as the sign-out form does; that this post may be refused harms nobody.
  if (endpoint === 'POST /api/auth/signout') await prepareLeaving();
  const handler = request.method === 'GET' ? nextAuth.handlers.GET : nextAuth.handlers.POST;
  const answer = await handler(new NextRequest(url, request));
  const { status, retryAfterSeconds } = requestContext().response;
  if (status !== undefined) {
    const headers = { 'Retry-After': String(retryAfterSeconds ?? '') };
    return Response.json({ error: status === 429 ? 'throttled' : 'busy' }, { status, headers });
  }
  return withOwnCookieRules(answer, endpoint);
}

/**
 * NextAuth's answer with this product's rules for the session cookie: it never has an expiry, and
 * only signing in sets it and only signing out deletes it. A late answer of `/api/auth/session` in
 * another tab must not wipe a new session's cookie.
 */
function withOwnCookieRules(response: Response, endpoint: string): Response {
  const { name } = sessionCookie(requestContext().domain);
  const isSession = (cookie: string) => cookie.startsWith(`${name}=`);
  const headers = new Headers(response.headers);
  headers.delete('set-cookie');
  for (const set of response.headers.getSetCookie()) {
    // Where a handler sets cookies of its own Next writes these anew, and forgets a Max-Age of 0.
    const cookie = set.replace(/;\s*Max-Age=0/i, '; Expires=Thu, 01 Jan 1970 00:00:00 GMT');
    if (!isSession(cookie)) headers.append('set-cookie', cookie);
    else if (endpoint === 'POST /api/auth/callback/credentials') {
      headers.append('set-cookie', cookie.replace(/;\s*Expires=[^;]*/i, ''));
    } else if (endpoint === 'POST /api/auth/signout') headers.append('set-cookie', cookie);
  }
  headers.set('cache-control', 'no-store');
  return new Response(response.body, { status: response.status, headers });
}
