import { beforeEach, describe, expect, test } from 'vitest';
import type { OutboxMail } from '@/lib/mail/outbox-store';
import { metrics } from '@/lib/metrics';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { deliver, linkQueued, outbox, queued, serve } from '@/tests/mail/mail-room';
import { eventsOf } from '@/tests/support/events';
import { linkIn, type MailCatcher } from '@/tests/support/mail-catcher';
import { restartedWith } from '@/tests/support/settings';
import { NOON, noonPlus, SECOND, testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, testUser, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

const ADDRESS = 'danaortiz@mail.example';
let scope: Scope;
let server: MailCatcher;

beforeEach(async () => {
  const utility = await testUtility({ signIn: 'both', sso: portal });
  scope = { ...testScope(utility), requestId: 'request-7' };
  server = await serve();
});

async function linkFor(): Promise<string> {
  const { userId } = await testPerson(scope);
  await linkQueued(scope, ADDRESS);
  return userId;
}

async function noLinkForTheLocked(): Promise<string> {
  const { userId, username } = await testPerson(scope);
  for (let i = 0; i < 3; i += 1) await signIn(scope, { username, password: WRONG_PASSWORD });
  await linkQueued(scope, ADDRESS);
  return userId;
}

async function noLinkForSso(): Promise<string> {
  const { userId } = await testUser(scope, { signInMethod: 'sso' });
  await linkQueued(scope, ADDRESS);
  return userId;
}

const notice = (kind: OutboxMail['kind']) => async () => {
  const { userId } = await testPerson(scope);
  await queued(scope, userId, kind);
  return userId;
};

describe.each([
  ['forgot_password', 'Forgot Password', linkFor],
  ['account_locked', 'Forgot Password', noLinkForTheLocked],
  ['sign_in_at_portal', 'Forgot Password', noLinkForSso],
  ['password_changed', 'Your password was changed', notice('password_changed')],
  ['password_reset', 'Your password was reset', notice('password_reset')],
  [
    'password_reset_by_administrator',
    'You have a temporary password',
    notice('password_reset_by_administrator'),
  ],
])('a mail of kind %s', (kind, subject, queue) => {
  test('goes out once, to its person, from the operator’s name, as a machine’s', async () => {
    await queue();
    const [{ mailId } = { mailId: '' }] = await outbox();
    expect(await deliver()).toBe('caught_up');
    expect(await deliver(noonPlus(SECOND))).toBe('caught_up');
    expect(server.mails).toMatchObject([
      {
        from: { address: 'no-reply@csi.example', name: 'Opower Customer Service Interface' },
        to: [{ address: ADDRESS, name: 'Dana Ortiz' }],
        recipients: [ADDRESS],
        subject,
        messageId: `<${mailId}@csi.example>`,
        headers: expect.arrayContaining([
          expect.objectContaining({ key: 'auto-submitted', value: 'auto-generated' }),
        ]),
      },
    ]);
    expect(linkIn(server.mails[0] ?? {}) !== null).toBe(kind === 'forgot_password');
    expect(await outbox()).toEqual([]);
  });

  test('is told of in the audit list, under the request that it comes from', async () => {
    metrics().registry.resetMetrics();
    const userId = await queue();
    await deliver(noonPlus(SECOND));
    expect(await eventsOf(scope, 'mail.sent')).toMatchObject([
      {
        at: noonPlus(SECOND),
        actorKind: 'system',
        subjectId: userId,
        subjectName: 'danaortiz',
        clientAddress: null,
        requestId: 'request-7',
        details: { mail: kind },
      },
    ]);
    expect((await metrics().mails.get()).values).toMatchObject([
      { labels: { mail: kind, outcome: 'sent' }, value: 1 },
    ]);
  });
});

test('the operator’s own name and address stand in every mail', async () => {
  await notice('password_changed')();
  restartedWith({ MAIL_FROM: 'csi@ops.example', MAIL_FROM_NAME: 'Ops' });
  await deliver();
  expect(server.mails).toMatchObject([{ from: { address: 'csi@ops.example', name: 'Ops' } }]);
});

test('a mail goes to the address as the account has it, not as somebody asked for it', async () => {
  await testPerson(scope, { username: 'samlee', email: 'Sam.Lee@mail.example' });
  await linkQueued(scope, 'sam.lee@MAIL.example');
  await deliver();
  expect(server.mails[0]?.recipients).toEqual(['Sam.Lee@mail.example']);
});

test('each utility’s links lead to its own first domain', async () => {
  const others = [
    await testUtility({ utility: 'valley', domains: ['first.example', 'a.example'] }),
    await testUtility({ utility: 'demo', domains: ['demo.localhost:3000'] }),
  ].map((utility) => testScope(utility));
  for (const one of [scope, ...others]) {
    await testPerson(one, { password: PASSWORD });
    await linkQueued(one, ADDRESS);
  }
  await deliver(NOON);
  const origins = server.mails.map((mail) => new URL(linkIn(mail) ?? '').origin);
  expect(origins.sort()).toEqual([
    'http://demo.localhost:3000',
    'https://csi.harbor.example',
    'https://first.example',
  ]);
});
