import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { passwordHistory, sessions, users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { examineLink, type HeldLink } from '@/lib/password-reset/reset-link';
import { resetPassword } from '@/lib/password-reset/reset-password';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { eventsOf } from '@/tests/support/events';
import { hashesDuring } from '@/tests/support/hash-counts';
import { lockRowsOf } from '@/tests/support/lock-rows';
import { catchMails, mailedLink, workersRun } from '@/tests/support/reset-mails';
import { signedIn } from '@/tests/support/signed-in';
import { rowsWith } from '@/tests/support/stored-text';
import { DAY, later, noonPlus, testScope } from '@/tests/support/test-scope';
import {
  PASSWORD,
  type TestUser,
  testPerson,
  testUser,
  WRONG_PASSWORD,
} from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

const NEW = 'Quiet-River-31';
const mails = catchMails();
let scope: Scope;
let dana: TestUser;
let held: HeldLink;

beforeEach(async () => {
  scope = testScope(await testUtility());
  dana = await testPerson(scope);
  held = await mailedLink(scope, 'danaortiz@mail.example', mails);
});

const reset = (ms = 5, password = NEW, link = held) =>
  resetPassword(later(scope, ms), link, password);
const attempt = (password: string) => signIn(scope, { username: 'danaortiz', password });

async function account() {
  const [user] = await db().select().from(users).where(eq(users.userId, dana.userId));
  return user;
}

describe('a password reset by a mailed link', () => {
  test('lets in from then on, and the old one no more', async () => {
    expect(await examineLink(scope, held)).toMatchObject({
      kind: 'good',
      account: { username: 'danaortiz' },
    });
    expect(await reset()).toEqual({ kind: 'reset' });
    expect(await rowsWith(NEW)).toEqual([]);
    expect(await attempt(PASSWORD)).toMatchObject({ kind: 'wrong' });
    expect(await attempt(NEW)).toMatchObject({ kind: 'signed_in' });
    expect(await account()).toMatchObject({ passwordKind: 'personal', passwordSetAt: noonPlus(5) });
  });

  test('ends every session of the person and of nobody else, and opens none', async () => {
    for (let i = 0; i < 2; i += 1) await signedIn(scope, dana);
    const sam = await testPerson(scope, { username: 'samlee' });
    await signedIn(scope, sam);
    await reset();
    const rows = await db().select().from(sessions);
    expect(rows).toHaveLength(3);
    for (const row of rows) {
      const isHers = row.userId === dana.userId;
      expect([row.endedAt, row.endReason]).toEqual(
        isHers ? [noonPlus(5), 'password_reset'] : [null, null],
      );
    }
  });

  test('is told to the person by a mail with no link in it', async () => {
    await reset();
    mails.length = 0;
    await workersRun(noonPlus(6));
    expect(mails.map(({ recipients }) => recipients)).toEqual([['danaortiz@mail.example']]);
    expect(mails[0]?.raw).not.toContain('token');
    expect(mails[0]?.raw).not.toContain(NEW);
    expect((await eventsOf(scope, 'mail.sent')).map(({ details }) => details)).toEqual([
      { mail: 'forgot_password' },
      { mail: 'password_reset' },
    ]);
  });

  test('stands in the audit list, about the person, by nobody who had signed in', async () => {
    await reset();
    expect(await eventsOf(scope, 'password.reset')).toMatchObject([
      {
        at: noonPlus(5),
        actorKind: 'nobody',
        subjectId: dana.userId,
        subjectName: 'danaortiz',
        details: { unlocked: false },
      },
    ]);
  });

  test('begins the count of failed attempts anew', async () => {
    for (let i = 0; i < 2; i += 1) await attempt(WRONG_PASSWORD);
    await reset();
    expect(await lockRowsOf(scope)).toEqual([{ failed: 0, openClaims: {}, lockedAt: null }]);
    expect(await attempt(WRONG_PASSWORD)).toEqual({ kind: 'wrong', attemptsLeft: 2 });
  });

  test('is one of the person’s own from then on, also in place of an expired temporary one', async () => {
    const newhire = await testUser(scope, { username: 'newhire' });
    const late = later(scope, 40 * DAY);
    const link = await mailedLink(late, 'newhire@mail.example', mails);
    const same = await resetPassword(late, link, newhire.password);
    expect(same).toEqual({ kind: 'refused', failed: ['same_as_temporary'] });
    expect(await resetPassword(late, link, NEW)).toEqual({ kind: 'reset' });
    expect(await signIn(late, { username: 'newhire', password: NEW })).toMatchObject({
      kind: 'signed_in',
      account: { passwordKind: 'personal', temporaryExpiresAt: null },
    });
  });
});

describe('a new password that cannot be', () => {
  test.each([
    ['by its shape', 'my-dana', ['too_short', 'too_few_classes', 'personal'], {}],
    ['by the list', 'Password123', ['common'], {}],
    ['because it is the present one', PASSWORD, ['remembered'], { reuse: 1 }],
  ])('%s is refused, and uses nothing up', async (_, password, failed, hashes) => {
    const before = await account();
    expect(
      await hashesDuring(async () =>
        expect(await reset(5, password)).toEqual({ kind: 'refused', failed }),
      ),
    ).toEqual(hashes);
    expect(await account()).toEqual(before);
    expect(await reset(6)).toEqual({ kind: 'reset' });
  });

  test('is one of the last five, resets among them', async () => {
    await reset();
    const second = await mailedLink(later(scope, 10), 'danaortiz@mail.example', mails);
    for (const password of [PASSWORD, NEW]) {
      expect(await reset(11, password, second)).toEqual({
        kind: 'refused',
        failed: ['remembered'],
      });
    }
    expect(await reset(12, 'Silver-Stone-94', second)).toEqual({ kind: 'reset' });
    expect(await db().select().from(passwordHistory)).toHaveLength(3);
  });
});
