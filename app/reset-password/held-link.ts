import { headers } from 'next/headers';
import { resetCookie } from '@/lib/password-reset/reset-cookie';
import { type HeldLink, isResetRequestId } from '@/lib/password-reset/reset-link';
import { requestContext } from '@/lib/request-context';
import { secretFromCookies } from '@/lib/session/session-cookie';

/** The link that this browser opened under a public id, or null; the cookie of another id is not read. */
export async function heldLink(resetRequestId: unknown): Promise<HeldLink | null> {
  if (!isResetRequestId(resetRequestId)) return null;
  const { name } = resetCookie(requestContext().domain, resetRequestId);
  const secret = secretFromCookies((await headers()).get('cookie'), name);
  return secret ? { resetRequestId, secret } : null;
}
