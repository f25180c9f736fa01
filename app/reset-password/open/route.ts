import { cookies } from 'next/headers';
import type { NextRequest } from 'next/server';
import { seeOther } from '@/app/parts/answers';
import { resetCookie, surplusResetCookies } from '@/lib/password-reset/reset-cookie';
import { parseToken } from '@/lib/password-reset/reset-link';
import { requestContext } from '@/lib/request-context';

/**
 * What a mailed link leads to: its secret moves into a cookie and out of the address bar, before a page
 * is shown. Nothing is looked up or used up, so that a mail scanner may open it as often as it likes.
 */
export async function GET(request: NextRequest): Promise<Response> {
  const held = parseToken(request.nextUrl.searchParams.get('token'));
  if (!held) return seeOther('/reset-password');
  const jar = await cookies();
  const { name, options } = resetCookie(requestContext().domain, held.resetRequestId);
  const others = jar.getAll().map((cookie) => cookie.name);
  for (const other of surplusResetCookies(others.filter((other) => other !== name))) {
    jar.set(other, '', { ...options, maxAge: 0 });
  }
  jar.set(name, held.secret, options);
  return seeOther(`/reset-password?r=${held.resetRequestId}`);
}
