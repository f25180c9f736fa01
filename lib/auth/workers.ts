import { log } from '@/lib/log';
import { deleteOutlived } from '@/lib/sign-in/housekeeping';
import { resealSecrets } from '@/lib/utilities/reseal-secrets';

const HOUSEKEEPING_EVERY_MS = 10 * 60_000;

/** Starts what a server does by itself, for as long as it lives. Any number of servers may do so. */
export function startWorkers(): void {
  void attempt('resealing secrets', resealSecrets);
  setInterval(
    () => void attempt('housekeeping', () => deleteOutlived(new Date())),
    HOUSEKEEPING_EVERY_MS,
  ).unref();
}

/** What fails is told and comes again; it takes nobody's request along. */
async function attempt(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log().warn({ err: error }, `${what} did not finish`);
  }
}
