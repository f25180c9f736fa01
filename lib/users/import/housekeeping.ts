import { db } from '@/lib/db';
import { deleteImport, type Import, importsOlderThan } from '@/lib/users/import/import-store';
import { deleteSomeRows } from '@/lib/users/import/row-store';

const HOUR_MS = 3_600_000;

/** Longer than the door lets an upload take: who sent it is gone. */
const UPLOAD_LIFETIME_MS = HOUR_MS;
/** How long hand-out sheets and problems of an import can be had. */
const KEPT_MS = 30 * 24 * HOUR_MS;

const OUTLIVED: [Import['state'][], number][] = [
  [['uploading'], UPLOAD_LIFETIME_MS],
  [['discarded'], 0],
  [['unreadable', 'checked', 'finished', 'stopped'], KEPT_MS],
];

/** Deletes files and lines that nobody asks about any more. Any number of servers may do so at once. */
export async function deleteOutlivedImports(now: Date): Promise<void> {
  for (const [states, ageMs] of OUTLIVED) {
    const before = new Date(now.getTime() - ageMs);
    for (const outlived of await importsOlderThan(db(), states, before)) {
      // A few at a time: millions of lines in one statement would take too long.
      while (await deleteSomeRows(outlived));
      await deleteImport(db(), outlived);
    }
  }
}
