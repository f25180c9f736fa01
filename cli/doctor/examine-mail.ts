import type { Finding } from '@/cli/doctor/finding';
import { mailAdvice } from '@/cli/mail-advice';
import { db } from '@/lib/db';
import { env } from '@/lib/env';
import { outboxState } from '@/lib/mail/outbox-store';
import { closeMailTransport, mailTransport } from '@/lib/mail/smtp-transport';

/** A mail that has waited so long is not just on its way. */
const LONG_WAIT_MS = 10 * 60_000;

/** Whether the mail server takes our connection and login, and whether mails pile up before it. */
export async function checkMail(): Promise<Finding[]> {
  return [await checkServer(), ...(await checkQueue())];
}

async function checkServer(): Promise<Finding> {
  const subject = 'mail server';
  const { host } = new URL(env().SMTP_URL);
  try {
    await mailTransport().verify();
    return {
      state: 'ok',
      subject,
      message: `${host} answers, and takes our login where it has one`,
    };
  } catch (error) {
    const { message, remedy } = mailAdvice(error);
    return { state: 'fault', subject, message: `${host}: ${message}`, remedy };
  } finally {
    closeMailTransport();
  }
}

async function checkQueue(): Promise<Finding[]> {
  const subject = 'mail queue';
  const { depth, oldest } = await outboxState(db());
  const waitedMs = oldest ? Date.now() - oldest.getTime() : 0;
  if (waitedMs < LONG_WAIT_MS) return [{ state: 'ok', subject, message: `${depth} waiting` }];
  const minutes = Math.round(waitedMs / 60_000);
  const message = `${depth} waiting, the oldest for ${minutes} minutes`;
  const remedy = 'see that a server runs, and its log for "a mail was not accepted"';
  return [{ state: 'warning', subject, message, remedy }];
}
