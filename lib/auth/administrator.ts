import type { CurrentSession } from '@/lib/auth/current-session';
import { requireSession } from '@/lib/auth/require-session';
import { answerWith } from '@/lib/request-context';
import { isAdministrator } from '@/lib/utilities/tab-rules';

/**
 * The session of this request where it is a Customer Service Administrator's of this utility, as the
 * account is now; else null, and the answer's status becomes 403. Every page and action of User Admin
 * asks by itself: a form that was loaded by an administrator may be sent by somebody who is none.
 */
export async function administratorIfAny(): Promise<CurrentSession | null> {
  const session = await requireSession();
  if (isAdministrator(session.person.roles)) return session;
  answerWith(403);
  return null;
}
