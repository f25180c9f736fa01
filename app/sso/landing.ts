import { requestContext } from '@/lib/request-context';
import { personTags } from '@/lib/sign-in/person-tag';
import { homePath, ownReturnPath } from '@/lib/sign-in/return-path';
import type { LastSession } from '@/lib/sso/last-session-rules';
import type { SignInAttempt } from '@/lib/sso/sign-in-attempt';

/**
 * Where somebody arrives who has signed in at the portal: where somebody else was in the middle of work is no
 * place for who comes next.
 *
 * @param last the last session of this browser, before this one
 */
export function landingOf(
  { purpose, returnTo, of }: Pick<SignInAttempt, 'purpose' | 'returnTo' | 'of'>,
  last: LastSession | null,
  userId: string,
): string {
  const isByPortal = purpose.kind === 'sign_in' && purpose.byPortal;
  const isOwnPlace = isByPortal || !wasLeftBehind(last) || last?.userId === userId;
  const tags = personTags(requestContext().utility.utilityId, userId);
  return isOwnPlace ? ownReturnPath(returnTo, of, tags) : homePath;
}

function wasLeftBehind(last: LastSession | null): boolean {
  return last !== null && ['idle', 'absolute', 'ended'].includes(last.state);
}
