import { createTransport } from 'nodemailer';
import { env } from '@/lib/env';
import type { RenderedMail } from '@/lib/mail/mail-content';
import { processWide } from '@/lib/process-wide';

/** How many mails one process hands over at a time. */
export const CONNECTIONS = 5;

/** A mail server that answers slower than this is treated as down, and asked again later. */
const TIMES_MS = {
  dnsTimeout: 5_000,
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 20_000,
};

/** The connections to the mail server of SMTP_URL, kept and shared by the whole process. */
export function mailTransport() {
  const process = ofProcess();
  process.transport ??= openTransport(env().SMTP_URL);
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
    (): { transport: ReturnType<typeof openTransport> | null } => ({
      transport: null,
    }),
  );
}

function openTransport(url: string) {
  return createTransport({
    url,
    pool: true,
    maxConnections: CONNECTIONS,
    // Whether a mail is sent again is the outbox's decision: the pool would do so without asking.
    maxRequeues: 0,
    requireTLS: mustEncrypt(url),
    // Templates bring all that they need; a mail makes the server fetch nothing.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...TIMES_MS,
  } as Parameters<typeof createTransport>[0]);
}

/** A password never crosses a network in the clear, even if the server does not offer TLS. */
export function mustEncrypt(smtpUrl: string): boolean {
  const { protocol, username, hostname } = new URL(smtpUrl);
  const isOnThisMachine = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  return protocol === 'smtp:' && username !== '' && !isOnThisMachine;
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
  const { response } = await mailTransport().sendMail({
    from: { name, address },
    to,
    subject,
    html,
    text,
    messageId: `<${mailId}@${address.slice(address.lastIndexOf('@') + 1)}>`,
    // RFC 3834 §5, and Exchange's own word for it: no out-of-office notes to answer.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  });
  return response;
}
