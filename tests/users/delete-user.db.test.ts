import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { mailOutbox, passwordHistory, sessions, users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { examineLink } from '@/lib/password-reset/reset-link';
import type { Scope } from '@/lib/scope';
import { findSession } from '@/lib/session/session-store';
import { signIn } from '@/lib/sign-in/sign-in';
import { deleteUser } from '@/lib/users/delete-user';
import { edit } from '@/tests/support/edit';
import { eventsOf } from '@/tests/support/events';
import { catchMails, mailedLink, workersRun } from '@/tests/support/reset-mails';
import { signedIn } from '@/tests/support/signed-in';
import { actingAs, found, testAdministrator } from '@/tests/support/test-administrator';
import { later, noonPlus, testScope } from '@/tests/support/test-scope';
import { PASSWORD, type TestUser, testPerson, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

const mails = catchMails();
let door: Scope;
let admin: Scope;
let dana: TestUser;

beforeEach(async () => {
  door = testScope(await testUtility());
  dana = await testPerson(door);
  admin = later((await testAdministrator(door)).scope, 5);
});

const attempt = (password = PASSWORD) => signIn(door, { username: 'danaortiz', password });

describe('a deleted account', () => {
  test('is gone, with its sessions and passwords, and opens nothing', async () => {
    const { secret } = await signedIn(door, dana);
    expect(await deleteUser(admin, dana.userId)).toEqual({
      kind: 'deleted',
      username: 'danaortiz',
    });
    expect(await findSession(db(), 'harbor', secret)).toBeNull();
    for (const table of [users, sessions, passwordHistory]) {
      const rows: { userId: string }[] = await db().select().from(table);
      expect(rows.filter(({ userId }) => userId === dana.userId)).toEqual([]);
    }
    expect(await attempt()).toMatchObject({ kind: 'wrong' });
  });

  test('is named by the audit list, before and at its end', async () => {
    await attempt();
    await deleteUser(admin, dana.userId);
    const [event] = await eventsOf(door, 'user.deleted');
    expect(event).toMatchObject({
      at: noonPlus(5),
      actorName: 'csa',
      subjectId: dana.userId,
      subjectName: 'danaortiz',
    });
    const told = (await eventsOf(door)).filter(({ subjectId }) => subjectId === dana.userId);
    expect(told.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['user.added', 'sign_in.succeeded', 'user.deleted']),
    );
    expect(new Set(told.map(({ subjectName }) => subjectName))).toEqual(new Set(['danaortiz']));
  });

  test('kills the link that was mailed', async () => {
    const link = await mailedLink(door, 'danaortiz@mail.example', mails);
    await deleteUser(admin, dana.userId);
    expect(await examineLink(door, link)).toEqual({ kind: 'invalid' });
  });

  test('gets no more mail', async () => {
    await edit(admin, dana.userId, { roles: ['BILL_ADVISOR'] });
    await deleteUser(admin, dana.userId);
    await workersRun(noonPlus(6));
    expect(mails).toEqual([]);
    expect(await db().select().from(mailOutbox)).toEqual([]);
  });

  test('a second time is nobody, and tells nothing', async () => {
    await deleteUser(admin, dana.userId);
    expect(await deleteUser(admin, dana.userId)).toEqual({ kind: 'unknown_user' });
    expect(await eventsOf(door, 'user.deleted')).toHaveLength(1);
  });

  test('goes once, of five who delete at the same moment', async () => {
    const all = await Promise.all([1, 2, 3, 4, 5].map(() => deleteUser(admin, dana.userId)));
    expect(all.filter(({ kind }) => kind === 'deleted')).toHaveLength(1);
    expect(await eventsOf(door, 'user.deleted')).toHaveLength(1);
  });
});

describe('its username', () => {
  test('is free at once, and the next who has it starts with zero', async () => {
    for (let n = 0; n < 3; n += 1) await attempt(WRONG_PASSWORD);
    await deleteUser(admin, dana.userId);
    const next = await testPerson(door);
    expect(next.userId).not.toBe(dana.userId);
    expect((await found(door, next.userId)).status).toBe('active');
    expect(await attempt(WRONG_PASSWORD)).toEqual({ kind: 'wrong', attemptsLeft: 2 });
    expect(await attempt()).toMatchObject({ kind: 'signed_in' });
  });

  test('opens no session of the one before, and the audit list tells the two apart', async () => {
    const { secret } = await signedIn(door, dana);
    await deleteUser(admin, dana.userId);
    const next = await testPerson(door);
    expect(await findSession(db(), 'harbor', secret)).toBeNull();
    const added = await eventsOf(door, 'user.added');
    const ids = added.filter(({ subjectName }) => subjectName === 'danaortiz');
    expect(ids.map(({ subjectId }) => subjectId)).toEqual([dana.userId, next.userId]);
  });

  test('goes to one of three who are added at the moment of the deletion, or to none', async () => {
    const [, ...added] = await Promise.allSettled([
      deleteUser(admin, dana.userId),
      ...[1, 2, 3].map((n) => testPerson(door, { email: `next${n}@mail.example` })),
    ]);
    expect(added.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(1);
  });
});

test('somebody who is edited at the moment of the deletion is deleted or not there', async () => {
  const [deleted, edited] = await Promise.all([
    deleteUser(admin, dana.userId),
    edit(admin, dana.userId, { fullName: 'Else' }).catch(() => ({ kind: 'not there' })),
  ]);
  expect(deleted.kind).toBe('deleted');
  expect(['saved', 'unknown_user', 'not there']).toContain(edited.kind);
});

describe('nobody is deleted', () => {
  test('by who is no administrator here, or of another utility', async () => {
    const summit = testScope(await testUtility({ utility: 'summit' }));
    const stranger = await testAdministrator(summit);
    const sam = await testPerson(door, { username: 'samlee' });
    expect(await deleteUser(stranger.scope, dana.userId)).toEqual({ kind: 'unknown_user' });
    const across = { ...stranger.scope, utility: door.utility };
    for (const scope of [across, actingAs(door, sam), door]) {
      expect(await deleteUser(scope, dana.userId)).toEqual({ kind: 'not_allowed' });
    }
    expect(await attempt()).toMatchObject({ kind: 'signed_in' });
  });

  test('who is not there', async () => {
    expect(await deleteUser(admin, randomUUID())).toEqual({ kind: 'unknown_user' });
  });

  test('without the event', async () => {
    const broken = { ...admin, requestId: null as unknown as string };
    await expect(deleteUser(broken, dana.userId)).rejects.toThrow();
    expect(await attempt()).toMatchObject({ kind: 'signed_in' });
  });
});
