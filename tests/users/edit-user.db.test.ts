import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { mailOutbox, users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { editUser } from '@/lib/users/edit-user';
import { listUsers } from '@/lib/users/list-users';
import { readUserListQuery } from '@/lib/users/user-list-query';
import type { Role } from '@/lib/utilities/utility';
import { disableUser } from '@/tests/support/as-operator';
import { edit, editOf } from '@/tests/support/edit';
import { eventsOf } from '@/tests/support/events';
import { actingAs, found, testAdministrator } from '@/tests/support/test-administrator';
import { later, noonPlus, testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

let door: Scope;
let admin: Scope;
let userId: string;

beforeEach(async () => {
  door = testScope(await testUtility());
  ({ userId } = await testPerson(door));
  admin = later((await testAdministrator(door)).scope, 5);
});

const row = async (id = userId) => (await db().select().from(users).where(eq(users.userId, id)))[0];
const foundBy = async (q: string) =>
  (await listUsers(door, readUserListQuery({ q }).query)).users.map(({ username }) => username);

describe('an edit', () => {
  test.each([
    ['fullName', 'Dana Meyer', { from: 'Dana Ortiz', to: 'Dana Meyer' }],
    ['username', 'dmeyer', { from: 'danaortiz', to: 'dmeyer' }],
    ['email', 'd@other.example', { from: 'danaortiz@mail.example', to: 'd@other.example' }],
    ['roles', ['BILL_ADVISOR', 'CSR'], { from: ['CSR'], to: ['CSR', 'BILL_ADVISOR'] }],
  ] as const)(
    'of %s changes that alone, and is told with before and after',
    async (field, value, change) => {
      const before = await found(door, userId);
      const outcome = await edit(admin, userId, { [field]: value });
      const changes = [{ field, ...change }];
      expect(outcome).toEqual({ kind: 'saved', changes });
      expect(await found(door, userId)).toEqual({ ...before, [field]: change.to, version: 2 });
      expect(await eventsOf(door, 'user.changed')).toMatchObject([
        {
          at: noonPlus(5),
          actorName: 'csa',
          subjectId: userId,
          subjectName: 'danaortiz',
          details: { changes },
        },
      ]);
    },
  );

  test('of everything at once is one change and one event', async () => {
    const fields = {
      fullName: 'Dana Meyer',
      username: 'dmeyer',
      email: 'dm@mail.example',
      roles: ['CSR', 'BILL_ADVISOR'] as Role[],
    };
    expect(await edit(admin, userId, fields)).toMatchObject({ kind: 'saved' });
    expect(await found(door, userId)).toMatchObject({ ...fields, version: 2 });
    const changed = ['fullName', 'username', 'email', 'roles'].map((field) => ({ field }));
    expect(await eventsOf(door, 'user.changed')).toMatchObject([{ details: { changes: changed } }]);
  });

  test('keeps names in one form', async () => {
    await edit(admin, userId, {
      fullName: '  Rene\u0301e Ortiz ',
      username: ' ｄａｎａ ',
      email: ' Dana@Mail.Example ',
    });
    expect(await found(door, userId)).toMatchObject({
      fullName: 'Renée Ortiz',
      username: 'dana',
      email: 'Dana@Mail.Example',
    });
  });

  test('is found under what stands there now, and no longer under what stood there', async () => {
    await edit(admin, userId, {
      fullName: 'Renée Meyer',
      username: 'rmeyer',
      email: 'new@two.example',
    });
    for (const q of ['renee', 'rmeyer', 'two.example'])
      expect(await foundBy(q)).toEqual(['rmeyer']);
    for (const q of ['ortiz', 'danaortiz@']) expect(await foundBy(q)).toEqual([]);
  });

  test('leaves the password as it is', async () => {
    await edit(admin, userId, { username: 'dmeyer', roles: ['CSR', 'CSA'] });
    const signedIn = await signIn(door, { username: 'dmeyer', password: PASSWORD });
    expect(signedIn).toMatchObject({ kind: 'signed_in' });
    expect(await signIn(door, { username: 'danaortiz', password: PASSWORD })).toMatchObject({
      kind: 'wrong',
    });
  });

  test('of a disabled person leaves them disabled', async () => {
    await disableUser(door, userId);
    expect(await edit(admin, userId, { fullName: 'Dana Meyer' })).toMatchObject({ kind: 'saved' });
    expect((await found(door, userId)).status).toBe('disabled');
  });

  test('that changes nothing writes nothing, whatever spaces and repetitions it has', async () => {
    const before = await row();
    const same = { fullName: ' Dana Ortiz', email: 'danaortiz@mail.example ' };
    expect(await edit(admin, userId, { ...same, roles: ['CSR', 'CSR'] })).toEqual({
      kind: 'unchanged',
    });
    expect(await row()).toEqual(before);
    expect(await eventsOf(door, 'user.changed')).toEqual([]);
  });

  test('of somebody’s own name works', async () => {
    const csa = await testAdministrator(door, 'other');
    expect(await edit(csa.scope, csa.userId, { fullName: 'Me Myself' })).toMatchObject({
      kind: 'saved',
    });
  });
});

describe('a person whom somebody else has changed since the form was shown', () => {
  test('is not overwritten, and what stands there now is shown', async () => {
    const form = await editOf(admin, userId, { fullName: 'Mine' });
    await edit(admin, userId, { fullName: 'Theirs', roles: ['BILL_ADVISOR'] });
    expect(await editUser(admin, userId, form)).toEqual({
      kind: 'changed_meanwhile',
      version: 2,
      current: {
        fullName: 'Theirs',
        username: 'danaortiz',
        email: 'danaortiz@mail.example',
        roles: ['BILL_ADVISOR'],
      },
    });
    expect(await found(door, userId)).toMatchObject({ fullName: 'Theirs', version: 2 });
    expect(await eventsOf(door, 'user.changed')).toHaveLength(1);
  });

  test('is overwritten by who says so knowingly, with the version that they were shown', async () => {
    const form = await editOf(admin, userId, { fullName: 'Mine' });
    await edit(admin, userId, { fullName: 'Theirs' });
    expect(await editUser(admin, userId, { ...form, version: 2 })).toMatchObject({ kind: 'saved' });
    expect((await found(door, userId)).fullName).toBe('Mine');
  });

  test('of five who save at the same moment keeps what exactly one has entered', async () => {
    const form = await editOf(admin, userId);
    const names = ['One', 'Two', 'Three', 'Four', 'Five'];
    const outcomes = await Promise.all(
      names.map((fullName) => editUser(admin, userId, { ...form, fullName })),
    );
    const won = names.filter((_, n) => outcomes[n]?.kind === 'saved');
    expect(won).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === 'changed_meanwhile')).toHaveLength(4);
    expect(await found(door, userId)).toMatchObject({ fullName: won[0], version: 2 });
    expect(await eventsOf(door, 'user.changed')).toHaveLength(1);
  });

  test.each([0, -1, 2, 1_000_000_000, Number.NaN])(
    'is not overwritten by a version that nobody was shown: %s',
    async (version) => {
      const form = await editOf(admin, userId, { fullName: 'Mine', version });
      expect(await editUser(admin, userId, form)).toMatchObject({ kind: 'changed_meanwhile' });
    },
  );

  test('in the same way as oneself is no collision', async () => {
    const form = await editOf(admin, userId, { fullName: 'Same' });
    await editUser(admin, userId, form);
    expect(await editUser(admin, userId, form)).toEqual({ kind: 'unchanged' });
  });
});

describe('what nobody can be', () => {
  test.each([
    ['fullName', ''],
    ['fullName', 'x'.repeat(201)],
    ['fullName', 'Dana\nOrtiz'],
    ['username', ''],
    ['username', 'x'.repeat(65)],
    ['username', 'dana ortiz'],
    ['username', 'dana\0'],
    ['email', ''],
    ['email', 'nowhere'],
    ['email', `${'x'.repeat(400)}@mail.example`],
    ['email', 'dana@mail.example\nBcc: all@mail.example'],
    ['email', 'dana@mail.example, sam@mail.example'],
    ['roles', []],
    ['roles', ['ROOT' as Role]],
  ])('is refused, and nothing is changed: %s %j', async (field, value) => {
    const before = await row();
    const outcome = await edit(admin, userId, { fullName: 'Mine', [field]: value });
    expect(outcome).toMatchObject({ kind: 'invalid', faults: [{ field }] });
    expect(await row()).toEqual(before);
    expect(await eventsOf(door, 'user.changed')).toEqual([]);
  });

  test('is told all at once', async () => {
    const outcome = await edit(admin, userId, { fullName: '', username: '', email: '', roles: [] });
    const fields = outcome.kind === 'invalid' ? outcome.faults.map(({ field }) => field) : [];
    expect(fields).toEqual(['username', 'fullName', 'email', 'roles']);
  });

  test('an address of 254 characters is one', async () => {
    const email = `${'x'.repeat(242)}@mail.example`.slice(-254);
    expect(email).toHaveLength(254);
    expect(await edit(admin, userId, { email })).toMatchObject({ kind: 'saved' });
    expect(await edit(admin, userId, { email: `x${email}` })).toMatchObject({ kind: 'invalid' });
  });
});

test.each(['samlee', 'SAMLEE', ' SamLee ', 'ｓａｍｌｅｅ'])(
  'a username that another has is refused in every spelling: %s',
  async (username) => {
    await testPerson(door, { username: 'samlee' });
    const before = await row();
    expect(await edit(admin, userId, { username, fullName: 'Mine' })).toEqual({
      kind: 'username_taken',
    });
    expect(await row()).toEqual(before);
    expect(await eventsOf(door, 'user.changed')).toEqual([]);
  },
);

describe('an SSO account', () => {
  beforeEach(async () => {
    const utility = await testUtility({ signIn: 'both', sso: portal });
    [door, admin] = [testScope(utility), { ...admin, utility }];
    ({ userId } = await testUser(door, { username: 'alice', signInMethod: 'sso' }));
  });

  test('changes its username alone, whatever was sent', async () => {
    const before = await found(door, userId);
    const sent = {
      fullName: 'Else',
      username: 'alice2',
      email: 'else@mail.example',
      roles: ['CSA'] as Role[],
    };
    expect(await edit(admin, userId, sent)).toEqual({
      kind: 'saved',
      changes: [{ field: 'username', from: 'alice', to: 'alice2' }],
    });
    expect(await found(door, userId)).toEqual({ ...before, username: 'alice2', version: 2 });
    expect(await db().select().from(mailOutbox)).toEqual([]);
  });

  test('is unchanged by what the portal fills, good or bad', async () => {
    const sent = { fullName: '', email: 'nowhere', roles: [] };
    expect(await edit(admin, userId, sent)).toEqual({ kind: 'unchanged' });
  });
});

describe('nobody is edited', () => {
  test('by an administrator of another utility, who has the right id', async () => {
    const summit = testScope(await testUtility({ utility: 'summit' }));
    const stranger = await testAdministrator(summit);
    const form = await editOf(door, userId, { fullName: 'Mine' });
    expect(await editUser(stranger.scope, userId, form)).toEqual({ kind: 'unknown_user' });
    const across = { ...stranger.scope, utility: door.utility };
    expect(await editUser(across, userId, form)).toEqual({ kind: 'not_allowed' });
    expect((await found(door, userId)).fullName).toBe('Dana Ortiz');
    expect(await eventsOf(summit, 'user.changed')).toEqual([]);
  });

  test('by somebody who is no administrator, by nobody, or by who is disabled', async () => {
    const form = await editOf(door, userId, { fullName: 'Mine' });
    const sam = await testPerson(door, { username: 'samlee' });
    const gone = await testAdministrator(door, 'gone');
    await disableUser(door, gone.userId);
    for (const scope of [actingAs(door, sam), door, gone.scope]) {
      expect(await editUser(scope, userId, form)).toEqual({ kind: 'not_allowed' });
    }
    expect((await found(door, userId)).fullName).toBe('Dana Ortiz');
  });

  test('who is not there', async () => {
    const form = await editOf(door, userId);
    expect(await editUser(admin, randomUUID(), form)).toEqual({ kind: 'unknown_user' });
  });

  test('without the event', async () => {
    const before = await row();
    const form = await editOf(door, userId, { username: 'dmeyer', email: 'd@other.example' });
    const broken = { ...admin, requestId: null as unknown as string };
    await expect(editUser(broken, userId, form)).rejects.toThrow();
    expect(await row()).toEqual(before);
    expect(await db().select().from(mailOutbox)).toEqual([]);
  });
});
