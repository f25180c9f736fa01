import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { mailOutbox } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { queueMail } from '@/lib/mail/outbox-store';
import { csi } from '@/tests/cli/csi';
import { type MailCatcher, startMailCatcher } from '@/tests/support/mail-catcher';
import { restartedWith } from '@/tests/support/settings';
import { testScope } from '@/tests/support/test-scope';
import { testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

let mailServer: MailCatcher;

async function serve(options: Parameters<typeof startMailCatcher>[0] = {}) {
  const started = await startMailCatcher(options);
  restartedWith({ SMTP_URL: started.url });
  onTestFinished(() => started.stop());
  return started;
}

describe('mail test', () => {
  beforeEach(async () => {
    mailServer = await serve();
  });

  test('sends a mail at once and says what the mail server answered', async () => {
    const { status, out, err } = await csi('mail', 'test', 'ops@utility.example');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/took the mail from no-reply@csi\.example to ops@utility\.example: 250 /);
    expect(mailServer.mails).toMatchObject([
      { subject: 'Test email', recipients: ['ops@utility.example'] },
    ]);
    expect(await db().select().from(mailOutbox)).toEqual([]);
  });

  test.each(['', 'ops', 'a@b.example, c@d.example', 'a@b.example\nBcc: x@y.example'])(
    'sends nothing to "%s"',
    async (address) => {
      const { status, err } = await csi('mail', 'test', address);
      expect(status).toBe(1);
      expect(err).toMatch(/is not one email address/);
      expect(mailServer.mails).toEqual([]);
    },
  );
});

describe('a mail server in trouble is told with its own words and what to do', () => {
  test('it is not there', async () => {
    restartedWith({ SMTP_URL: 'smtp://127.0.0.1:9' });
    const { status, err } = await csi('mail', 'test', 'ops@utility.example');
    expect(status).toBe(1);
    expect(err).toMatch(/ECONNREFUSED[\s\S]*→ start the mail server, and check host and port/);
  });

  test('it refuses the sender', async () => {
    await serve({
      onMailFrom: (_address, _session, done) =>
        done(Object.assign(new Error('not your domain'), { responseCode: 550 })),
    });
    const { err } = await csi('mail', 'test', 'ops@utility.example');
    expect(err).toMatch(/MAIL FROM 550 not your domain\n→ .*MAIL_FROM/);
  });

  test('it speaks no TLS, which was asked for', async () => {
    const { url } = await serve();
    restartedWith({ SMTP_URL: `${url}?requireTLS=true` });
    const { status, err } = await csi('mail', 'test', 'ops@utility.example');
    expect(status).toBe(1);
    expect(err).toMatch(/→ use smtps:\/\//);
  });
});

describe('doctor', () => {
  const findingOf = async (subject: string) =>
    JSON.parse((await csi('doctor', '--json')).out).find(
      (finding: { subject: string }) => finding.subject === subject,
    );

  test('says that the mail server answers, and how much waits', async () => {
    const { port } = await serve();
    expect(await findingOf('mail server')).toEqual({
      state: 'ok',
      subject: 'mail server',
      message: `127.0.0.1:${port} answers, and takes our login where it has one`,
    });
    expect(await findingOf('mail queue')).toMatchObject({ state: 'ok', message: '0 waiting' });
  });

  test('finds a mail server that is away to be a fault, and ends with status 1', async () => {
    restartedWith({ SMTP_URL: 'smtp://127.0.0.1:9' });
    expect(await findingOf('mail server')).toMatchObject({ state: 'fault' });
    expect((await csi('doctor')).status).toBe(1);
  });

  test('warns of a mail that has waited for ten minutes', async () => {
    await serve();
    const scope = testScope(await testUtility());
    const { userId } = await testPerson(scope);
    const queuedAt = (now: Date) =>
      queueMail(db(), { ...scope, now: () => now }, { kind: 'password_changed', userId });
    await queuedAt(new Date(Date.now() - 9 * 60_000));
    expect(await findingOf('mail queue')).toMatchObject({ state: 'ok' });
    await queuedAt(new Date(Date.now() - 10 * 60_000));
    expect(await findingOf('mail queue')).toMatchObject({
      state: 'warning',
      message: '2 waiting, the oldest for 10 minutes',
    });
  });
});
