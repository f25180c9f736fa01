import { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CONNECTIONS, mailTransport, sendMail } from '@/lib/mail/smtp-transport';
import { serve, serveWith } from '@/tests/mail/mail-room';
import { restartedWith } from '@/tests/support/settings';
import { MINUTE, SECOND } from '@/tests/support/test-scope';

const MAIL_ID = 'b8a5cd4e-54e2-4d5f-8d0e-6f2f10aa7a1b';
const dana = { name: 'Dana Ortiz', address: 'dana@mail.example' };
const letter = { subject: 'Greetings', html: '<p>Hello</p>', text: 'Hello' };

// No test of these has a database; the settings are checked as a whole.
process.env.DATABASE_URL = 'postgres://csi@127.0.0.1:9/none';
process.env.AUTH_SECRET = 'a-secret-for-tests'.padEnd(40, '.');

const send = (mailId = MAIL_ID) => sendMail(mailId, dana, letter);

afterEach(() => {
  vi.useRealTimers();
});

describe('a mail', () => {
  test('goes from the operator’s address and name, and is known by its id', async () => {
    const { mails, url } = await serve();
    restartedWith({ SMTP_URL: url, MAIL_FROM: 'csi@ops.example', MAIL_FROM_NAME: 'Ops, "CSI"' });
    expect(await send()).toMatch(/^250 /);
    expect(mails).toMatchObject([
      {
        from: { address: 'csi@ops.example', name: 'Ops, "CSI"' },
        to: [{ address: 'dana@mail.example', name: 'Dana Ortiz' }],
        recipients: ['dana@mail.example'],
        subject: 'Greetings',
        messageId: `<${MAIL_ID}@ops.example>`,
      },
    ]);
  });

  test('says that a machine wrote it, so that no machine answers', async () => {
    const { mails } = await serve();
    await send();
    const headers = Object.fromEntries(mails[0]?.headers.map((h) => [h.key, h.value]) ?? []);
    expect(headers).toMatchObject({
      'auto-submitted': 'auto-generated',
      'x-auto-response-suppress': 'All',
    });
  });

  test.each([
    'Ortiz, Dana <eve@evil.example>',
    '"Dana" (eve@evil.example)',
    'friends: eve@evil.example;',
    'Dana\r\nBcc: eve@evil.example',
    'Ødegård Überall',
  ])('has one recipient whatever the name is: %s', async (name) => {
    const { mails } = await serve();
    await sendMail(MAIL_ID, { ...dana, name }, letter);
    expect(mails[0]?.recipients).toEqual([dana.address]);
    expect(mails[0]?.to).toHaveLength(1);
    expect(mails[0]?.to?.[0]?.address).toBe(dana.address);
    expect(mails[0]?.bcc).toBeUndefined();
  });

  test('makes this machine read no file and no address', async () => {
    await serve();
    const sent = (text: object) => mailTransport().sendMail({ to: dana.address, text });
    await expect(sent({ path: import.meta.filename })).rejects.toThrow(/File access rejected/);
    await expect(sent({ href: 'http://127.0.0.1:9/' })).rejects.toThrow(/Url access rejected/);
  });
});

describe('connections', () => {
  test('are kept, and are no more than a few at a time', async () => {
    const server = await serveWith({});
    const lane = async () => {
      for (let i = 0; i < 4; i += 1) await send();
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, lane));
    expect(server.messages).toHaveLength(4 * CONNECTIONS);
    expect(server.connections()).toBeLessThanOrEqual(CONNECTIONS);
  });

  test('that the server has ended between two mails harm neither', async () => {
    const first = await serveWith({});
    await send();
    await first.stop();
    const second = await serveWith({});
    await send();
    expect([first.messages.length, second.messages.length]).toEqual([1, 1]);
  });
});

describe('a server that does not speak', () => {
  test('is given up after ten seconds without a greeting', async () => {
    const server = await serveWith({ greeting: 'silence' });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const outcome = send().catch((error: unknown) => error);
    const over = vi.fn();
    void outcome.then(over);
    while (server.connections() === 0) await setImmediate();
    // The client hears of its connection a moment after the server.
    for (let i = 0; i < 100; i += 1) await setImmediate();
    await vi.advanceTimersByTimeAsync(10 * SECOND - 1);
    expect(over).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(over).toHaveBeenCalledOnce();
    expect(await outcome).toMatchObject({ code: 'ETIMEDOUT', command: 'CONN' });
  });

  test('is given up after twenty seconds in the middle of a mail', async () => {
    const set = vi.spyOn(Socket.prototype, 'setTimeout');
    await serve();
    await send();
    const times = set.mock.calls.map(([ms]) => ms).filter((ms) => ms > 0 && ms < MINUTE);
    expect(times).toContain(20 * SECOND);
  });
});
