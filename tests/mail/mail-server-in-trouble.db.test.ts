import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Scope } from '@/lib/scope';
import { deliver, linkQueued, outbox, queued, serve, serveWith } from '@/tests/mail/mail-room';
import { lines } from '@/tests/support/captured-pino';
import { eventsOf } from '@/tests/support/events';
import { startFaultyMailServer } from '@/tests/support/faulty-mail-server';
import { restartedWith } from '@/tests/support/settings';
import { NOON, noonPlus, SECOND, testScope } from '@/tests/support/test-scope';
import { testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

vi.mock('pino', () => import('@/tests/support/captured-pino'));

let scope: Scope;

beforeEach(async () => {
  scope = testScope(await testUtility());
  const { userId } = await testPerson(scope);
  await linkQueued(scope);
  for (let i = 0; i < 7; i += 1) await queued(scope, userId);
  lines.length = 0;
});

async function nobodyListens(): Promise<void> {
  const { url, stop } = await startFaultyMailServer({});
  await stop();
  restartedWith({ SMTP_URL: url });
}

async function loginRefused(): Promise<void> {
  const { port } = await serveWith({
    hello: '250-faulty.example\r\n250 AUTH PLAIN',
    login: '535 5.7.8 bad password',
  });
  restartedWith({ SMTP_URL: `smtp://user:password@127.0.0.1:${port}` });
}

async function certificateOfNobody(): Promise<void> {
  // The server says that everybody knows its key, which is the point.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const { port } = await serve({ secure: true });
  restartedWith({ SMTP_URL: `smtps://127.0.0.1:${port}` });
}

const troubles: [string, () => Promise<unknown>, number | null, RegExp][] = [
  ['is not there', nobodyListens, null, /^ESOCKET CONN connect ECONNREFUSED 127\.0\.0\.1:\d+$/],
  [
    'hangs up before it greets',
    () => serveWith({ greeting: 'hang up' }),
    null,
    /socket close|connection was closed|ECONNRESET/i,
  ],
  [
    'greets with a refusal',
    () => serveWith({ greeting: '554 no service' }),
    554,
    /^EPROTOCOL CONN 554 no service$/,
  ],
  [
    'speaks no TLS, which the operator asks for',
    () => serveWith({}, '?requireTLS=true'),
    454,
    /^ETLS STARTTLS 454 no TLS here$/,
  ],
  ['has a certificate of nobody’s', certificateOfNobody, null, /^ESOCKET CONN .*certificate/],
  ['refuses the login', loginRefused, 535, /^EAUTH AUTH PLAIN 535 5\.7\.8 bad password$/],
  [
    'refuses the sender',
    () => serveWith({ sender: '550 5.7.1 not your domain' }),
    550,
    /^EENVELOPE MAIL FROM 550 5\.7\.1 not your domain$/,
  ],
  [
    'goes away in the middle',
    () => serveWith({ recipient: '421 shutting down' }),
    421,
    /^EENVELOPE RCPT TO 421 shutting down$/,
  ],
  [
    'hangs up in the middle',
    () => serveWith({ data: 'hang up' }),
    null,
    /^(ECONNECTION|ESOCKET) CONN (Connection closed unexpectedly|read ECONNRESET)$/,
  ],
];

describe.each(troubles)('a mail server that %s', (_, trouble, reply, reason) => {
  beforeEach(trouble);

  test('loses nothing: what was not tried is due at once, and the rest soon', async () => {
    expect(await deliver()).toBe('server_in_trouble');
    const waiting = await outbox();
    expect(waiting).toHaveLength(8);
    const tried = waiting.filter(({ failures }) => failures > 0);
    expect(tried.length).toBeGreaterThan(0);
    expect(tried.length).toBeLessThan(8);
    for (const mail of waiting) {
      const dueAt = mail.failures === 0 ? NOON : noonPlus(10 * SECOND);
      expect(mail).toMatchObject({ dueAt, leasedBy: null });
    }
    expect((await eventsOf(scope, 'mail.delayed')).map(({ details }) => details)).toEqual(
      expect.arrayContaining([{ mail: 'password_changed', reply }]),
    );
    expect(await eventsOf(scope, 'mail.delayed')).toHaveLength(tried.length);
    expect(await eventsOf(scope, 'mail.sent', 'mail.refused', 'mail.given_up')).toEqual([]);
  });

  test('is told in the log with its exact reason, and with no link', async () => {
    await deliver();
    const told = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'warn');
    expect(told.length).toBeGreaterThan(0);
    for (const line of told) {
      expect(line).toMatchObject({
        msg: 'a mail was not accepted',
        utility: 'harbor',
        requestId: 'test-request',
        mailId: expect.any(String),
        kind: 'delayed',
        everybody: true,
        reply,
        reason: expect.stringMatching(reason),
      });
    }
    expect(lines.filter((line) => /reset-password|token=|:\/\//.test(line))).toEqual([]);
  });

  test('gets everything once when it is back', async () => {
    const ids = (await outbox()).map(({ mailId }) => `<${mailId}@csi.example>`);
    await deliver();
    const { mails } = await serve();
    expect(await deliver(noonPlus(10 * SECOND))).toBe('caught_up');
    expect(mails.map(({ messageId }) => messageId).sort()).toEqual(ids.sort());
    expect(await outbox()).toEqual([]);
    expect(await eventsOf(scope, 'mail.sent')).toHaveLength(8);
  });
});
