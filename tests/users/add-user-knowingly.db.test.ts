import { beforeEach, describe, expect, test } from 'vitest';
import { users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { addUser, type NewUser } from '@/lib/users/add-user';
import { disableUser } from '@/tests/support/as-operator';
import { eventsOf } from '@/tests/support/events';
import { actingAs, found, testAdministrator } from '@/tests/support/test-administrator';
import { noonPlus, testScope } from '@/tests/support/test-scope';
import { testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

const kim: NewUser = {
  username: 'kimpark',
  fullName: 'Kim Park',
  email: 'kim@mail.example',
  roles: ['CSR'],
  signInMethod: 'password',
};
let door: Scope;
let admin: Scope;

beforeEach(async () => {
  door = testScope(await testUtility());
  admin = (await testAdministrator(door)).scope;
});

const usernames = async () =>
  (await db().select().from(users)).map(({ username }) => username).sort();

describe('somebody is added', () => {
  test('by an administrator, who stands in the audit list', async () => {
    expect(await addUser({ ...admin, now: () => noonPlus(5) }, kim)).toMatchObject({
      kind: 'added',
    });
    const added = await eventsOf(door, 'user.added');
    expect(added.at(-1)).toMatchObject({
      actorKind: 'person',
      actorName: 'csa',
      subjectName: 'kimpark',
      clientAddress: '198.51.100.7',
      at: noonPlus(5),
    });
  });

  test('not by nobody, a representative, or an administrator of another utility', async () => {
    const sam = await testPerson(door, { username: 'samlee' });
    const bill = await testPerson(door, { username: 'bill', roles: ['BILL_ADVISOR'] });
    const summit = testScope(await testUtility({ utility: 'summit' }));
    const stranger = (await testAdministrator(summit)).scope;
    const before = await usernames();
    const across = { ...stranger, utility: door.utility };
    for (const scope of [door, actingAs(door, sam), actingAs(door, bill), across]) {
      expect(await addUser(scope, kim)).toEqual({ kind: 'not_allowed' });
    }
    expect(await usernames()).toEqual(before);
  });

  test('not by an administrator who was disabled, and told before anything of what is wrong', async () => {
    const gone = await testAdministrator(door, 'gone');
    await disableUser(door, gone.userId);
    for (const user of [kim, { ...kim, username: '' }, { ...kim, username: 'csa' }]) {
      expect(await addUser(gone.scope, user)).toEqual({ kind: 'not_allowed' });
    }
  });
});

describe('an address that another username has', () => {
  const SHARED = 'csa@mail.example';
  const add = (
    email: string,
    accepted: string | null,
    more: Partial<NewUser> = {},
    scope = admin,
  ) => addUser(scope, { ...kim, email, ...more }, { unlessEmailShared: { accepted } });

  test('is refused first, in any spelling, and nobody is added', async () => {
    for (const email of [SHARED, 'CSA@Mail.Example', ` ${SHARED} `]) {
      expect(await add(email, null)).toEqual({ kind: 'email_shared' });
    }
    expect(await usernames()).toEqual(['csa']);
  });

  test('is taken by who says so of this very address, and of no other', async () => {
    expect(await add(SHARED, 'else@mail.example')).toEqual({ kind: 'email_shared' });
    expect(await add(SHARED, '')).toEqual({ kind: 'email_shared' });
    expect(await add(SHARED, SHARED)).toMatchObject({ kind: 'added', emailShared: true });
  });

  test('is no matter for somebody who signs in by SSO', async () => {
    const utility = await testUtility({ signIn: 'both', sso: portal });
    const sso = { signInMethod: 'sso' } as const;
    expect(await add(SHARED, null, sso, { ...admin, utility })).toMatchObject({ kind: 'added' });
  });

  test('is free again when the other is disabled', async () => {
    const sam = await testPerson(door, { username: 'samlee', email: 'sam@mail.example' });
    await disableUser(door, sam.userId);
    expect(await add('sam@mail.example', null)).toMatchObject({
      kind: 'added',
      emailShared: false,
    });
  });

  test('of its own is no clash', async () => {
    expect(await add('kim@mail.example', null)).toMatchObject({ emailShared: false });
  });
});

test('a longest name of letters that sorting takes apart can be added, found and paged over', async () => {
  for (const letter of ['힣', 'ﷺ', '㌀', '𠮷']) {
    const username = `person${letter.codePointAt(0)}`;
    const user = { ...kim, username, fullName: letter.repeat(200), email: `${username}@x.example` };
    const added = await addUser(admin, user);
    if (added.kind !== 'added') throw new Error(added.kind);
    expect((await found(door, added.userId)).fullName).toBe(user.fullName.normalize('NFC'));
  }
});
