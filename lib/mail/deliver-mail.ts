import { setTimeout as sleep } from 'node:timers/promises';
import { recordEvent } from '@/lib/audit/record-event';
import { isDatabaseUnavailable } from '@/lib/database-errors';
import { type Database, inTransaction } from '@/lib/db';
import { log } from '@/lib/log';
import { type AnswerSource, composeMail } from '@/lib/mail/compose-mail';
import type { MailPerson } from '@/lib/mail/mail-person-store';
import { pauseAfterMs } from '@/lib/mail/mail-policy';
import { type OutboxMail, postponeMail, removeMail } from '@/lib/mail/outbox-store';
import { renderMail } from '@/lib/mail/render-mail';
import { failureOf, reasonOf, type SmtpError } from '@/lib/mail/smtp-reply-rules';
import { sendMail } from '@/lib/mail/smtp-transport';
import { metrics } from '@/lib/metrics';
import type { Scope } from '@/lib/scope';
import type { Utility } from '@/lib/utilities/utility';

/** Well below the lease's length, so that a short outage is over before another process takes over. */
const WRITE_AGAIN_MS = 500;

export type MailOutcome =
  /** Sent, refused for good, or given up: out of the outbox, and told of in the audit list. */
  | 'settled'
  /** To be tried again. */
  | 'put_off'
  /** To be tried again, and the next mail would fare no better. */
  | 'server_in_trouble';

/** Composes one leased mail, hands it to the mail server, and writes down what became of it. */
export async function deliverMail(
  utility: Utility,
  mail: OutboxMail,
  answerOf: AnswerSource,
  now: () => Date,
): Promise<MailOutcome> {
  const scope = scopeOf(utility, mail, now);
  const composed = await composeMail(utility, mail, answerOf, now());
  const { person } = composed;
  if (composed.kind === 'not_here') return putOff(scope, mail, null);
  if (composed.kind === 'pointless') {
    const { reason } = composed;
    return settle(mail, 'given_up', (tx) =>
      recordEvent(tx, scope, 'mail.given_up', person, { mail: mail.kind, reason }),
    );
  }
  const { to, content } = composed;
  const locale = composed.person.locale ?? utility.locale;
  const rendered = await renderMail({ utility, fullName: to.name, locale }, content);
  try {
    await sendMail(mail.mailId, to, rendered);
  } catch (error) {
    return failed(scope, mail, composed.person, error as SmtpError);
  }
  return writeDown(mail, () =>
    settle(mail, 'sent', (tx) => recordEvent(tx, scope, 'mail.sent', person, { mail: mail.kind })),
  );
}

function failed(
  scope: Scope,
  mail: OutboxMail,
  person: MailPerson,
  error: SmtpError,
): Promise<MailOutcome> {
  const failure = failureOf(error);
  const { mailId, requestId, utilityId: utility } = mail;
  const reason = reasonOf(error);
  log().warn({ mailId, requestId, utility, ...failure, reason }, 'a mail was not accepted');
  if (failure.kind === 'refused') {
    const { reply } = failure;
    return settle(mail, 'refused', (tx) =>
      recordEvent(tx, scope, 'mail.refused', person, { mail: mail.kind, reply }),
    );
  }
  return putOff(scope, mail, { person, ...failure });
}

/** @param failure of the mail server; null for what is no fault of its own and not told of */
async function putOff(
  scope: Scope,
  mail: OutboxMail,
  failure: { person: MailPerson; reply: number | null; everybody: boolean } | null,
): Promise<MailOutcome> {
  const dueAt = new Date(scope.now().getTime() + pauseAfterMs(mail.failures + 1));
  await inTransaction(async (tx) => {
    const wasOurs = await postponeMail(tx, mail, dueAt);
    if (!wasOurs || !failure || mail.failures > 0) return;
    const { person, reply } = failure;
    await recordEvent(tx, scope, 'mail.delayed', person, { mail: mail.kind, reply });
  });
  metrics().mails.inc({ mail: mail.kind, outcome: 'delayed' });
  return failure?.everybody ? 'server_in_trouble' : 'put_off';
}

/** Takes a mail out of the outbox and tells what became of it, in one transaction. */
async function settle(
  mail: OutboxMail,
  outcome: 'sent' | 'refused' | 'given_up',
  tell: (tx: Database) => Promise<void>,
): Promise<MailOutcome> {
  const wasThere = await inTransaction(async (tx) => {
    const removed = await removeMail(tx, mail);
    if (removed) await tell(tx);
    return removed;
  });
  if (wasThere) metrics().mails.inc({ mail: mail.kind, outcome });
  return 'settled';
}

/** A server acts by itself, in answer to the request that the mail comes from. */
function scopeOf(utility: Utility, { requestId }: OutboxMail, now: () => Date): Scope {
  const actor = { kind: 'system' } as const;
  return { utility, actor, clientAddress: null, userAgent: '', requestId, now };
}

/**
 * Writes down that a mail was accepted, however long the database is away, and whatever else hinders
 * it: a mail that is still in the outbox is sent again.
 */
async function writeDown(mail: OutboxMail, work: () => Promise<MailOutcome>): Promise<MailOutcome> {
  let write = work;
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (isDatabaseUnavailable(error)) {
        log().warn({ err: error }, 'a mail went out, which cannot be written down yet');
        await sleep(WRITE_AGAIN_MS);
      } else {
        log().error({ err: error, mailId: mail.mailId }, 'a mail went out, which is told nowhere');
        write = () => settle(mail, 'sent', async () => undefined);
      }
    }
  }
}
