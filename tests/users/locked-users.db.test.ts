import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { lockouts, users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { countLockedSince, lockStorm, unlockLockedSince } from '@/lib/users/locked-users';
import { eventsOf } from '@/tests/support/events';
import { addManyUsers } from '@/tests/support/many-users';
import { actingAs, found, testAdministrator } from '@/tests/support/test-administrator';
import { HOUR, later, NOON, noonPlus, testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, testUser, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

let door: Scope;
let admin: Scope;

beforeEach(async () => {
  door = testScope(await testUtility());
  admin = later((await testAdministrator(door)).scope, HOUR);
});

async function lock(username: string, ms = 0, at = door): Promise<void> {
  for (let n = 0; n < 3; n += 1) {
    // Each from elsewhere, or the throttle would stop them.
    const clientAddress = `198.51.100.${Math.floor(Math.random() * 250)}`;
    const attempt = { ...later(at, ms), clientAddress };
    await signIn(attempt, { username, password: WRONG_PASSWORD });
  }
}

/** Locks everybody whose username begins so, as if at this time. */
async function lockAll(name: string, at: Date): Promise<void> {
  await db().execute(sql`
    insert into lockouts (utility_id, lock_key, failed, open_claims, locked_at, last_attempt_at)
    select utility_id, lock_key, 3, '{}', ${at.toISOString()}::timestamptz, now()
    from users where username like ${`${name}%`}`);
}

const namesSince = async (ms: number, scope = admin) =>
  (await countLockedSince(scope, noonPlus(ms))).first.map(({ username }) => username);

describe('who was locked since a time', () => {
  beforeEach(async () => {
    for (const username of ['early', 'late', 'free']) await testPerson(door, { username });
    await lock('early', 1_000);
    await lock('late', 2_000);
  });

  test('are those locked at it or after it, the earliest first', async () => {
    expect(await namesSince(1_000)).toEqual(['early', 'late']);
    expect(await namesSince(1_001)).toEqual(['late']);
    expect(await namesSince(2_000)).toEqual(['late']);
    expect(await namesSince(2_001)).toEqual([]);
  });

  test('are unlocked, and nobody else', async () => {
    expect(await unlockLockedSince(admin, noonPlus(2_000))).toEqual({ kind: 'unlocked', count: 1 });
    expect(await namesSince(0)).toEqual(['early']);
    const attempt = (username: string) => signIn(door, { username, password: PASSWORD });
    expect(await attempt('late')).toMatchObject({ kind: 'signed_in' });
    expect(await attempt('early')).toEqual({ kind: 'locked' });
  });

  test('have an event each, and a second time there is nobody', async () => {
    await unlockLockedSince(admin, NOON);
    expect(await unlockLockedSince(admin, NOON)).toEqual({ kind: 'unlocked', count: 0 });
    const events = await eventsOf(door, 'user.unlocked');
    expect(events).toMatchObject([
      { actorName: 'csa', subjectName: 'early', at: noonPlus(HOUR) },
      { actorName: 'csa', subjectName: 'late', at: noonPlus(HOUR) },
    ]);
  });

  test('are unlocked once by two administrators at the same moment', async () => {
    const outcomes = await Promise.all([
      unlockLockedSince(admin, NOON),
      unlockLockedSince(admin, NOON),
    ]);
    const total = outcomes.reduce((sum, one) => sum + ('count' in one ? one.count : 0), 0);
    expect(total).toBe(2);
    expect(await eventsOf(door, 'user.unlocked')).toHaveLength(2);
  });

  test('are of this utility alone', async () => {
    const summit = testScope(await testUtility({ utility: 'summit' }));
    await testPerson(summit, { username: 'far' });
    await lock('far', 1_500, summit);
    const stranger = (await testAdministrator(summit)).scope;
    expect(await namesSince(0)).toEqual(['early', 'late']);
    expect(await namesSince(0, stranger)).toEqual(['far']);
    expect(await unlockLockedSince(stranger, NOON)).toEqual({ kind: 'unlocked', count: 1 });
    expect(await namesSince(0)).toEqual(['early', 'late']);
  });

  test('are not names that no account has, nor accounts that sign in by SSO', async () => {
    door = testScope(await testUtility({ signIn: 'both', sso: portal }));
    await testUser(door, { username: 'portal', signInMethod: 'sso' });
    await lock('nobody', 1_500);
    await lock('portal', 1_500);
    expect(await namesSince(0)).toEqual(['early', 'late']);
    expect(await unlockLockedSince(admin, NOON)).toEqual({ kind: 'unlocked', count: 2 });
    const locked = (await db().select().from(lockouts)).filter(({ lockedAt }) => lockedAt);
    expect(locked).toHaveLength(2);
  });

  test('are unlocked by nobody but an administrator of this utility', async () => {
    const free = await testPerson(door, { username: 'csr' });
    const summit = testScope(await testUtility({ utility: 'summit' }));
    const stranger = (await testAdministrator(summit)).scope;
    for (const scope of [door, actingAs(door, free), { ...stranger, utility: door.utility }]) {
      expect(await unlockLockedSince(scope, NOON)).toEqual({ kind: 'not_allowed' });
    }
    expect(await namesSince(0)).toEqual(['early', 'late']);
    expect(await eventsOf(door, 'user.unlocked')).toEqual([]);
  });
});

describe('so many that they are unlocked in several transactions', () => {
  test.each([199, 200, 201, 450])('%i are all unlocked, each with an event', async (count) => {
    await addManyUsers('harbor', count, { name: 'storm' });
    await lockAll('storm', NOON);
    expect(await unlockLockedSince(admin, NOON)).toEqual({ kind: 'unlocked', count });
    expect(await namesSince(0)).toEqual([]);
    expect(await eventsOf(door, 'user.unlocked')).toHaveLength(count);
  });

  test('are counted to 1,000, and the first 100 are shown', async () => {
    await addManyUsers('harbor', 1_000, { name: 'storm' });
    await lockAll('storm', NOON);
    const counted = await countLockedSince(admin, NOON);
    expect(counted).toMatchObject({ count: 1_000, hasMore: false });
    expect(counted.first).toHaveLength(100);
    await testPerson(door, { username: 'onemore' });
    await lock('onemore', 1_000);
    expect(await countLockedSince(admin, NOON)).toMatchObject({ count: 1_000, hasMore: true });
    expect(await unlockLockedSince(admin, NOON)).toEqual({ kind: 'unlocked', count: 1_001 });
  });
});

describe('a storm', () => {
  const storm = (ms: number) => lockStorm(later(admin, ms));

  test('is ten within the hour, and nine are none', async () => {
    await addManyUsers('harbor', 9, { name: 'storm' });
    await lockAll('storm', noonPlus(1_000));
    expect(await storm(2_000)).toBeNull();
    await testPerson(door, { username: 'tenth' });
    await lock('tenth', 2_000);
    expect(await storm(2_000)).toEqual({ count: 10, hasMore: false, since: noonPlus(1_000) });
  });

  test('is over when one of the ten is more than an hour ago, and not a moment sooner', async () => {
    await addManyUsers('harbor', 10, { name: 'storm' });
    await lockAll('storm1', noonPlus(0));
    await lockAll('storm2', noonPlus(500));
    for (const n of [3, 4, 5, 6, 7, 8, 9]) await lockAll(`storm${n}`, noonPlus(500));
    expect(await storm(HOUR)).toMatchObject({ count: 10, since: noonPlus(0) });
    expect(await storm(HOUR + 1)).toBeNull();
  });

  test('is over when they are unlocked, and is no other utility’s', async () => {
    await addManyUsers('harbor', 10, { name: 'storm' });
    await lockAll('storm', NOON);
    const summit = testScope(await testUtility({ utility: 'summit' }));
    expect(await lockStorm(summit)).toBeNull();
    expect(await storm(0)).not.toBeNull();
    await unlockLockedSince(admin, NOON);
    expect(await storm(0)).toBeNull();
  });
});

test('a person who is locked for the second time counts by the newer lock', async () => {
  const { userId } = await testPerson(door);
  await lock('danaortiz', 1_000);
  await unlockLockedSince(admin, NOON);
  await lock('danaortiz', 5_000);
  expect(await namesSince(1_001)).toEqual(['danaortiz']);
  expect((await found(door, userId)).lockedAt).toEqual(noonPlus(5_000));
  expect(await db().select().from(users)).toHaveLength(2);
});
