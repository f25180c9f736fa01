import { expect, test, vi } from 'vitest';
import { sendMail } from '@/lib/mail/smtp-transport';
import { parseSmtpAddress } from '@/lib/smtp-address';
import { serve, serveWith } from '@/tests/mail/mail-room';
import { restartedWith } from '@/tests/support/settings';

// No test of these has a database; the settings are checked as a whole.
process.env.DATABASE_URL = 'postgres://csi@127.0.0.1:9/none';
process.env.AUTH_SECRET = 'a-secret-for-tests'.padEnd(40, '.');

const dana = { name: 'Dana Ortiz', address: 'dana@mail.example' };
const letter = { subject: 'Greetings', html: '<p>Hello</p>', text: 'Hello' };

const send = () => sendMail('b8a5cd4e-54e2-4d5f-8d0e-6f2f10aa7a1b', dana, letter);

test.each([
  ['smtp://mail.example', false],
  ['smtp://user:password@mail.example', true],
  ['smtp://user:password@mail.example:587', true],
  ['smtp://user:password@10.0.0.7', true],
  ['smtp://user:password@localhost.evil.example', true],
  ['smtp://user:password@127.0.0.1.evil.example', true],
  ['smtp://user:password@localhost:2525', false],
  ['smtp://user:password@127.0.0.1', false],
  ['smtp://user:password@[::1]:2525', false],
  // By itself from the first byte on.
  ['smtps://user:password@mail.example', false],
])('encryption must be begun by STARTTLS at %s: %s', (url, expected) => {
  expect(parseSmtpAddress(url)?.requireTLS).toBe(expected);
});

// To this machine, but not by a name that says so.
const elsewhere = (port: number) => `smtp://user:password@0.0.0.0:${port}`;

test.each([
  ['is not offered', '250-faulty.example\r\n250 AUTH PLAIN LOGIN'],
  ['is offered and then refused', '250-faulty.example\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN'],
])('encryption that %s keeps the password here', async (_, helloReply) => {
  const { port, heard } = await serveWith({ hello: helloReply });
  restartedWith({ SMTP_URL: elsewhere(port) });
  await expect(send()).rejects.toMatchObject({ code: 'ETLS', command: 'STARTTLS' });
  expect(heard.filter((said) => /^(AUTH|MAIL)/.test(said))).toEqual([]);
});

test('encryption that a server without EHLO cannot have keeps the password here', async () => {
  const { port, heard } = await serveWith({
    hello: (said) => (said.startsWith('HELO') ? '250 faulty.example' : '502 what'),
  });
  restartedWith({ SMTP_URL: elsewhere(port) });
  await expect(send()).rejects.toThrow();
  expect(heard.filter((said) => /^(AUTH|MAIL)/.test(said))).toEqual([]);
});

test('encryption is not asked of a mail server on this machine', async () => {
  const { port, heard, messages } = await serveWith({
    hello: '250-faulty.example\r\n250 AUTH PLAIN',
  });
  restartedWith({ SMTP_URL: `smtp://user:password@127.0.0.1:${port}` });
  await send();
  expect(heard.some((said) => said.startsWith('AUTH PLAIN'))).toBe(true);
  expect(messages).toHaveLength(1);
});

test.each(['secure', 'STARTTLS'])(
  'encryption with a certificate of nobody’s is none: %s',
  async (how) => {
    // It says that everybody knows its key, which is the point.
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { port, mails } = await serve(
      how === 'secure' ? { secure: true } : { disabledCommands: ['AUTH'] },
    );
    const scheme = how === 'secure' ? 'smtps' : 'smtp';
    restartedWith({ SMTP_URL: `${scheme}://127.0.0.1:${port}` });
    await expect(send()).rejects.toThrow(
      /self-signed certificate|certificate has expired|altnames/,
    );
    expect(mails).toEqual([]);
  },
);
