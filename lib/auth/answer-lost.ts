import { log } from '@/lib/log';
import { requestContext } from '@/lib/request-context';
import type { Scope } from '@/lib/scope';
import { signOut } from '@/lib/sign-in/sign-out';

/**
 * Ends the session that was just opened if the browser leaves before it has the cookie, as at the first
 * of two clicks: nobody holds it then, and its person would find a sign-in on their list that they never
 * saw.
 */
export function endIfAnswerIsLost(scope: Scope): void {
  const { gone } = requestContext();
  const { requestId, utility } = scope;
  const end = () => {
    signOut(scope, 'answer_lost').catch((error: unknown) =>
      // Called by the socket, outside of any request that would name itself.
      log().warn(
        { requestId, utility: utility.utilityId, err: error },
        'a session whose answer was lost stays open',
      ),
    );
  };
  if (gone.aborted) end();
  else gone.addEventListener('abort', end, { once: true });
}
