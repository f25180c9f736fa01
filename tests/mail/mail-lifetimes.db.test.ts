import { beforeEach, describe, expect, test } from 'vitest';
import type { Scope } from '@/lib/scope';
import { deliver, linkQueued, outbox, queued, serve } from '@/tests/mail/mail-room';
import { eventsOf } from '@/tests/support/events';
import type { CaughtMail } from '@/tests/support/mail-catcher';
import { DAY, HOUR, noonPlus, testScope } from '@/tests/support/test-scope';
import { testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

let mails: CaughtMail[];

beforeEach(async () => {
  ({ mails } = await serve());
});

async function expectExpired(scope: Scope, mail: string): Promise<void> {
  expect(mails).toEqual([]);
  expect(await outbox()).toEqual([]);
  expect(await eventsOf(scope, 'mail.given_up', 'mail.sent')).toMatchObject([
    { type: 'mail.given_up', details: { mail, reason: 'expired' } },
  ]);
}

describe.each([
  [undefined, 24],
  [2, 2],
])('a mail with a link, where the utility lets links live %s hours', (resetLinkHours, hours) => {
  let scope: Scope;

  beforeEach(async () => {
    scope = testScope(await testUtility(resetLinkHours ? { resetLinkHours } : {}));
    await testPerson(scope);
    await linkQueued(scope);
  });

  test('goes out in the last millisecond of its link', async () => {
    await deliver(noonPlus(hours * HOUR - 1));
    expect(mails).toMatchObject([{ subject: 'Forgot Password' }]);
  });

  test('is given up in the first after it', async () => {
    await deliver(noonPlus(hours * HOUR));
    await expectExpired(scope, 'forgot_password');
  });
});

describe('a notice', () => {
  let scope: Scope;

  beforeEach(async () => {
    scope = testScope(await testUtility());
    const { userId } = await testPerson(scope);
    await queued(scope, userId, 'password_reset');
  });

  test('goes out in the last millisecond of a week', async () => {
    await deliver(noonPlus(7 * DAY - 1));
    expect(mails).toMatchObject([{ subject: 'Your password was reset' }]);
  });

  test('is given up after it', async () => {
    await deliver(noonPlus(7 * DAY));
    await expectExpired(scope, 'password_reset');
  });
});
