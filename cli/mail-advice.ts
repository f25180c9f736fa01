import { reasonOf, type SmtpError } from '@/lib/mail/smtp-reply-rules';

/** What went wrong with the mail server, and what to do about it, for the operator. */
export function mailAdvice(error: unknown): { message: string; remedy: string } {
  const fault = error instanceof Error ? (error as SmtpError) : { message: String(error) };
  return { message: reasonOf(fault), remedy: remedyOf(fault) };
}

function remedyOf({ code, command, message, response }: SmtpError): string {
  if (code === 'EAUTH') {
    return 'check user and password in SMTP_URL; special characters there are percent-encoded';
  }
  // A certificate that is not believed comes as a failure of the socket.
  if (code === 'ETLS' || /certificate|TLS|SSL/i.test(message)) {
    return (
      'use smtps:// for TLS from the start and smtp:// for STARTTLS, with a certificate that this ' +
      'machine believes (NODE_EXTRA_CA_CERTS names further authorities)'
    );
  }
  if (code === 'EDNS' || code === 'ENOTFOUND') return 'check the host name in SMTP_URL';
  if (command === 'MAIL FROM') return 'let the mail server accept the sender, or set MAIL_FROM';
  if (command === 'RCPT TO') return 'check the address, and what the mail server may relay';
  if (response) return 'ask who runs the mail server what this answer means';
  return 'start the mail server, and check host and port in SMTP_URL';
}
