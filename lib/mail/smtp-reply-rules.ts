/** What nodemailer says of a mail that was not accepted. */
export interface SmtpError {
  message: string;
  /** Its own word for the kind of failure, as `EAUTH`, or Node's, as `ECONNREFUSED`. */
  code?: string;
  /** The command that was not answered well, as `RCPT TO`. */
  command?: string;
  /** The three digits of the server's reply. */
  responseCode?: number;
  response?: string;
}

export type SmtpFailure =
  /** For good: this mailbox or this message is refused. */
  | { kind: 'refused'; reply: number }
  /** For now; `everybody` when the next mail would fare no better. */
  | { kind: 'delayed'; reply: number | null; everybody: boolean };

/**
 * Enhanced codes (RFC 3463) that are about the mailbox, its domain or the message: no such one, moved,
 * full, too large, of a kind that it does not take.
 */
const ABOUT_THIS_MAIL = /^5\.(?:1\.(?:1|2|3|6|10)|2\.\d+|3\.4|6\.\d+)$/;
/** Plain codes that say so where a server gives no enhanced one (RFC 5321 §4.2.3). */
const PLAIN = { 'RCPT TO': [550, 551, 552, 553], DATA: [552, 554] };

/**
 * Whether trying again makes sense, and whether other mails would fare better.
 *
 * A server that wants another sender, a login, encryption or nothing from this machine may say so as
 * late as at the recipient, with a 5xx (Postfix does by default). That is for the operator to mend, and
 * no mail is given up for it.
 */
export function failureOf({ code, command, responseCode, response }: SmtpError): SmtpFailure {
  // An address that cannot be put into the protocol at all.
  if (code === 'EENVELOPE' && command === 'API') return { kind: 'refused', reply: 553 };
  const reply = responseCode ?? null;
  if (command !== 'RCPT TO' && command !== 'DATA')
    return { kind: 'delayed', reply, everybody: true };
  if (reply === null || reply < 500) {
    // 421: the server is about to close the channel, whatever it was asked.
    return { kind: 'delayed', reply, everybody: reply === 421 };
  }
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1];
  const isRefused = enhanced ? ABOUT_THIS_MAIL.test(enhanced) : PLAIN[command].includes(reply);
  return isRefused ? { kind: 'refused', reply } : { kind: 'delayed', reply, everybody: true };
}

const ADDRESS = /\bhttps?:\/\/\S+/gi;
const TOKEN = /\btoken=\S+/gi;
/** A secret of ours is 43 characters of base64url, and may come cut. */
const SECRET = /[A-Za-z0-9_-]{20,}/g;
const LONGEST = 300;

/**
 * The exact reason for the operator's log, in one line. Servers quote from what they refuse, and a
 * link in a log would be a way in.
 */
export function reasonOf({ message, code, command, response }: SmtpError): string {
  const parts = [code, command, response ?? message].filter(Boolean).join(' ');
  return (
    parts
      // As quoted-printable breaks lines.
      .replace(/=\r?\n/g, '')
      .replace(ADDRESS, '[address]')
      .replace(TOKEN, '[token]')
      .replace(SECRET, '[secret]')
      .replace(/[\p{Cc}\s]+/gu, ' ')
      .trim()
      .slice(0, LONGEST)
  );
}
