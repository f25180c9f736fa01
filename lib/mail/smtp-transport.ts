import { setTimeout as sleep } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import { env } from '@/lib/env';
import type { RenderedMail } from '@/lib/mail/mail-content';
import { processWide } from '@/lib/process-wide';
import { parseSmtpAddress } from '@/lib/smtp-address';

/** How many mails one process hands over at a time. */
export const CONNECTIONS = 5;

/** A mail server that answers slower than this is treated as down, and asked again later. */
const TIMES_MS = {
  dnsTimeout: 5_000,
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 20_000,
};

/** For one mail in all: a server that keeps talking and comes to no end must not hold a place. */
export const LONGEST_HANDOVER_MS = 120_000;

/** The connections to the mail server of SMTP_URL, kept and shared by the whole process. */
export function mailTransport() {
  const process = ofProcess();
  process.transport ??= openTransport();
  return process.transport;
}

/** Ends the connections, for a process that would otherwise wait for them. */
export function closeMailTransport(): void {
  const process = ofProcess();
  process.transport?.close();
  process.transport = null;
}

function ofProcess() {
  return processWide(
    'mail-transport',
    (): { transport: ReturnType<typeof openTransport> | null } => ({ transport: null }),
  );
}

function openTransport() {
  const address = parseSmtpAddress(env().SMTP_URL);
  if (!address) throw new Error('SMTP_URL is no address of a mail server.');
  return createTransport({
    // Never as `url`, beside which nodemailer ignores everything else.
    ...address,
    pool: true,
    maxConnections: CONNECTIONS,
    // Whether a mail is sent again is the outbox's decision: the pool would do so without asking.
    maxRequeues: 0,
    // Templates bring all that they need; a mail makes the server fetch nothing.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...TIMES_MS,
  } as Parameters<typeof createTransport>[0]);
}

export interface Recipient {
  name: string;
  address: string;
}

/**
 * Hands one mail to the mail server.
 * @param mailId becomes the Message-ID, the same at every attempt, so that a mail that went out twice
 *   after a doubtful end can be known as one
 * @returns the server's reply
 * @throws what nodemailer says, for lib/mail/smtp-reply-rules
 */
export async function sendMail(
  mailId: string,
  to: Recipient,
  { subject, html, text }: RenderedMail,
): Promise<string> {
  const { MAIL_FROM: address, MAIL_FROM_NAME: name } = env();
  const sending = mailTransport().sendMail({
    from: { name, address },
    to,
    subject,
    html,
    text,
    messageId: `<${mailId}@${address.slice(address.lastIndexOf('@') + 1)}>`,
    // RFC 3834 §5, and Exchange's own word for it: no out-of-office notes to answer.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  });
  const { response } = await withinTime(sending);
  return response;
}

async function withinTime<T>(sending: Promise<T>): Promise<T> {
  const over = new AbortController();
  const deadline = sleep(LONGEST_HANDOVER_MS, undefined, { signal: over.signal }).then(() => {
    // Its connection is of no more use; the next mail gets another.
    closeMailTransport();
    throw Object.assign(new Error('The mail server came to no end'), { code: 'ETIMEDOUT' });
  });
  // Neither may be left to fail unheard when the other was first.
  sending.catch(() => undefined);
  deadline.catch(() => undefined);
  try {
    return await Promise.race([sending, deadline]);
  } finally {
    over.abort();
  }
}
