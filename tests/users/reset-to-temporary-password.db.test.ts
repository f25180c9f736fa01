import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { mailOutbox, passwordHistory, sessions, users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { examineLink } from '@/lib/password-reset/reset-link';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { findUserByUsername } from '@/lib/users/find-user';
import { disableUser, resetToTemporaryPassword } from '@/tests/support/as-operator';
import { eventsOf } from '@/tests/support/events';
import { lockRowsOf } from '@/tests/support/lock-rows';
import { catchMails, mailedLink, workersRun } from '@/tests/support/reset-mails';
import { rowsWith } from '@/tests/support/stored-text';
import { DAY, later, noonPlus, testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, testUser, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

const mails = catchMails();
let scope: Scope;
let userId: string;

beforeEach(async () => {
  scope = testScope(await testUtility());
  ({ userId } = await testPerson(scope));
});

const attempt = (password: string, ms = 0) =>
  signIn(later(scope, ms), { username: 'danaortiz', password });

async function reset(ms = 5): Promise<string> {
  const outcome = await resetToTemporaryPassword(later(scope, ms), userId);
  if (outcome.kind !== 'reset') throw new Error(outcome.kind);
  return outcome.temporaryPassword.password;
}

async function account() {
  const [user] = await db().select().from(users).where(eq(users.userId, userId));
  return user;
}

describe('a reset to a temporary password', () => {
  test('is told to the person by a mail, which never holds it', async () => {
    const password = await reset();
    expect(await db().select().from(mailOutbox)).toMatchObject([
      { kind: 'password_reset_by_administrator', userId, occurredAt: noonPlus(5) },
    ]);
    expect(await rowsWith(password)).toEqual([]);
    await workersRun(noonPlus(6));
    expect(mails).toMatchObject([
      { recipients: ['danaortiz@mail.example'], text: expect.stringContaining('works until') },
    ]);
    expect(JSON.stringify(mails)).not.toContain(password);
  });

  test('kills the links that were mailed before, and none that is mailed after', async () => {
    const before = await mailedLink(scope, 'danaortiz@mail.example', mails);
    await reset();
    expect(await examineLink(scope, before)).toEqual({ kind: 'invalid' });
    const after = await mailedLink(later(scope, 6), 'danaortiz@mail.example', mails);
    expect(await examineLink(scope, after)).toMatchObject({ kind: 'good' });
  });

  test('gives one that lets in for seven days, and the old one no more', async () => {
    const outcome = await resetToTemporaryPassword(later(scope, 5), userId);
    if (outcome.kind !== 'reset') throw new Error(outcome.kind);
    const { password, expiresAt } = outcome.temporaryPassword;
    expect(expiresAt).toEqual(noonPlus(7 * DAY + 5));
    expect(await attempt(PASSWORD)).toMatchObject({ kind: 'wrong' });
    expect(await attempt(password, 7 * DAY + 4)).toMatchObject({ kind: 'signed_in' });
    expect(await attempt(password, 7 * DAY + 5)).toEqual({ kind: 'temporary_password_expired' });
  });

  test('replaces an earlier temporary password', async () => {
    const [first, second] = [await reset(), await reset(6)];
    expect(first).not.toBe(second);
    expect(await attempt(first)).toMatchObject({ kind: 'wrong' });
    expect(await attempt(second)).toMatchObject({ kind: 'signed_in' });
  });

  test('ends every session of the person and of nobody else', async () => {
    await attempt(PASSWORD);
    await attempt(PASSWORD);
    const sam = await testPerson(scope, { username: 'samlee' });
    await signIn(scope, { username: 'samlee', password: PASSWORD });
    await reset();
    const rows = await db().select().from(sessions);
    const ended = rows.filter(({ endedAt }) => endedAt);
    expect(ended.map((row) => [row.userId, row.endReason])).toEqual(
      Array(2).fill([userId, 'password_reset']),
    );
    expect(rows.filter(({ endedAt }) => !endedAt)).toMatchObject([{ userId: sam.userId }]);
  });

  test('opens the lock and sets the count to zero', async () => {
    for (let i = 0; i < 3; i += 1) await attempt(WRONG_PASSWORD);
    const password = await reset();
    expect(await lockRowsOf(scope)).toEqual([{ failed: 0, openClaims: {}, lockedAt: null }]);
    expect(await attempt(password)).toMatchObject({ kind: 'signed_in' });
  });

  test('does not enable a disabled account', async () => {
    await disableUser(scope, userId);
    const password = await reset();
    expect(await attempt(password)).toEqual({ kind: 'disabled' });
    expect((await findUserByUsername(scope, 'danaortiz'))?.status).toBe('disabled');
  });

  test('keeps the person’s own passwords in the history, and no temporary one', async () => {
    const before = await db().select().from(passwordHistory);
    await reset();
    expect(await db().select().from(passwordHistory)).toEqual(before);
    expect(before).toHaveLength(1);
  });

  test('stands in the audit list with its expiry, and without the password', async () => {
    const password = await reset();
    const events = await eventsOf(scope, 'user.password_reset_to_temporary');
    expect(events).toMatchObject([
      { subjectId: userId, details: { expiresAt: noonPlus(7 * DAY + 5).toISOString() } },
    ]);
    expect(JSON.stringify(events.map(({ details }) => details))).not.toContain(password);
  });

  test('of an account that signs in by SSO is refused, and changes nothing', async () => {
    scope = testScope(await testUtility({ signIn: 'both', sso: portal }));
    const portalUser = await testUser(scope, { username: 'portal', signInMethod: 'sso' });
    expect(await resetToTemporaryPassword(scope, portalUser.userId)).toEqual({
      kind: 'signs_in_by_sso',
    });
    expect(await eventsOf(scope, 'user.password_reset_to_temporary')).toEqual([]);
  });

  test('twice at the same moment leaves one password that works', async () => {
    const passwords = await Promise.all([reset(5), reset(5)]);
    const kinds = [];
    for (const password of passwords) kinds.push((await attempt(password)).kind);
    expect(kinds.sort()).toEqual(['signed_in', 'wrong']);
    expect(await account()).toMatchObject({ passwordKind: 'temporary' });
  });
});
