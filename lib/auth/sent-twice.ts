import { headers } from 'next/headers';
import { currentScope } from '@/lib/auth/current-scope';
import type { CurrentSession } from '@/lib/auth/current-session';
import { actingSessionIfAny, requireAnySession } from '@/lib/auth/require-session';
import { requestContext } from '@/lib/request-context';
import { secretFromCookies, sessionCookie } from '@/lib/session/session-cookie';
import { answerWithPreviousSecret, type SameClickOutcome } from '@/lib/sign-in/same-click';

/**
 * The session of a form for a new password; counts as activity. One that a double click sent twice may
 * come with the cookie that the first has just replaced, and the browser will show the answer to the
 * second: then what came of it. Anybody else is sent to the Welcome page.
 */
export async function sessionOrSameClick(
  newPassword: string,
): Promise<CurrentSession | Exclude<SameClickOutcome, { kind: 'session_over' }>> {
  // Asked once: the first click may be done between two questions.
  const session = await actingSessionIfAny();
  if (session) return session;
  const cookies = (await headers()).get('cookie');
  const secret = secretFromCookies(cookies, sessionCookie(requestContext().domain).name);
  const outcome = secret && (await answerWithPreviousSecret(currentScope(), secret, newPassword));
  if (outcome && outcome.kind !== 'session_over') return outcome;
  return requireAnySession();
}
