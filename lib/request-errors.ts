import { isDatabaseUnavailable } from '@/lib/database-errors';
import { log } from '@/lib/log';

/** Logs what a page or action threw: a bug at level error, a database that is away as a warning. */
export function logRequestError(error: unknown, route: string, method: string): void {
  if (isDatabaseUnavailable(error)) {
    log().warn({ err: error, route, method }, 'the database does not answer');
  } else {
    log().error({ err: error, route, method }, 'a page or action failed');
  }
}
