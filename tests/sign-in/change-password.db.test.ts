import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { mailOutbox, users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { examineLink } from '@/lib/password-reset/reset-link';
import type { Scope } from '@/lib/scope';
import { findSession } from '@/lib/session/session-store';
import { changePassword } from '@/lib/sign-in/change-password';
import { signIn } from '@/lib/sign-in/sign-in';
import { eventsOf, eventTypesOf } from '@/tests/support/events';
import { hashesDuring } from '@/tests/support/hash-counts';
import { lockRowsOf } from '@/tests/support/lock-rows';
import { catchMails, mailedLink } from '@/tests/support/reset-mails';
import { type SignedIn, signedIn } from '@/tests/support/signed-in';
import { rowsWith } from '@/tests/support/stored-text';
import { later, noonPlus, testScope } from '@/tests/support/test-scope';
import { PASSWORD, type TestUser, testPerson, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

const NEW = 'Quiet-River-31';
const mails = catchMails();
let scope: Scope;
let dana: TestUser;
let here: SignedIn;

beforeEach(async () => {
  scope = testScope(await testUtility());
  dana = await testPerson(scope);
  here = await signedIn(scope, dana);
});

const change = (current = PASSWORD, next = NEW, ms = 5) =>
  changePassword(later(here.scope, ms), current, next);
const attempt = (password: string) => signIn(scope, { username: 'danaortiz', password });
const sessionOf = (secret: string) => findSession(db(), 'harbor', secret);

async function account() {
  const [user] = await db().select().from(users).where(eq(users.userId, dana.userId));
  return user;
}

describe('a changed password', () => {
  test('lets in from now on, and the old one no more', async () => {
    const before = await account();
    expect(await change()).toMatchObject({ kind: 'changed' });
    const after = await account();
    expect(after?.passwordHash).not.toBe(before?.passwordHash);
    expect(after).toMatchObject({ passwordKind: 'personal', passwordSetAt: noonPlus(5) });
    expect(await attempt(PASSWORD)).toEqual({ kind: 'wrong', attemptsLeft: 2 });
    expect(await attempt(NEW)).toMatchObject({ kind: 'signed_in' });
  });

  test('lets this session go on under a new secret; the old one is worth nothing', async () => {
    const outcome = await change();
    const renewed = outcome.kind === 'changed' ? outcome.sessionSecret : '';
    expect(renewed).toMatch(/^[\w-]{43}$/);
    expect(await sessionOf(here.secret)).toBeNull();
    expect(await sessionOf(renewed)).toMatchObject({
      sessionId: here.sessionId,
      userId: dana.userId,
      endedAt: null,
    });
  });

  test('ends the person’s other sessions and nobody else’s', async () => {
    const elsewhere = [await signedIn(scope, dana), await signedIn(scope, dana)];
    const sam = await signedIn(scope, await testPerson(scope, { username: 'samlee' }));
    await change();
    for (const { secret } of elsewhere) {
      expect(await sessionOf(secret)).toMatchObject({
        endedAt: noonPlus(5),
        endReason: 'password_changed',
      });
    }
    expect(await sessionOf(sam.secret)).toMatchObject({ endedAt: null });
  });

  test('stands in the audit list, by the person and about the person', async () => {
    const before = (await eventsOf(scope)).length;
    await change();
    expect((await eventsOf(scope)).slice(before)).toMatchObject([
      {
        type: 'password.changed',
        at: noonPlus(5),
        actorKind: 'person',
        actorId: dana.userId,
        subjectId: dana.userId,
        subjectName: 'danaortiz',
        details: {},
      },
    ]);
  });

  test('is told to the person by one mail', async () => {
    await change();
    expect(await db().select().from(mailOutbox)).toMatchObject([
      { kind: 'password_changed', userId: dana.userId, occurredAt: noonPlus(5), failures: 0 },
    ]);
  });

  test('is stored nowhere, the old one neither, nor the session’s new secret', async () => {
    const outcome = await change();
    expect(await rowsWith(NEW)).toEqual([]);
    expect(await rowsWith(PASSWORD)).toEqual([]);
    const secret = outcome.kind === 'changed' ? outcome.sessionSecret : '';
    expect((await rowsWith(secret)).filter((row) => !row.startsWith('sessions: '))).toEqual([]);
  });

  test('kills the links that were mailed before', async () => {
    const held = await mailedLink(scope, 'danaortiz@mail.example', mails);
    expect(await examineLink(scope, held)).toMatchObject({ kind: 'good' });
    await change();
    expect(await examineLink(scope, held)).toEqual({ kind: 'invalid' });
  });

  test('of one person is none of another with the same one', async () => {
    const sam = await testPerson(scope, { username: 'samlee' });
    await change();
    const { username, password } = sam;
    expect(await signIn(scope, { username, password })).toMatchObject({ kind: 'signed_in' });
  });
});

describe('a new password that fails the rules', () => {
  test.each([
    ['of its shape', 'my-dana', ['too_short', 'too_few_classes', 'personal']],
    ['of the list', 'Password123', ['common']],
  ])(
    '%s costs no attempt and compares nothing, right current or wrong',
    async (_, next, failed) => {
      const before = await eventTypesOf(scope);
      for (const current of [PASSWORD, WRONG_PASSWORD]) {
        const hashes = await hashesDuring(async () =>
          expect(await change(current, next)).toEqual({ kind: 'refused', failed }),
        );
        expect(hashes).toEqual({});
      }
      expect(await lockRowsOf(scope)).toMatchObject([{ failed: 0, openClaims: {} }]);
      expect(await eventTypesOf(scope)).toEqual(before);
    },
  );

  test('of those that are remembered is told to who knows the current one, and changes nothing', async () => {
    const before = [await account(), await sessionOf(here.secret), await eventTypesOf(scope)];
    expect(await change(PASSWORD, PASSWORD)).toEqual({ kind: 'refused', failed: ['remembered'] });
    expect([await account(), await sessionOf(here.secret), await eventTypesOf(scope)]).toEqual(
      before,
    );
    expect(await db().select().from(mailOutbox)).toEqual([]);
    // Whoever sits here must not learn old passwords without knowing the present one.
    expect(await change(WRONG_PASSWORD, PASSWORD)).toMatchObject({ kind: 'wrong' });
  });
});
