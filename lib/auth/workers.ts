import { randomUUID } from 'node:crypto';
import { dropOutlivedMonths } from '@/lib/audit/drop-months';
import { sealEvents } from '@/lib/audit/seal-events';
import { keepDoing } from '@/lib/background';
import { log } from '@/lib/log';
import { deliverDueMails } from '@/lib/mail/deliver-due-mails';
import { pauseOfServer } from '@/lib/mail/mail-policy';
import { measureWhenAsked } from '@/lib/metrics';
import { decideWaitingRequests } from '@/lib/password-reset/decide-requests';
import { deleteOutlivedRequests } from '@/lib/password-reset/housekeeping';
import { answerOf } from '@/lib/password-reset/reset-answers';
import { deleteOutlived } from '@/lib/sign-in/housekeeping';
import { deleteOutlivedSso } from '@/lib/sso/housekeeping';
import { measureSaml } from '@/lib/sso/measure-saml';
import { refreshDueMetadata } from '@/lib/sso/saml/refresh-metadata';
import { resealServiceKeys } from '@/lib/sso/saml/reseal-service-keys';
import { deleteOutlivedImports } from '@/lib/users/import/housekeeping';
import { workOnImports } from '@/lib/users/import/work-on-imports';
import { resealSecrets } from '@/lib/utilities/reseal-secrets';

const HOUSEKEEPING_EVERY_MS = 10 * 60_000;

/**
 * How soon a request for a new password, and then its mail, is seen. By the clock, never by the request
 * itself: work that follows a request at once would tell by its time what was known of the address.
 */
const LOOK_EVERY_MS = 400;

/** How long an event of the audit list stands unsealed. */
const SEAL_EVERY_MS = 3_000;
/** How soon a file of people is seen. */
const IMPORTS_EVERY_MS = 1_000;

/** How soon another address of a portal's SAML metadata is asked; each is asked hourly or when it says. */
const METADATA_EVERY_MS = 3_000;

/** Starts what a server does by itself, for as long as it lives. Any number of servers may do so. */
export function startWorkers(): void {
  const now = () => new Date();
  void once('resealing secrets', resealSecrets);
  void once('resealing SAML keys', resealServiceKeys);
  // The door, which answers who asks, knows no use case.
  measureWhenAsked('SAML', measureSaml);
  keepDoing('housekeeping', HOUSEKEEPING_EVERY_MS, async () => {
    await deleteOutlived(now());
    await deleteOutlivedRequests(now());
    await dropOutlivedMonths(now);
    await deleteOutlivedImports(now());
    await deleteOutlivedSso(now());
  });
  keepDoing('sealing audit lists', SEAL_EVERY_MS, (stopping) => sealEvents(now, stopping));
  keepDoing('deciding on requests for new passwords', LOOK_EVERY_MS, (stopping) =>
    decideWaitingRequests(now, stopping),
  );
  keepDoing('delivering mail', LOOK_EVERY_MS, mailDelivery(now));
  const importWork = { processId: randomUUID(), now };
  keepDoing('importing people', IMPORTS_EVERY_MS, (stopping) =>
    workOnImports(importWork, stopping),
  );
  keepDoing('looking for SAML metadata', METADATA_EVERY_MS, (stopping) =>
    refreshDueMetadata(now, stopping),
  );
}

/** What fails is told, and comes again at the next start. */
async function once(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log().warn({ err: error }, `${what} did not finish`);
  }
}

/** Delivers what is due; after trouble with the mail server only as often as makes sense. */
function mailDelivery(now: () => Date): (stopping: AbortSignal) => Promise<void> {
  const delivery = { processId: randomUUID(), answerOf, now };
  let troubles = 0;
  let quietUntil = 0;
  return async (stopping) => {
    if (performance.now() < quietUntil) return;
    const end = await deliverDueMails(delivery, stopping);
    troubles = end === 'caught_up' ? 0 : troubles + 1;
    quietUntil = performance.now() + pauseOfServer(troubles);
  };
}
