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
  /** For good: this mailbox or this message is refused (RFC 5321 §4.2.1, a reply of 5xx). */
  | { kind: 'refused'; reply: number }
  /** For now; `everybody` when the next mail would fare no better. */
  | { kind: 'delayed'; reply: number | null; everybody: boolean };

/**
 * Whether trying again makes sense, and whether other mails would fare better. A refused sender, a
 * refused login and missing encryption are for the operator to mend, so nothing is given up for them.
 */
export function failureOf({ code, command, responseCode }: SmtpError): SmtpFailure {
  const reply = responseCode ?? null;
  const isAboutThisMail = command === 'RCPT TO' || command === 'DATA';
  if (isAboutThisMail && reply !== null && reply >= 500) return { kind: 'refused', reply };
  // An address that cannot be put into the protocol at all.
  if (code === 'EENVELOPE' && command === 'API') return { kind: 'refused', reply: 553 };
  // 421: the server is about to close the channel, whatever it was asked.
  return { kind: 'delayed', reply, everybody: !isAboutThisMail || reply === 421 };
}

const ADDRESS = /\bhttps?:\/\/\S+/gi;
/** A secret of ours is 43 characters of base64url; nothing that a server says of itself is. */
const SECRET = /[A-Za-z0-9_-]{40,}/g;
const LONGEST = 300;

/**
 * The exact reason for the operator's log, in one line. Servers quote from what they refuse, and a
 * link in a log would be a way in.
 */
export function reasonOf({ message, code, command, response }: SmtpError): string {
  const parts = [code, command, response ?? message].filter(Boolean).join(' ');
  return parts
    .replace(ADDRESS, '[address]')
    .replace(SECRET, '[secret]')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST);
}
