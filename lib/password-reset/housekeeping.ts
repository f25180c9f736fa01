import { db } from '@/lib/db';
import { deleteRequestsBefore } from '@/lib/password-reset/reset-request-store';

/** The longest life that a utility may give its links, and a week in which they may be asked about. */
const KEPT_MS = (168 + 7 * 24) * 3_600_000;

/** Deletes requests that no rule asks about any more. Any number of servers may do so at once. */
export function deleteOutlivedRequests(now: Date): Promise<void> {
  return deleteRequestsBefore(db(), new Date(now.getTime() - KEPT_MS));
}
