import { SMTPServer } from 'smtp-server';

export interface SunkMail {
  messageId: string;
  to: string;
  /** When the mail server had all of it, by `performance.now()`. */
  at: number;
}

export interface MailSink {
  /** For SMTP_URL. */
  url: string;
  mails: SunkMail[];
  stop(): Promise<void>;
}

/** A mail server on loopback that takes everything, as quickly as it can, and notes what it took. */
export function startMailSink(): Promise<MailSink> {
  const mails: SunkMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    onData(stream, session, accept) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const at = performance.now();
        const text = Buffer.concat(chunks).toString('latin1');
        const messageId = /^Message-ID: *(\S+)/im.exec(text)?.[1] ?? '';
        for (const { address } of session.envelope.rcptTo) {
          mails.push({ messageId, to: address, at });
        }
        accept();
      });
    },
  });
  server.on('error', () => undefined);
  return new Promise((resolve) => {
    const listening = server.listen(0, '127.0.0.1', () => {
      const address = listening.address();
      if (address === null || typeof address === 'string') throw new Error('No port.');
      resolve({
        url: `smtp://127.0.0.1:${address.port}`,
        mails,
        stop: () => new Promise((done) => server.close(() => done())),
      });
    });
  });
}
