import { beforeEach, describe, expect, test } from 'vitest';
import { mailOutbox } from '@/drizzle/schema';
import { findAccountById } from '@/lib/accounts/account-store';
import { db } from '@/lib/db';
import { decideWaitingRequests } from '@/lib/password-reset/decide-requests';
import { requestReset } from '@/lib/password-reset/request-reset';
import { answerOf } from '@/lib/password-reset/reset-answers';
import { examineLink } from '@/lib/password-reset/reset-link';
import { resetPassword } from '@/lib/password-reset/reset-password';
import type { Scope } from '@/lib/scope';
import { changePassword } from '@/lib/sign-in/change-password';
import { disableUser } from '@/tests/support/as-operator';
import { eventsOf } from '@/tests/support/events';
import { linkIn } from '@/tests/support/mail-catcher';
import { catchMails, heldLinkOf, mailedLink, workersRun } from '@/tests/support/reset-mails';
import { restartedWith } from '@/tests/support/settings';
import { signedIn } from '@/tests/support/signed-in';
import { rowsWith } from '@/tests/support/stored-text';
import { DAY, HOUR, later, NOON, noonPlus, testScope } from '@/tests/support/test-scope';
import { PASSWORD, type TestUser, testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

const NEW = 'Quiet-River-31';
const DANA = 'danaortiz@mail.example';
const [BEFORE, AFTER] = ['before'.padEnd(32, '.'), 'after'.padEnd(32, '.')];
const mails = catchMails();
let scope: Scope;
let dana: TestUser;

beforeEach(async () => {
  restartedWith({ AUTH_SECRET: BEFORE });
  scope = testScope(await testUtility({ domains: ['csi.harbor.example', 'old.harbor.example'] }));
  dana = await testPerson(scope);
});

/** A link that is decided on and whose mail waits. */
async function decided(): Promise<void> {
  await requestReset(scope, DANA);
  await decideWaitingRequests(() => NOON);
}

/** What the sender of the waiting mail would make of it. */
async function linkToSend(ms = 0, within = scope) {
  const [mail] = await db().select().from(mailOutbox);
  const person = await findAccountById(db(), 'harbor', dana.userId);
  if (!mail || !person) throw new Error('nothing waits');
  return answerOf(within.utility, mail, person, noonPlus(ms));
}

const reasonNow = async (ms = 0, within = scope) => {
  const made = await linkToSend(ms, within);
  return made.kind === 'pointless' ? made.reason : made.kind;
};

describe('a mailed link', () => {
  test('leads to the utility’s first domain, with one token', async () => {
    await decided();
    await workersRun(NOON);
    expect(mails).toHaveLength(1);
    const [mail] = mails;
    expect(mail?.recipients).toEqual([DANA]);
    const link = new URL((mail && linkIn(mail)) ?? '');
    expect(link.origin).toBe('https://csi.harbor.example');
    expect(link.pathname).toBe('/reset-password');
    expect([...link.searchParams.keys()]).toEqual(['token']);
    expect(await examineLink(scope, heldLinkOf(mail))).toMatchObject({ kind: 'good' });
  });

  test('is the same at every attempt to send it, and says when it ends', async () => {
    await decided();
    const first = await linkToSend();
    expect(first).toMatchObject({ kind: 'forgot_password', expiresAt: noonPlus(DAY) });
    expect(await linkToSend(HOUR)).toEqual(first);
    await workersRun(noonPlus(2 * HOUR));
    const link = first.kind === 'forgot_password' ? first.link : '';
    expect(mails.map(linkIn)).toEqual([link]);
  });

  test('stands in no table, before it is sent or after: only its secret’s SHA-256 does', async () => {
    await decided();
    const made = await linkToSend();
    const link = new URL(made.kind === 'forgot_password' ? made.link : '');
    const token = link.searchParams.get('token') ?? '';
    const secret = token.slice(-43);
    for (const send of [false, true]) {
      if (send) await workersRun(NOON);
      expect(await rowsWith(link.href)).toEqual([]);
      expect(await rowsWith(token)).toEqual([]);
      const found = await rowsWith(secret);
      expect(found).toEqual([expect.stringMatching(/^reset_requests: /)]);
      expect(found[0]).not.toContain(secret);
    }
  });

  test('of another request of the same person has another secret', async () => {
    const first = await mailedLink(scope, DANA, mails);
    const second = await mailedLink(later(scope, 1), DANA, mails);
    expect(second.resetRequestId).not.toBe(first.resetRequestId);
    expect(second.secret).not.toBe(first.secret);
  });
});

describe('when AUTH_SECRET is rolled', () => {
  test('before the mail goes out and the older one is kept, its link works', async () => {
    await decided();
    restartedWith({ AUTH_SECRET: `${AFTER},${BEFORE}` });
    await workersRun(NOON);
    expect(await resetPassword(later(scope, 5), heldLinkOf(mails[0]), NEW)).toEqual({
      kind: 'reset',
    });
  });

  test('after the mail went out, its link works', async () => {
    const held = await mailedLink(scope, DANA, mails);
    restartedWith({ AUTH_SECRET: `${AFTER},${BEFORE}` });
    expect(await examineLink(scope, held)).toMatchObject({ kind: 'good' });
    expect(await resetPassword(later(scope, 5), held, NEW)).toEqual({ kind: 'reset' });
  });

  test('before the mail goes out, it waits for a server that has the older one, until it expires', async () => {
    await decided();
    restartedWith({ AUTH_SECRET: AFTER });
    await workersRun(NOON);
    expect(mails).toEqual([]);
    expect(await eventsOf(scope, 'mail.given_up')).toEqual([]);
    restartedWith({ AUTH_SECRET: `${AFTER},${BEFORE}` });
    await workersRun(noonPlus(HOUR));
    expect(mails).toHaveLength(1);
  });
});

describe('a mail that waits is not sent, because nobody has use for its link, when', () => {
  beforeEach(decided);

  test('it has expired, to the millisecond', async () => {
    expect(await reasonNow(DAY - 1)).toBe('forgot_password');
    expect(await reasonNow(DAY)).toBe('expired');
  });

  test('a newer link was made', async () => {
    await requestReset(later(scope, 1), DANA);
    await decideWaitingRequests(() => noonPlus(1));
    await workersRun(noonPlus(2));
    expect(mails).toHaveLength(1);
    expect(await eventsOf(scope, 'mail.given_up')).toMatchObject([
      { details: { reason: 'replaced' } },
    ]);
  });

  test('the password was changed', async () => {
    const { scope: here } = await signedIn(scope, dana);
    await changePassword(later(here, 1), PASSWORD, NEW);
    expect(await reasonNow(2)).toBe('password_changed_meanwhile');
  });

  test('the account was disabled', async () => {
    await disableUser(scope, dana.userId);
    expect(await reasonNow()).toBe('account_disabled');
  });

  test('the utility went over to its portal', async () => {
    const portalAlone = testScope(await testUtility({ signIn: 'sso', sso: portal }));
    expect(await reasonNow(0, portalAlone)).toBe('passwords_off');
  });
});
