import { isDatabaseUnavailable } from '@/lib/database-errors';
import { answerWith } from '@/lib/request-context';

/** How soon it is worth trying again when the database is away. */
const RETRY_AFTER_SECONDS = 5;

/**
 * Runs what needs the database; when that is away, the answer to this request becomes a 503 with
 * `Retry-After`, whatever page or action was at work.
 */
export async function orUnavailable<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (isDatabaseUnavailable(error)) answerWith(503, RETRY_AFTER_SECONDS);
    throw error;
  }
}
