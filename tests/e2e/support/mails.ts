import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LEASE_MS } from '@/lib/mail/mail-policy';
import { until } from '@/tests/e2e/support/servers';
import { type CaughtMail, linkIn } from '@/tests/support/mail-catcher';

/** Where the run's mail server leaves what it accepted, a file a mailbox, for the workers to read. */
const MAILBOXES = join(import.meta.dirname, '../../../.test/mails');

/** A server that a test ended by force may have held the mail: another takes it when its lease is over. */
const MAIL_SECONDS = LEASE_MS / 1000 + 30;

export type ArrivedMail = Pick<
  CaughtMail,
  'subject' | 'html' | 'text' | 'from' | 'to' | 'messageId'
>;

export function clearMails(): void {
  rmSync(MAILBOXES, { recursive: true, force: true });
  mkdirSync(MAILBOXES, { recursive: true });
}

/** Puts a mail into the mailbox of each of its recipients. */
export function keepMail({ recipients, ...mail }: CaughtMail): void {
  const { subject, html, text, from, to, messageId } = mail;
  for (const address of recipients) {
    const line = JSON.stringify({ subject, html, text, from, to, messageId });
    appendFileSync(mailboxOf(address), `${line}\n`);
  }
}

/** What has arrived for an address, oldest first. */
export function mailsFor(address: string): ArrivedMail[] {
  const path = mailboxOf(address);
  if (!existsSync(path)) return [];
  // The last line may be only half written yet.
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as ArrivedMail);
}

/** The newest mail for an address, once so many have arrived. */
export async function newestMail(address: string, count = 1): Promise<ArrivedMail> {
  const haveArrived = async () => mailsFor(address).length >= count;
  await until(`${count} mail(s) for ${address}`, haveArrived, MAIL_SECONDS);
  const mail = mailsFor(address).at(-1);
  if (!mail) throw new Error('A mail went away.');
  return mail;
}

/** The link in the newest mail for an address. */
export async function newestLink(address: string, count = 1): Promise<string> {
  const link = linkIn(await newestMail(address, count));
  if (!link) throw new Error('There is no link in the mail.');
  return link;
}

function mailboxOf(address: string): string {
  const name = createHash('sha256').update(address.toLowerCase()).digest('hex').slice(0, 20);
  return join(MAILBOXES, `${name}.jsonl`);
}
