import { describe, expect, test } from 'vitest';
import { failureOf, reasonOf } from '@/lib/mail/smtp-reply-rules';
import { randomSecret } from '@/lib/tokens';

const failed = (command: string, responseCode?: number, code = 'EENVELOPE') =>
  failureOf({ message: 'failed', code, command, ...(responseCode ? { responseCode } : {}) });

describe('a refusal of this recipient or this message', () => {
  test.each([
    ['RCPT TO', 550],
    ['RCPT TO', 551],
    ['RCPT TO', 553],
    ['DATA', 552],
    ['DATA', 554],
  ])('is for good: %s %i', (command, reply) => {
    expect(failed(command, reply)).toEqual({ kind: 'refused', reply });
  });

  test.each([
    ['RCPT TO', 400],
    ['RCPT TO', 450],
    ['RCPT TO', 451],
    ['RCPT TO', 499],
    ['DATA', 451],
    ['DATA', 452],
  ])('is for now, and for nobody else: %s %i', (command, reply) => {
    expect(failed(command, reply)).toEqual({ kind: 'delayed', reply, everybody: false });
  });

  test('is for good when the address cannot be said in the protocol at all', () => {
    expect(failed('API')).toEqual({ kind: 'refused', reply: 553 });
  });
});

describe('where the server says more, in an enhanced code, that decides', () => {
  const said = (command: string, response: string) =>
    failureOf({
      message: 'failed',
      code: 'EENVELOPE',
      command,
      responseCode: Number(response.slice(0, 3)),
      response,
    });

  test.each([
    ['RCPT TO', '550 5.1.1 no such user'],
    ['RCPT TO', '550 5.1.2 no such domain'],
    ['RCPT TO', '553 5.1.3 bad address'],
    ['RCPT TO', '550 5.1.6 moved'],
    ['RCPT TO', '556 5.1.10 takes no mail'],
    ['RCPT TO', '550 5.2.1 mailbox disabled'],
    ['RCPT TO', '552 5.2.2 mailbox full'],
    ['DATA', '552 5.3.4 too large'],
    ['DATA', '554 5.6.0 bad message'],
    ['RCPT TO', '550-5.1.1 no such user'],
  ])('for good, at %s: %s', (command, response) => {
    const reply = Number(response.slice(0, 3));
    expect(said(command, response)).toEqual({ kind: 'refused', reply });
  });

  test.each([
    ['RCPT TO', '554 5.7.1 Relay access denied'],
    ['RCPT TO', '553 5.7.1 Sender address rejected: not logged in'],
    ['RCPT TO', '550 5.1.0 Sender address rejected'],
    ['RCPT TO', '550 5.1.8 bad sender'],
    ['RCPT TO', '530 5.7.0 Authentication required'],
    ['RCPT TO', '554 Relay access denied'],
    ['RCPT TO', '500 what'],
    ['DATA', '554 5.7.0 Daily sending quota exceeded'],
    ['DATA', '550 5.7.1 not from here'],
  ])('the operator’s to mend, at %s: %s', (command, response) => {
    const reply = Number(response.slice(0, 3));
    expect(said(command, response)).toEqual({ kind: 'delayed', reply, everybody: true });
  });
});

describe('what would befall every mail gives up none', () => {
  test.each([
    ['the greeting', 'CONN', 554, 'EPROTOCOL'],
    ['the greeting, for now', 'CONN', 421, 'EPROTOCOL'],
    ['EHLO', 'EHLO', 421, 'ECONNECTION'],
    ['EHLO, for good', 'HELO', 550, 'EPROTOCOL'],
    ['encryption', 'STARTTLS', 502, 'ETLS'],
    ['the login', 'AUTH PLAIN', 535, 'EAUTH'],
    ['the login, for now', 'AUTH LOGIN', 454, 'EAUTH'],
    ['the sender', 'MAIL FROM', 550, 'EENVELOPE'],
    ['the sender, for now', 'MAIL FROM', 451, 'EENVELOPE'],
    ['the recipient, closing the channel', 'RCPT TO', 421, 'EENVELOPE'],
    ['the message, closing the channel', 'DATA', 421, 'EMESSAGE'],
  ])('when the server refuses %s', (_, command, reply, code) => {
    expect(failed(command, reply, code)).toEqual({ kind: 'delayed', reply, everybody: true });
  });

  test.each(['ESOCKET', 'ETIMEDOUT', 'ECONNECTION', 'EDNS', 'ETLS'])(
    'when there is no reply: %s',
    (code) => {
      expect(failed('CONN', undefined, code)).toEqual({
        kind: 'delayed',
        reply: null,
        everybody: true,
      });
    },
  );

  test('when nothing is known of the failure', () => {
    expect(failureOf({ message: 'closed' })).toEqual({
      kind: 'delayed',
      reply: null,
      everybody: true,
    });
  });
});

describe('the reason for the log', () => {
  const said = (response: string) =>
    reasonOf({ message: 'failed', code: 'EMESSAGE', command: 'DATA', response });

  test('says what failed, where, and what the server said', () => {
    expect(said('554 5.7.1 no')).toBe('EMESSAGE DATA 554 5.7.1 no');
    const message = 'connect ECONNREFUSED 127.0.0.1:25';
    expect(reasonOf({ message, code: 'ESOCKET', command: 'CONN' })).toBe(
      'ESOCKET CONN connect ECONNREFUSED 127.0.0.1:25',
    );
    expect(reasonOf({ message: 'closed' })).toBe('closed');
  });

  test('is one line', () => {
    expect(said('554-no\r\n554-not\u0000 this\u2028\n554\tone')).toBe(
      'EMESSAGE DATA 554-no 554-not this 554 one',
    );
  });

  test.each([
    (link: string) => `554 found ${link} in it`,
    (link: string) => `554 <${link}>`,
    (link: string) => `554 "${link.toUpperCase()}"`,
    (link: string) => `554 ${link.replace('https://', '')}`,
    (link: string) => `554 see(${link}).`,
    (link: string) => `554 ${link.replaceAll('=', '=3D')}`,
    (link: string) => `554 ${encodeURIComponent(link)}`,
    (link: string) => `554-${link}\n554 refused`,
  ])('never holds a link or its secret (quoted in way %#)', (quote) => {
    const secret = randomSecret();
    const id = 'b8a5cd4e-54e2-4d5f-8d0e-6f2f10aa7a1b';
    const link = `https://csi.harbor.example/reset-password?token=${id}.${secret}`;
    const response = quote(link);
    const message = `Message failed: ${response}`;
    for (const reason of [said(response), reasonOf({ message, code: 'EMESSAGE' })]) {
      expect(reason.toLowerCase()).not.toContain(secret.toLowerCase());
      expect(reason).not.toMatch(/https?:\/\//i);
      expect(reason).toContain('554');
    }
  });

  test.each(['\n554 ', '\r\n554-', '=\r\n554-'])(
    'cannot be put together to a secret that a server breaks into lines: %j',
    (lineEnd) => {
      const secret = randomSecret();
      const link = `https://csi.harbor.example/reset-password?token=1.${secret}`;
      const reason = said(`554-${link.slice(0, -20)}${lineEnd}${link.slice(-20)}`);
      expect(reason).not.toContain(secret.slice(0, 23));
    },
  );

  test.each([19, 20, 43, 300])('leaves no run of 20 characters and more: %i', (length) => {
    const run = 'x'.repeat(length);
    expect(said(`554 ${run}`)).toBe(`EMESSAGE DATA 554 ${length < 20 ? run : '[secret]'}`);
  });

  test('is cut at 300 characters, after secrets were taken out', () => {
    const words = 'word '.repeat(100);
    expect(said(`554 ${words}`)).toHaveLength(300);
    const secret = randomSecret();
    const reason = said(`554 ${words.slice(0, 260)}${secret}`);
    expect(reason.length).toBeLessThanOrEqual(300);
    expect(reason).not.toContain(secret.slice(0, 10));
  });
});
