import { setTimeout as sleep } from 'node:timers/promises';
import { recordEvent } from '@/lib/audit/record-event';
import { isDatabaseUnavailable } from '@/lib/database-errors';
import { type Database, inTransaction } from '@/lib/db';
import { log } from '@/lib/log';
import { composeMail, type LinkSource, type MailPerson } from '@/lib/mail/compose-mail';
import { pauseAfterMs } from '@/lib/mail/mail-policy';
import { type OutboxMail, postponeMail, removeMail } from '@/lib/mail/outbox-store';
import { renderMail } from '@/lib/mail/render-mail';
import { failureOf, reasonOf, type SmtpError } from '@/lib/mail/smtp-reply-rules';
import { sendMail } from '@/lib/mail/smtp-transport';
import { metrics } from '@/lib/metrics';
import type { Scope } from '@/lib/scope';
import type { Utility } from '@/lib/utilities/utility';

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
  linkOf: LinkSource,
  now: () => Date,
): Promise<MailOutcome> {
  const scope = scopeOf(utility, mail, now);
  const composed = await composeMail(utility, mail, linkOf, now());
  const { person } = composed;
  if (composed.kind === 'pointless') {
    const { reason } = composed;
    return settle(mail, 'given_up', (tx) =>
      recordEvent(tx, scope, 'mail.given_up', person, { mail: mail.kind, reason }),
    );
  }
  const { to, content } = composed;
  try {
    await sendMail(mail.mailId, to, await renderMail({ utility, fullName: to.name }, content));
  } catch (error) {
    return failed(scope, mail, composed.person, error as SmtpError);
  }
  // Accepted: an outage of the database must not send it a second time.
  return untilDone(() =>
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
  return putOff(scope, mail, person, failure);
}

async function putOff(
  scope: Scope,
  mail: OutboxMail,
  person: MailPerson,
  { reply, everybody }: { reply: number | null; everybody: boolean },
): Promise<MailOutcome> {
  const dueAt = new Date(scope.now().getTime() + pauseAfterMs(mail.failures + 1));
  await inTransaction(async (tx) => {
    const wasOurs = await postponeMail(tx, mail, dueAt);
    if (!wasOurs || mail.failures > 0) return;
    await recordEvent(tx, scope, 'mail.delayed', person, { mail: mail.kind, reply });
  });
  metrics().mails.inc({ mail: mail.kind, outcome: 'delayed' });
  return everybody ? 'server_in_trouble' : 'put_off';
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

async function untilDone<T>(work: () => Promise<T>): Promise<T> {
  for (let pauseMs = 100; ; pauseMs = Math.min(2 * pauseMs, 5_000)) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      log().warn({ err: error }, 'a mail went out, which cannot be written down yet');
      await sleep(pauseMs);
    }
  }
}
