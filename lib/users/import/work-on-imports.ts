import { isDatabaseUnavailable } from '@/lib/database-errors';
import { db } from '@/lib/db';
import { log } from '@/lib/log';
import { addPeople } from '@/lib/users/import/add-people';
import { checkImport } from '@/lib/users/import/check-import';
import {
  type Import,
  type ImportKey,
  leaseImport,
  releaseLease,
} from '@/lib/users/import/import-store';
import { utilityById } from '@/lib/utilities/utility-by-host';

/** One process's work on imports: who it is to the others. */
export interface ImportWork {
  processId: string;
  now(): Date;
}

/**
 * Checks and imports what waits, one file at a time, until nothing does. Any number of processes may do
 * so at once; each file is with one of them.
 *
 * @param only the one import to work on, for who waits for it
 */
export async function workOnImports(
  { processId, now }: ImportWork,
  stopping?: AbortSignal,
  only?: ImportKey,
): Promise<void> {
  while (!stopping?.aborted) {
    const leased = await leaseImport(processId, now(), only);
    if (!leased) return;
    try {
      await workOn(leased, now, stopping);
    } catch (error) {
      if (isDatabaseUnavailable(error)) {
        await releaseLease(db(), leased, now()).catch(() => undefined);
        throw error;
      }
      // A bug, or settings that this version cannot read: others must not wait behind it. Its lease
      // runs out, and it is tried again.
      const { importId } = leased;
      log().error({ err: error, importId }, 'an import could not be worked on');
    }
  }
}

async function workOn(leased: Import, now: () => Date, stopping?: AbortSignal): Promise<void> {
  const utility = await utilityById(db(), leased.utilityId);
  if (!utility) return;
  const work = leased.state === 'checking' ? checkImport : addPeople;
  const end = await work(leased, utility, now, stopping);
  if (end === 'left') await releaseLease(db(), leased, now());
}
