import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { resetRequests, users } from '@/drizzle/schema';
import { emailKey } from '@/lib/accounts/email-rules';
import { db } from '@/lib/db';
import { examineLink, type HeldLink } from '@/lib/password-reset/reset-link';
import { resetPassword } from '@/lib/password-reset/reset-password';
import type { Scope } from '@/lib/scope';
import { changePassword } from '@/lib/sign-in/change-password';
import { signIn } from '@/lib/sign-in/sign-in';
import {
  disableUser,
  enableUser,
  resetToTemporaryPassword,
  unlockUser,
} from '@/tests/support/as-operator';
import { eventsOf } from '@/tests/support/events';
import { catchMails, mailedLink } from '@/tests/support/reset-mails';
import { signedIn } from '@/tests/support/signed-in';
import { DAY, HOUR, later, MINUTE, testScope } from '@/tests/support/test-scope';
import { PASSWORD, type TestUser, testPerson, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

const NEW = 'Quiet-River-31';
const DANA = 'danaortiz@mail.example';
const mails = catchMails();
let scope: Scope;
let dana: TestUser;
let held: HeldLink;

beforeEach(async () => {
  scope = testScope(await testUtility());
  dana = await testPerson(scope);
  held = await mailedLink(scope, DANA, mails);
});

const reset = (link = held, ms = 5, within = scope) => resetPassword(later(within, ms), link, NEW);

/** All that a reset would change. */
async function world() {
  const [user] = await db().select().from(users).where(eq(users.userId, dana.userId));
  return [user, await db().select().from(resetRequests), await eventsOf(scope, 'password.reset')];
}

/** The link is good for nothing, and trying changes nothing. */
async function expectDead(link = held, ms = 5, within = scope): Promise<void> {
  const before = await world();
  expect(await examineLink(later(within, ms), link)).toEqual({ kind: 'invalid' });
  expect(await reset(link, ms, within)).toEqual({ kind: 'invalid' });
  expect(await world()).toEqual(before);
}

describe('a link lives', () => {
  test('for 24 hours, to the millisecond', async () => {
    await expectDead(held, DAY);
    expect(await reset(held, DAY - 1)).toEqual({ kind: 'reset' });
  });

  test.each([1, 168])('for the %i hours that the utility sets', async (resetLinkHours) => {
    scope = testScope(await testUtility({ resetLinkHours }));
    held = await mailedLink(scope, DANA, mails);
    await expectDead(held, resetLinkHours * HOUR);
    expect(await reset(held, resetLinkHours * HOUR - 1)).toEqual({ kind: 'reset' });
  });

  test('through any number of looks', async () => {
    const before = await world();
    for (let i = 0; i < 10; i += 1) {
      expect(await examineLink(scope, held)).toMatchObject({ kind: 'good' });
    }
    expect(await world()).toEqual(before);
    expect(await reset()).toEqual({ kind: 'reset' });
  });
});

describe('a link is worth nothing', () => {
  test('once it was used', async () => {
    await reset();
    expect(await resetPassword(later(scope, 5 + MINUTE), held, NEW)).toEqual({ kind: 'invalid' });
    expect(await eventsOf(scope, 'password.reset')).toHaveLength(1);
  });

  test('once a newer one was sent, which works', async () => {
    const newer = await mailedLink(later(scope, 1), DANA, mails);
    await expectDead(held);
    expect(await reset(newer)).toEqual({ kind: 'reset' });
  });
});

describe('a link dies when meanwhile', () => {
  test('the password was changed', async () => {
    const { scope: here } = await signedIn(scope, dana);
    await changePassword(later(here, 1), PASSWORD, 'Silver-Stone-94');
    await expectDead();
  });

  test('the password was reset to a temporary one', async () => {
    await resetToTemporaryPassword(later(scope, 1), dana.userId);
    await expectDead();
  });

  test('the email address was changed, in more than its case', async () => {
    const become = (email: string) =>
      db()
        .update(users)
        .set({ email, emailKey: emailKey(email) });
    await become('dana@new.example');
    await expectDead();
    await become('DanaOrtiz@MAIL.example');
    expect(await reset()).toEqual({ kind: 'reset' });
  });

  test('the account was disabled; enabled again, it works', async () => {
    await disableUser(later(scope, 1), dana.userId);
    await expectDead();
    await enableUser(later(scope, 6), dana.userId);
    expect(await reset(held, 7)).toEqual({ kind: 'reset' });
  });

  test('the utility went over to its portal', async () => {
    const utility = await testUtility({ signIn: 'sso', sso: portal });
    await expectDead(held, 5, { ...scope, utility });
  });
});

describe('an account that was locked after the link was sent', () => {
  beforeEach(async () => {
    for (let i = 0; i < 3; i += 1) {
      await signIn(scope, { username: 'danaortiz', password: WRONG_PASSWORD });
    }
  });

  test('is told to be locked and not changed; unlocked, the link works', async () => {
    const before = await world();
    expect(await examineLink(scope, held)).toMatchObject({ kind: 'locked' });
    expect(await reset()).toEqual({ kind: 'locked' });
    expect(await world()).toEqual(before);
    await unlockUser(scope, dana.userId);
    expect(await reset()).toEqual({ kind: 'reset' });
    expect(await eventsOf(scope, 'password.reset')).toMatchObject([
      { details: { unlocked: false } },
    ]);
  });

  test('is told so to nobody with a dead link', async () => {
    await expectDead({ ...held, secret: 'x'.repeat(43) });
    await expectDead(held, DAY);
  });

  test('is unlocked by the reset where the utility says so', async () => {
    scope = testScope(await testUtility({ lockout: { resetUnlocks: true } }));
    expect(await reset()).toEqual({ kind: 'reset' });
    expect(await signIn(scope, { username: 'danaortiz', password: NEW })).toMatchObject({
      kind: 'signed_in',
    });
    expect(await eventsOf(scope, 'password.reset')).toMatchObject([
      { details: { unlocked: true } },
    ]);
  });
});
