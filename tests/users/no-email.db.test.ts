import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { emailUses, users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { changeToPassword } from '@/lib/users/change-to-password';
import { listUsers } from '@/lib/users/list-users';
import { countSharedEmails, isEmailShared, listSharedEmails } from '@/lib/users/shared-emails';
import { readUserListQuery } from '@/lib/users/user-list-query';
import { deliver, outbox, serve } from '@/tests/mail/mail-room';
import { edit } from '@/tests/support/edit';
import { eventsOf } from '@/tests/support/events';
import { userWithoutEmail } from '@/tests/support/no-email';
import { found, testAdministrator } from '@/tests/support/test-administrator';
import { later, noonPlus, testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

let door: Scope;
let admin: Scope;
let alice: string;
let bob: string;

beforeEach(async () => {
  door = testScope(await testUtility({ signIn: 'both', sso: portal }));
  admin = later((await testAdministrator(door)).scope, 5);
  alice = (await userWithoutEmail(door, 'alice')).userId;
  bob = (await userWithoutEmail(door, 'bob')).userId;
});

const changeBoth = async () => {
  for (const userId of [alice, bob]) {
    expect(await changeToPassword(admin, userId)).toMatchObject({ kind: 'reset' });
  }
};
const listed = async (address: Record<string, string>) =>
  (await listUsers(door, readUserListQuery(address).query)).users.map(({ username }) => username);

describe('somebody whose portal tells no email address', () => {
  test('is renamed: what the portal tells is no fault of who edits', async () => {
    expect(await edit(admin, alice, { username: 'alicia' })).toMatchObject({ kind: 'saved' });
    expect(await found(door, alice)).toMatchObject({ username: 'alicia', email: '' });
  });

  test('is renamed also after the portal took every role away', async () => {
    await db().update(users).set({ roles: [] }).where(eq(users.userId, alice));
    expect(await edit(admin, alice, { username: 'alicia' })).toMatchObject({ kind: 'saved' });
    expect(await edit(admin, alice, { username: 'no name' })).toMatchObject({
      kind: 'invalid',
      faults: [{ field: 'username' }],
    });
  });

  test('is found by name and username, and stands first by address', async () => {
    expect(await listed({ q: 'lice port', sort: 'username' })).toEqual(['alice', 'bob']);
    expect(await listed({ q: 'bob' })).toEqual(['bob']);
    expect(await listed({ q: 'mail.example' })).toEqual(['csa']);
    expect((await listed({ sort: 'email' })).at(-1)).toBe('csa');
  });

  test('shares no address with others who have none, with a password either', async () => {
    await changeBoth();
    expect(await countSharedEmails(door)).toEqual({ count: 0, hasMore: false });
    expect((await listSharedEmails(door, '')).emails).toEqual([]);
    expect((await found(door, alice)).sharesEmailWith).toEqual([]);
    expect(await isEmailShared(db(), { utilityId: 'harbor', userId: null }, '')).toBe(false);
    expect(await listed({ shared: '1' })).toEqual([]);
    expect(await db().select().from(emailUses).where(eq(emailUses.emailKey, ''))).toEqual([]);
  });

  test('gets no mail, and the audit list says why', async () => {
    const { mails } = await serve();
    await changeBoth();
    await deliver(noonPlus(5));
    expect([mails, await outbox()]).toEqual([[], []]);
    expect(await eventsOf(door, 'mail.given_up')).toMatchObject([
      {
        subjectName: 'alice',
        details: { mail: 'password_reset_by_administrator', reason: 'no_email_address' },
      },
      { subjectName: 'bob' },
    ]);
  });

  test('is told of a first address at that address alone', async () => {
    const { mails } = await serve();
    await changeBoth();
    await deliver(noonPlus(5));
    const saved = await edit(admin, alice, { email: 'alice@mail.example' });
    expect(saved).toMatchObject({ kind: 'saved' });
    await deliver(noonPlus(5));
    expect(mails.map(({ to, subject }) => [to?.[0]?.address, subject])).toEqual([
      ['alice@mail.example', 'Your email address was changed'],
    ]);
    expect(await eventsOf(door, 'mail.given_up')).toHaveLength(2);
  });

  test('needs an address to be edited once there is a password', async () => {
    await changeBoth();
    expect(await edit(admin, alice, { fullName: 'Alice Meyer' })).toMatchObject({
      kind: 'invalid',
      faults: [{ field: 'email' }],
    });
  });
});
