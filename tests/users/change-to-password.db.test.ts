import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { mailOutbox, sessions, users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { openSession } from '@/lib/session/session-store';
import { createPersonalPassword } from '@/lib/sign-in/create-personal-password';
import { signIn } from '@/lib/sign-in/sign-in';
import { changeToPassword } from '@/lib/users/change-to-password';
import { eventsOf } from '@/tests/support/events';
import { lockRowsOf } from '@/tests/support/lock-rows';
import { rowsWith } from '@/tests/support/stored-text';
import { actingAs, found, testAdministrator } from '@/tests/support/test-administrator';
import { DAY, later, noonPlus, testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, testUser, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

let door: Scope;
let admin: Scope;
let userId: string;

beforeEach(async () => {
  door = testScope(await testUtility({ signIn: 'both', sso: portal }));
  ({ userId } = await testUser(door, { username: 'alice', signInMethod: 'sso' }));
  admin = later((await testAdministrator(door)).scope, 5);
});

const attempt = (password: string, ms = 6) =>
  signIn(later(door, ms), { username: 'alice', password });
const row = async () => (await db().select().from(users).where(eq(users.userId, userId)))[0];

async function changed(): Promise<string> {
  const outcome = await changeToPassword(admin, userId);
  if (outcome.kind !== 'reset') throw new Error(outcome.kind);
  return outcome.temporaryPassword.password;
}

describe('an SSO account that is changed to a password', () => {
  test('signs in with the temporary one, then makes its own, which lets in from then on', async () => {
    const password = await changed();
    const signedIn = await attempt(password);
    expect(signedIn).toMatchObject({ kind: 'signed_in' });
    const { sessionId } = await openSession(db(), door, userId, 'password');
    const actor = { kind: 'person', userId, username: 'alice', sessionId } as const;
    const asAlice = { ...later(door, 7), actor };
    expect(await createPersonalPassword(asAlice, password)).toMatchObject({ kind: 'refused' });
    expect(await createPersonalPassword(asAlice, PASSWORD)).toMatchObject({ kind: 'created' });
    expect(await attempt(password, 8)).toMatchObject({ kind: 'wrong' });
    expect(await attempt(PASSWORD, 8)).toMatchObject({ kind: 'signed_in' });
  });

  test('has seven days for it', async () => {
    const password = await changed();
    expect(await attempt(password, 7 * DAY + 4)).toMatchObject({ kind: 'signed_in' });
    expect(await attempt(password, 7 * DAY + 5)).toEqual({ kind: 'temporary_password_expired' });
    expect(await found(later(door, 9), userId)).toMatchObject({
      signInMethod: 'password',
      status: 'temporary_pending',
      version: 2,
      temporaryExpiresAt: noonPlus(7 * DAY + 5),
    });
  });

  test('is signed out everywhere, and started with all attempts', async () => {
    await openSession(db(), door, userId, 'sso');
    for (let n = 0; n < 3; n += 1) await attempt(WRONG_PASSWORD);
    await changed();
    expect(await db().select().from(sessions)).toMatchObject([
      { userId, endReason: 'password_reset', endedAt: noonPlus(5) },
    ]);
    expect(await lockRowsOf(door)).toMatchObject([{ failed: 0, lockedAt: null }]);
    expect((await found(door, userId)).status).toBe('temporary_pending');
  });

  test('is told to the person and to the audit list, and the password nowhere', async () => {
    const password = await changed();
    expect(await db().select().from(mailOutbox)).toMatchObject([
      { kind: 'password_reset_by_administrator', userId },
    ]);
    expect(await eventsOf(door, 'user.changed_to_password')).toMatchObject([
      {
        actorName: 'csa',
        subjectName: 'alice',
        details: { expiresAt: noonPlus(7 * DAY + 5).toISOString() },
      },
    ]);
    expect(await rowsWith(password)).toEqual([]);
  });

  test('a second time is not possible, and the password that was given stays', async () => {
    const password = await changed();
    expect(await changeToPassword(admin, userId)).toEqual({ kind: 'not_possible' });
    expect(await attempt(password)).toMatchObject({ kind: 'signed_in' });
  });

  test('at the same moment by three gets one password', async () => {
    const all = await Promise.all([1, 2, 3].map(() => changeToPassword(admin, userId)));
    const given = all.flatMap((one) => (one.kind === 'reset' ? [one.temporaryPassword] : []));
    expect(given).toHaveLength(1);
    expect(await attempt(given[0]?.password ?? '')).toMatchObject({ kind: 'signed_in' });
  });

  test('may be given a typed one, by the same rules', async () => {
    expect(await changeToPassword(admin, userId, 'short')).toMatchObject({
      kind: 'password_refused',
    });
    expect((await found(door, userId)).signInMethod).toBe('sso');
    expect(await changeToPassword(admin, userId, 'Welcome-Aboard-31')).toMatchObject({
      kind: 'reset',
    });
    expect(await attempt('Welcome-Aboard-31')).toMatchObject({ kind: 'signed_in' });
  });
});

describe('nobody is changed to a password', () => {
  test('who has one', async () => {
    const dana = await testPerson(door);
    expect(await changeToPassword(admin, dana.userId)).toEqual({ kind: 'not_possible' });
  });

  test.each(['sso', 'standalone'] as const)('at a utility of %s alone', async (mode) => {
    const sso = mode === 'standalone' ? undefined : portal;
    const utility = await testUtility({ signIn: mode, sso });
    expect(await changeToPassword({ ...admin, utility }, userId)).toEqual({ kind: 'not_possible' });
    expect((await row())?.passwordHash).toBeNull();
  });

  test('by themself', async () => {
    const bob = { username: 'bob', roles: ['CSA'], signInMethod: 'sso' } as const;
    const { userId: bobId } = await testUser(door, { ...bob, roles: ['CSA'] });
    const asBob = actingAs(door, { userId: bobId, username: 'bob' });
    expect(await changeToPassword(asBob, bobId)).toEqual({ kind: 'oneself' });
  });

  test('by who is no administrator here, or of another utility', async () => {
    const before = await row();
    const sam = await testPerson(door, { username: 'samlee' });
    const summit = testScope(await testUtility({ utility: 'summit', signIn: 'both', sso: portal }));
    const stranger = (await testAdministrator(summit)).scope;
    expect(await changeToPassword(stranger, userId)).toEqual({ kind: 'unknown_user' });
    for (const scope of [{ ...stranger, utility: door.utility }, actingAs(door, sam), door]) {
      expect(await changeToPassword(scope, userId)).toEqual({ kind: 'not_allowed' });
    }
    expect(await row()).toEqual(before);
  });

  test('without the event', async () => {
    const before = await row();
    const broken = { ...admin, requestId: null as unknown as string };
    await expect(changeToPassword(broken, userId)).rejects.toThrow();
    expect(await row()).toEqual(before);
  });
});
