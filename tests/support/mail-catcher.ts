import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface CaughtMail extends Email {
  /** Of the envelope. */
  recipients: string[];
  /** As it came over the wire. */
  raw: string;
}

export interface MailCatcher {
  port: number;
  /** For SMTP_URL. */
  url: string;
  mails: CaughtMail[];
  stop(): Promise<void>;
}

interface CatcherOptions extends SMTPServerOptions {
  port?: number;
  /** The server accepts a mail when this is done with it. */
  onMail?(mail: CaughtMail): void | Promise<void>;
}

/** A real mail server on loopback that keeps what it accepts; options make it refuse, hang or break. */
export function startMailCatcher({
  port = 0,
  onMail,
  ...options
}: CatcherOptions = {}): Promise<MailCatcher> {
  const mails: CaughtMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    onData(stream, session, accept) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        const raw = Buffer.concat(chunks).toString('utf8');
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        const mail = { ...(await parseMail(raw)), recipients, raw };
        mails.push(mail);
        await onMail?.(mail);
        accept();
      });
    },
    ...options,
  });
  // Connections that break are some tests' purpose.
  server.on('error', () => undefined);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const listening = server.listen(port, '127.0.0.1', () => {
      const address = listening.address();
      const heard = typeof address === 'object' && address ? address.port : port;
      resolve({
        port: heard,
        url: `smtp://127.0.0.1:${heard}`,
        mails,
        stop: () => new Promise((done) => server.close(() => done())),
      });
    });
  });
}

/** A message as it came over the wire. */
export function parseMail(raw: string): Promise<Email> {
  return PostalMime.parse(raw);
}

/** The link in a mail, where there is one: the same in its HTML and its text. */
export function linkIn({ html, text }: Pick<Email, 'html' | 'text'>): string | null {
  const [inText = null] = /https?:\/\/\S+\/reset-password\S*/.exec(text ?? '') ?? [];
  const inHtml = /href="([^"]*\/reset-password[^"]*)"/.exec(html ?? '')?.[1] ?? null;
  if (inText !== (inHtml?.replaceAll('&amp;', '&') ?? null)) {
    throw new Error('The HTML and the text of a mail have different links.');
  }
  return inText;
}
