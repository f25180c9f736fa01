import { beforeEach, expect, test } from 'vitest';
import { sessions } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { findSession } from '@/lib/session/session-store';
import { signIn } from '@/lib/sign-in/sign-in';
import { signOutEverywhere } from '@/lib/users/sign-out-everywhere';
import { eventsOf } from '@/tests/support/events';
import { signedIn } from '@/tests/support/signed-in';
import { actingAs, found, testAdministrator } from '@/tests/support/test-administrator';
import { later, NOON, noonPlus, testScope } from '@/tests/support/test-scope';
import { PASSWORD, type TestUser, testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

let door: Scope;
let admin: Scope;
let dana: TestUser;

beforeEach(async () => {
  door = testScope(await testUtility());
  dana = await testPerson(door);
  admin = later((await testAdministrator(door)).scope, 5);
});

const openSessions = async () => (await found(door, dana.userId)).openSessions;

test('signing out everywhere ends every session, with the reason, and leaves the password', async () => {
  const [one, other] = [await signedIn(door, dana), await signedIn(door, dana)];
  expect(await openSessions()).toBe(2);
  expect(await signOutEverywhere(admin, dana.userId)).toEqual({ kind: 'signed_out', sessions: 2 });
  for (const { secret } of [one, other]) {
    expect(await findSession(db(), 'harbor', secret)).toMatchObject({
      endedAt: noonPlus(5),
      endReason: 'signed_out_by_administrator',
    });
  }
  expect(await openSessions()).toBe(0);
  expect(await signIn(door, { username: 'danaortiz', password: PASSWORD })).toMatchObject({
    kind: 'signed_in',
  });
});

test('it ends nobody else’s, also not where the username exists at another utility', async () => {
  const summit = testScope(await testUtility({ utility: 'summit' }));
  await signedIn(summit, await testPerson(summit));
  await signedIn(door, await testPerson(door, { username: 'samlee' }));
  await signedIn(door, dana);
  await signOutEverywhere(admin, dana.userId);
  const rows = await db().select().from(sessions);
  expect(rows.filter(({ endedAt }) => !endedAt)).toHaveLength(2);
});

test('it stands in the audit list with how many, once', async () => {
  await signedIn(door, dana);
  await signOutEverywhere(admin, dana.userId);
  expect(await signOutEverywhere(admin, dana.userId)).toEqual({ kind: 'not_signed_in' });
  expect(await eventsOf(door, 'user.signed_out_everywhere')).toMatchObject([
    { actorName: 'csa', subjectName: 'danaortiz', at: noonPlus(5), details: { sessions: 1 } },
  ]);
});

test('an administrator may sign themself out everywhere', async () => {
  const csa = await testPerson(door, { username: 'other', roles: ['CSA'] });
  const here = await signedIn(door, csa);
  expect(await signOutEverywhere(here.scope, csa.userId)).toMatchObject({ kind: 'signed_out' });
  expect(await findSession(db(), 'harbor', here.secret)).toMatchObject({ endedAt: NOON });
});

test('nobody is signed out by who is no administrator, or of another utility', async () => {
  await signedIn(door, dana);
  const sam = await testPerson(door, { username: 'samlee' });
  const summit = testScope(await testUtility({ utility: 'summit' }));
  const stranger = (await testAdministrator(summit)).scope;
  expect(await signOutEverywhere(stranger, dana.userId)).toEqual({ kind: 'unknown_user' });
  for (const scope of [{ ...stranger, utility: door.utility }, actingAs(door, sam), door]) {
    expect(await signOutEverywhere(scope, dana.userId)).toEqual({ kind: 'not_allowed' });
  }
  expect(await openSessions()).toBe(1);
});

test('no session ends without the event', async () => {
  await signedIn(door, dana);
  const broken = { ...admin, requestId: null as unknown as string };
  await expect(signOutEverywhere(broken, dana.userId)).rejects.toThrow();
  expect(await openSessions()).toBe(1);
});
