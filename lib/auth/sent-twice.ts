import { headers } from 'next/headers';
import { currentScope } from '@/lib/auth/current-scope';
import { sessionIfAny } from '@/lib/auth/current-session';
import { requestContext } from '@/lib/request-context';
import { secretFromCookies, sessionCookie } from '@/lib/session/session-cookie';
import { answerWithPreviousSecret, type SameClickOutcome } from '@/lib/sign-in/same-click';

/**
 * For the form of a new password that a double click sent twice: the second comes with the cookie
 * that the first has replaced, and the browser will show the second one's answer.
 * @returns null when this request has a session, or never had the one that changed
 */
export async function answerIfSentTwice(newPassword: string): Promise<SameClickOutcome | null> {
  if (await sessionIfAny()) return null;
  const cookies = (await headers()).get('cookie');
  const secret = secretFromCookies(cookies, sessionCookie(requestContext().domain).name);
  return secret ? answerWithPreviousSecret(currentScope(), secret, newPassword) : null;
}
