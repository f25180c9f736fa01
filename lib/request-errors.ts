import { isDatabaseUnavailable } from '@/lib/database-errors';
import { log } from '@/lib/log';
import { answerWith } from '@/lib/request-context';
import { isUnreadableForm } from '@/lib/unreadable-form';

/**
 * Logs what a page or action threw: a bug at level error, a database that is away as a warning. What
 * is no form of ours, which Next would call an error of the server, becomes a 400.
 */
export function logRequestError(error: unknown, route: string, method: string): void {
  if (isDatabaseUnavailable(error)) {
    log().warn({ err: error, route, method }, 'the database does not answer');
  } else if (isUnreadableForm()) {
    answerWith(400);
    log().info({ route, method }, 'a form could not be read');
  } else {
    log().error({ err: error, route, method }, 'a page or action failed');
  }
}
