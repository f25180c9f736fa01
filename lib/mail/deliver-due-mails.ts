import { isDatabaseUnavailable } from '@/lib/database-errors';
import { db } from '@/lib/db';
import { log } from '@/lib/log';
import type { AnswerSource } from '@/lib/mail/compose-mail';
import { deliverMail, type MailOutcome } from '@/lib/mail/deliver-mail';
import { LEASE_MS, pauseAfterMs } from '@/lib/mail/mail-policy';
import {
  leaseDueMails,
  type OutboxMail,
  postponeMail,
  releaseLeases,
  renewLeases,
} from '@/lib/mail/outbox-store';
import { CONNECTIONS } from '@/lib/mail/smtp-transport';
import type { Utility } from '@/lib/utilities/utility';
import { utilityById } from '@/lib/utilities/utility-by-host';

/** Leased at a time: enough to keep the connections at work, few enough to leave others some. */
const BATCH = 8 * CONNECTIONS;

/** One process's delivery: who it is to the others, and what it asks about requests. */
export interface Delivery {
  processId: string;
  answerOf: AnswerSource;
  now(): Date;
}

/**
 * Sends what is due, until nothing is, or the mail server turns out to be in trouble. Any number of
 * processes may do so at once; each mail is with one of them.
 * @returns how it ended
 */
export async function deliverDueMails(
  delivery: Delivery,
  stopping?: AbortSignal,
): Promise<'caught_up' | 'server_in_trouble'> {
  while (!stopping?.aborted) {
    const batch = await leaseDueMails(delivery.processId, BATCH, delivery.now());
    if (batch.length === 0) break;
    const isInTrouble = await deliverBatch(delivery, batch, stopping);
    if (isInTrouble) return 'server_in_trouble';
  }
  return 'caught_up';
}

/**
 * @returns whether the mail server is in trouble; the mails not tried are then due again
 * @throws what ended a lane, after all of them have ended: none of their mails is under way any more
 */
async function deliverBatch(
  delivery: Delivery,
  batch: OutboxMail[],
  stopping?: AbortSignal,
): Promise<boolean> {
  const { processId, now } = delivery;
  const utilities = new Map<string, Promise<Utility | null>>();
  const waiting = [...batch];
  const held = new Set(batch);
  const renewal = setInterval(() => {
    void renewLeases(db(), processId, [...held], now()).catch(tell);
  }, LEASE_MS / 3);
  let end: 'in_trouble' | 'failed' | null = null;
  const lane = async () => {
    try {
      while (!end && !stopping?.aborted) {
        const mail = waiting.shift();
        if (!mail) return;
        const outcome = await deliver(delivery, mail, utilities);
        if (outcome === 'server_in_trouble') end = 'in_trouble';
        held.delete(mail);
      }
    } catch (error) {
      end = 'failed';
      throw error;
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: CONNECTIONS }, lane));
  clearInterval(renewal);
  await releaseLeases(db(), processId, waiting, now()).catch(tell);
  for (const ended of lanes) if (ended.status === 'rejected') throw ended.reason;
  return end === 'in_trouble';
}

function tell(error: unknown): void {
  log().warn({ err: error }, 'leases of mails could not be written');
}

async function deliver(
  { answerOf, now }: Delivery,
  mail: OutboxMail,
  utilities: Map<string, Promise<Utility | null>>,
): Promise<MailOutcome> {
  try {
    const reading = utilities.get(mail.utilityId) ?? utilityById(db(), mail.utilityId);
    utilities.set(mail.utilityId, reading);
    const utility = await reading;
    return utility ? await deliverMail(utility, mail, answerOf, now) : 'settled';
  } catch (error) {
    if (isDatabaseUnavailable(error)) throw error;
    // A bug, or settings that this version cannot read: others must not wait behind it.
    log().error({ err: error, mailId: mail.mailId }, 'a mail could not be made');
    await postponeMail(db(), mail, new Date(now().getTime() + pauseAfterMs(mail.failures + 1)));
    return 'put_off';
  }
}
