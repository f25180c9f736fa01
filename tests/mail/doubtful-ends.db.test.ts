import { beforeEach, describe, expect, test } from 'vitest';
import { examineLink } from '@/lib/password-reset/reset-link';
import { resetPassword } from '@/lib/password-reset/reset-password';
import type { Scope } from '@/lib/scope';
import { deliver, heldLinkIn, linkQueued, serve, serveWith } from '@/tests/mail/mail-room';
import { eventsOf } from '@/tests/support/events';
import { linkIn, parseMail } from '@/tests/support/mail-catcher';
import { later, MINUTE, noonPlus, SECOND, testScope } from '@/tests/support/test-scope';
import { testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

let scope: Scope;

beforeEach(async () => {
  scope = testScope(await testUtility());
  await testPerson(scope);
});

describe('a mail server that dies after a mail and before its reply', () => {
  const died = async () => {
    const { messages, stop } = await serveWith({ message: 'hang up' });
    await linkQueued(scope);
    expect(await deliver()).toBe('server_in_trouble');
    await stop();
    return parseMail(messages[0] ?? '');
  };

  test('gets the mail again, which can be known as the same and holds the same link', async () => {
    const first = await died();
    expect(await eventsOf(scope, 'mail.sent', 'mail.delayed')).toMatchObject([
      { type: 'mail.delayed', details: { mail: 'forgot_password', reply: null } },
    ]);
    const { mails } = await serve();
    await deliver(noonPlus(MINUTE));
    expect(mails).toHaveLength(1);
    expect(mails[0]?.messageId).toBe(first.messageId);
    expect(linkIn(mails[0] ?? {})).toBe(linkIn(first));
    expect(await examineLink(scope, heldLinkIn(first))).toMatchObject({ kind: 'good' });
  });

  test('does not get it again once its link was used', async () => {
    const held = heldLinkIn(await died());
    const reset = await resetPassword(later(scope, SECOND), held, 'Harvest-Moon-64');
    expect(reset).toEqual({ kind: 'reset' });
    const { mails } = await serve();
    await deliver(noonPlus(MINUTE));
    expect(mails.map(({ subject }) => subject)).toEqual(['Your password was reset']);
    expect(await eventsOf(scope, 'mail.given_up')).toMatchObject([{ details: { reason: 'used' } }]);
  });
});
