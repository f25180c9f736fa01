import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { users } from '@/drizzle/schema';
import { emailKey } from '@/lib/accounts/email-rules';
import type { MailPointless } from '@/lib/audit/event-catalogue';
import { db } from '@/lib/db';
import { metrics } from '@/lib/metrics';
import { examineLink } from '@/lib/password-reset/reset-link';
import type { Scope } from '@/lib/scope';
import { deliver, heldLinkIn, linkQueued, outbox, queued, serve } from '@/tests/mail/mail-room';
import { disableUser, enableUser, resetToTemporaryPassword } from '@/tests/support/as-operator';
import { eventsOf } from '@/tests/support/events';
import type { CaughtMail } from '@/tests/support/mail-catcher';
import { restartedWith } from '@/tests/support/settings';
import { later, MINUTE, NOON, noonPlus, SECOND, testScope } from '@/tests/support/test-scope';
import { testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

const [BEFORE, AFTER] = ['before'.padEnd(32, '.'), 'after'.padEnd(32, '.')];
let scope: Scope;
let userId: string;
let mails: CaughtMail[];

beforeEach(async () => {
  restartedWith({ AUTH_SECRET: BEFORE });
  ({ mails } = await serve());
  scope = testScope(await testUtility());
  ({ userId } = await testPerson(scope));
  metrics().registry.resetMetrics();
});

const links = () => mails.filter(({ subject }) => subject === 'Forgot Password');

async function expectGivenUp(reason: MailPointless, mail = 'forgot_password'): Promise<void> {
  expect(await outbox()).toEqual([]);
  expect(await eventsOf(scope, 'mail.given_up')).toMatchObject([
    {
      actorKind: 'system',
      subjectId: reason === 'account_gone' ? null : userId,
      requestId: 'test-request',
      details: { mail, reason },
    },
  ]);
  const counted = (await metrics().mails.get()).values;
  expect(counted.filter(({ labels }) => labels.outcome === 'given_up')).toMatchObject([
    { labels: { mail }, value: 1 },
  ]);
}

const edited = (changes: Partial<typeof users.$inferInsert>) =>
  db().update(users).set(changes).where(eq(users.userId, userId));

describe('a mail with a link is given up when', () => {
  test.each<[string, MailPointless, () => Promise<unknown>]>([
    [
      'the password was changed meanwhile',
      'password_changed_meanwhile',
      () => resetToTemporaryPassword(later(scope, SECOND), userId),
    ],
    [
      'the account has another address',
      'email_changed_meanwhile',
      () => edited({ email: 'dana@new.example', emailKey: emailKey('dana@new.example') }),
    ],
    ['the account is disabled', 'account_disabled', () => disableUser(scope, userId)],
    [
      'the account is gone',
      'account_gone',
      () => db().delete(users).where(eq(users.userId, userId)),
    ],
    [
      'the utility’s people sign in at their portal alone',
      'passwords_off',
      () => testUtility({ signIn: 'sso', sso: portal }),
    ],
  ])('%s', async (_, reason, change) => {
    await linkQueued(scope);
    await change();
    await deliver(noonPlus(MINUTE));
    expect(links()).toEqual([]);
    await expectGivenUp(reason);
  });

  test('a newer one takes its place, which goes', async () => {
    await linkQueued(scope);
    await linkQueued(later(scope, 1));
    await deliver(noonPlus(1));
    expect(links()).toHaveLength(1);
    expect(await examineLink(scope, heldLinkIn(links()[0]))).toMatchObject({ kind: 'good' });
    await expectGivenUp('replaced');
  });
});

describe('a mail with a link goes', () => {
  test('to an account that was disabled only for a while', async () => {
    await linkQueued(scope);
    await disableUser(scope, userId);
    await enableUser(scope, userId);
    await deliver();
    expect(links()).toHaveLength(1);
  });

  test('to an account whose address was only written another way', async () => {
    await linkQueued(scope);
    await edited({ email: 'DanaOrtiz@mail.example' });
    await deliver();
    expect(links()).toMatchObject([{ recipients: ['DanaOrtiz@mail.example'] }]);
  });

  test('with a link that works when AUTH_SECRET was rolled and the older value kept', async () => {
    await linkQueued(scope);
    restartedWith({ AUTH_SECRET: `${AFTER},${BEFORE}` });
    await deliver();
    expect(await examineLink(scope, heldLinkIn(links()[0]))).toMatchObject({ kind: 'good' });
  });
});

test('what is given up keeps no other mail from going', async () => {
  await linkQueued(scope);
  await queued(scope, userId);
  await disableUser(scope, userId);
  expect(await deliver(NOON)).toBe('caught_up');
  expect(mails).toHaveLength(1);
});
