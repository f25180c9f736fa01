import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { CliError } from '@/cli/cli-error';
import { mailAdvice } from '@/cli/mail-advice';
import type { CommandContext } from '@/cli/terminal';
import { isAcceptableEmail, normalizeEmail } from '@/lib/accounts/email-rules';
import { env } from '@/lib/env';
import { closeMailTransport, sendMail } from '@/lib/mail/smtp-transport';

export function mailCommands(csi: Command, context: CommandContext): void {
  const mail = csi.command('mail').description('the mail server of SMTP_URL');
  mail
    .command('test')
    .description('send a test mail, at once and without the queue')
    .argument('<address>', 'to whom')
    .action(async (address: string) => context.out(await testMail(address)));
}

/** What a server says must not steer the terminal. */
function oneLine(reply: string): string {
  return reply.replace(/\p{Cc}+/gu, ' ');
}

async function testMail(typed: string): Promise<string> {
  if (!isAcceptableEmail(typed)) throw new CliError(`"${typed}" is not one email address.`);
  const address = normalizeEmail(typed);
  const { MAIL_FROM } = env();
  // Templates take a moment to load, which no other command needs.
  const { renderMail } = await import('@/lib/mail/render-mail');
  const rendered = await renderMail(null, { kind: 'test' });
  try {
    const reply = await sendMail(randomUUID(), { name: '', address }, rendered);
    return `The mail server took the mail from ${MAIL_FROM} to ${address}: ${oneLine(reply)}`;
  } catch (error) {
    const { message, remedy } = mailAdvice(error);
    throw new CliError(`The mail server did not take the mail: ${message}\n→ ${remedy}`);
  } finally {
    closeMailTransport();
  }
}
