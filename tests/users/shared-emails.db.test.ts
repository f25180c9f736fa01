import { beforeEach, describe, expect, test } from 'vitest';
import { requestReset } from '@/lib/password-reset/request-reset';
import type { Scope } from '@/lib/scope';
import { changeToPassword } from '@/lib/users/change-to-password';
import { deleteUser } from '@/lib/users/delete-user';
import { giveOwnEmail } from '@/lib/users/give-own-email';
import { countSharedEmails, listSharedEmails, SHARED_PAGE_SIZE } from '@/lib/users/shared-emails';
import { disableUser, enableUser } from '@/tests/support/as-operator';
import { edit } from '@/tests/support/edit';
import { eventsOf } from '@/tests/support/events';
import { catchMails, mailedLink, workersRun } from '@/tests/support/reset-mails';
import { actingAs, found, testAdministrator } from '@/tests/support/test-administrator';
import { later, noonPlus, testScope } from '@/tests/support/test-scope';
import { testPerson, testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

const mails = catchMails();
const TEAM = 'team@mail.example';
let door: Scope;
let admin: Scope;
let one: string;
let two: string;

beforeEach(async () => {
  door = testScope(await testUtility({ signIn: 'both', sso: portal }));
  admin = later((await testAdministrator(door)).scope, 5);
  one = (await testUser(door, { username: 'one', email: TEAM })).userId;
  two = (await testUser(door, { username: 'two', email: 'Team@MAIL.example' })).userId;
});

const shared = async (scope = door) =>
  (await listSharedEmails(scope, '')).emails.map(({ emailKey, users }) => [
    emailKey,
    ...users.map(({ username }) => username),
  ]);
const BOTH = [[TEAM, 'one', 'two']];

describe('an address is shared', () => {
  test('by who could be sent a link to it, in any case, with what each form needs', async () => {
    expect(await shared()).toEqual(BOTH);
    expect(await countSharedEmails(door)).toMatchObject({ count: 1 });
    const [email] = (await listSharedEmails(door, '')).emails;
    expect(email).toMatchObject({ blocked: 0, lastBlockedAt: null });
    expect(email?.users[1]).toEqual({
      userId: two,
      username: 'two',
      fullName: 'Dana Ortiz',
      email: 'Team@MAIL.example',
      emailKey: TEAM,
      version: 1,
    });
  });

  test('until one of two is disabled, and again when they are enabled', async () => {
    await disableUser(door, one);
    expect(await shared()).toEqual([]);
    await enableUser(door, one);
    expect(await shared()).toEqual(BOTH);
  });

  test('until one of two is deleted', async () => {
    await deleteUser(admin, two);
    expect(await shared()).toEqual([]);
    expect(await countSharedEmails(door)).toMatchObject({ count: 0 });
  });

  test('until one of two has another, and again when they have it back', async () => {
    await edit(admin, two, { email: 'two@mail.example' });
    expect(await shared()).toEqual([]);
    await edit(admin, two, { email: TEAM, sharedEmailAccepted: TEAM });
    expect(await shared()).toEqual(BOTH);
  });

  test('with who signs in by SSO from the moment on at which they have a password', async () => {
    const sso = await testUser(door, { username: 'sso', email: TEAM, signInMethod: 'sso' });
    expect(await shared()).toEqual(BOTH);
    await changeToPassword(admin, sso.userId);
    expect(await shared()).toEqual([[TEAM, 'one', 'sso', 'two']]);
  });

  test('at each utility by itself', async () => {
    const summit = testScope(await testUtility({ utility: 'summit' }));
    await testUser(summit, { username: 'one', email: TEAM });
    expect(await shared(summit)).toEqual([]);
    expect(await countSharedEmails(summit)).toMatchObject({ count: 0 });
  });

  test('by three as by two', async () => {
    await testUser(door, { username: 'three', email: TEAM });
    await deleteUser(admin, one);
    expect(await shared()).toEqual([[TEAM, 'three', 'two']]);
  });
});

test('requests that it blocked are counted, with the last one, and stay in mind', async () => {
  for (const ms of [1_000, 2_000]) {
    await requestReset(later(door, ms), TEAM);
    await workersRun(noonPlus(ms));
  }
  expect(mails).toEqual([]);
  const blocked = { blocked: 2, lastBlockedAt: noonPlus(2_000) };
  expect((await listSharedEmails(door, '')).emails).toMatchObject([blocked]);
  await edit(admin, two, { email: 'two@mail.example' });
  expect((await listSharedEmails(door, '')).emails).toEqual([]);
});

test('pages show every shared address once, in order', async () => {
  const count = SHARED_PAGE_SIZE + 3;
  for (let n = 0; n < count; n += 1) {
    const email = `s${String(n).padStart(2, '0')}@mail.example`;
    await testUser(door, { username: `a${n}`, email });
    await testUser(door, { username: `b${n}`, email });
  }
  const first = await listSharedEmails(door, '');
  const second = await listSharedEmails(door, first.next ?? '');
  const keys = [...first.emails, ...second.emails].map(({ emailKey }) => emailKey);
  expect([first.emails.length, second.next]).toEqual([SHARED_PAGE_SIZE, null]);
  expect(keys).toEqual([...new Set(keys)].sort());
  expect(keys).toHaveLength(count + 1);
});

describe('an address of one’s own', () => {
  const own = { email: 'two@mail.example', version: 1 };

  test('mends the clash, and leaves the rest as it is', async () => {
    const before = await found(door, two);
    expect(await giveOwnEmail(admin, two, own)).toMatchObject({ kind: 'saved' });
    expect(await found(door, two)).toEqual({
      ...before,
      email: own.email,
      version: 2,
      sharesEmailWith: [],
    });
    expect(await shared()).toEqual([]);
    const link = await mailedLink(later(door, 9), TEAM, mails);
    expect(link).toBeTruthy();
    expect(await eventsOf(door, 'user.changed')).toHaveLength(1);
  });

  test('that others have too is none, in any spelling', async () => {
    for (const email of [TEAM, 'TEAM@mail.example', 'csa@mail.example', ' CSA@mail.example']) {
      expect(await giveOwnEmail(admin, two, { ...own, email })).toEqual({ kind: 'email_shared' });
    }
    expect(await shared()).toEqual(BOTH);
  });

  test('is refused where it is no address', async () => {
    for (const email of ['', 'nowhere', `${'x'.repeat(400)}@mail.example`, 'a@b.example\nx']) {
      expect(await giveOwnEmail(admin, two, { ...own, email })).toMatchObject({
        kind: 'invalid',
        faults: [{ field: 'email' }],
      });
    }
  });

  test('is not given to somebody whom another has changed meanwhile', async () => {
    await edit(admin, two, { fullName: 'Theirs' });
    expect(await giveOwnEmail(admin, two, own)).toMatchObject({ kind: 'changed_meanwhile' });
    expect(await shared()).toEqual(BOTH);
  });

  test('of two who are given the same one at the same moment, goes to one at most knowingly', async () => {
    const outcomes = await Promise.all([
      giveOwnEmail(admin, one, own),
      giveOwnEmail(admin, two, own),
    ]);
    expect(outcomes.map(({ kind }) => kind)).toContain('saved');
  });

  test('is given by an administrator of this utility alone', async () => {
    const sam = await testPerson(door, { username: 'samlee' });
    const summit = testScope(await testUtility({ utility: 'summit' }));
    const stranger = (await testAdministrator(summit)).scope;
    expect(await giveOwnEmail(stranger, two, own)).toEqual({ kind: 'unknown_user' });
    for (const scope of [actingAs(door, sam), { ...stranger, utility: door.utility }, door]) {
      expect(await giveOwnEmail(scope, two, own)).toEqual({ kind: 'not_allowed' });
    }
    expect(await shared()).toEqual(BOTH);
  });

  test('says nothing about addresses to who is no administrator', async () => {
    const sam = await testPerson(door, { username: 'samlee' });
    const taken = { ...own, email: 'csa@mail.example' };
    expect(await giveOwnEmail(actingAs(door, sam), two, taken)).toEqual({ kind: 'not_allowed' });
  });
});
