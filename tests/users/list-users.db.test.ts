import { beforeEach, describe, expect, test } from 'vitest';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { listUsers } from '@/lib/users/list-users';
import { placeToken, readUserListQuery, SORTS } from '@/lib/users/user-list-query';
import { disableUser } from '@/tests/support/as-operator';
import { addManyUsers } from '@/tests/support/many-users';
import { DAY, later, testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, testUser, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

let scope: Scope;

beforeEach(async () => {
  scope = testScope(await testUtility({ signIn: 'both', sso: portal }));
});

type Address = Record<string, string | undefined>;

const pageOf = (address: Address, { size = 50, where = scope } = {}) =>
  listUsers(where, readUserListQuery(address).query, size);

async function names(address: Address, where = scope): Promise<string[]> {
  return (await pageOf(address, { where })).users.map(({ username }) => username);
}

async function lock(username: string): Promise<void> {
  for (let i = 0; i < 3; i += 1) await signIn(scope, { username, password: WRONG_PASSWORD });
}

describe('the list', () => {
  test('shows the active, the disabled, or all', async () => {
    await testPerson(scope, { username: 'here' });
    const gone = await testPerson(scope, { username: 'gone' });
    await disableUser(scope, gone.userId);
    expect(await names({})).toEqual(['here']);
    expect(await names({ view: 'inactive' })).toEqual(['gone']);
    expect(await names({ view: 'all', sort: 'username' })).toEqual(['gone', 'here']);
  });

  test('shows nobody of another utility, whatever is asked for', async () => {
    await testPerson(scope);
    const summit = testScope(await testUtility({ utility: 'summit' }));
    for (const address of [{}, { view: 'all' }, { q: 'dana' }, { sort: 'lastSignIn' }]) {
      expect(await names(address, summit)).toEqual([]);
    }
  });

  test.each([
    ['name', ['c', 'b', 'a']],
    ['username', ['a', 'b', 'c']],
    ['email', ['b', 'a', 'c']],
  ])('is sorted by %s, and backwards', async (sort, expected) => {
    await testUser(scope, { username: 'a', fullName: 'Óscar', email: 'm@mail.example' });
    await testUser(scope, { username: 'b', fullName: 'Olga', email: 'A@mail.example' });
    await testUser(scope, { username: 'c', fullName: 'anna', email: 'z@mail.example' });
    expect(await names({ sort })).toEqual(expected);
    expect(await names({ sort, order: 'desc' })).toEqual([...expected].reverse());
  });

  test('is sorted by last sign-in, the newest first, who never did last', async () => {
    await testUser(scope, { username: 'never' });
    await testPerson(scope, { username: 'early' });
    await testPerson(scope, { username: 'late' });
    await signIn(later(scope, 1), { username: 'early', password: PASSWORD });
    await signIn(later(scope, 2), { username: 'late', password: PASSWORD });
    expect(await names({ sort: 'lastSignIn' })).toEqual(['late', 'early', 'never']);
    expect(await names({ sort: 'lastSignIn', order: 'asc' })).toEqual(['never', 'early', 'late']);
  });
});

describe('a search', () => {
  beforeEach(async () => {
    await testUser(scope, { username: 'dortiz', fullName: 'Renée Ortiz', email: 'r@one.example' });
    await testUser(scope, { username: 'sam_lee', fullName: 'Sam Lee', email: 'boss@two.example' });
    await testUser(scope, { username: 'percy', fullName: 'Percy Vane', email: 'p.v@two.example' });
  });

  test.each([
    ['ortiz', ['dortiz']],
    ['RENEE', ['dortiz']],
    ['née ort', ['dortiz']],
    ['ortiz renée', ['dortiz']],
    ['m_le', ['sam_lee']],
    ['boss@two', ['sam_lee']],
    ['two.example', ['percy', 'sam_lee']],
    ['nobody', []],
    ['%', []],
    ['%%%', []],
    ['___', []],
    ['\\\\\\', []],
    ["'; drop table users; --", []],
    ['ortiz nobody', []],
  ])('%s is found in any part of name, username or address', async (q, expected) => {
    expect(await names({ q, sort: 'username' })).toEqual(expected);
  });

  test.each([
    ['p', ['percy']],
    ['va', ['percy']],
    ['v', ['percy']],
    ['le', ['sam_lee']],
    ['er', []],
    ['_', []],
    ['.', []],
    ['(', []],
  ])('one or two letters, %s, are found where words begin', async (q, expected) => {
    expect(await names({ q, sort: 'username' })).toEqual(expected);
  });

  test('does not match across name, username and address', async () => {
    expect(await names({ q: 'ortizdortiz' })).toEqual([]);
  });
});

describe('a filter', () => {
  beforeEach(async () => {
    await testPerson(scope, { username: 'active', roles: ['CSA'] });
    await testPerson(scope, { username: 'locked', roles: ['CSR', 'BILL_ADVISOR'] });
    await testUser(scope, { username: 'pending' });
    await testUser(later(scope, -DAY), { username: 'expired' });
    const { userId } = await testPerson(scope, { username: 'disabled' });
    await disableUser(scope, userId);
    await testUser(scope, { username: 'portal', signInMethod: 'sso' });
    await lock('locked');
    await lock('portal');
  });

  test.each([
    ['active', ['active', 'portal']],
    ['locked', ['locked']],
    ['temporary_pending', ['pending']],
    ['temporary_expired', ['expired']],
    ['disabled', ['disabled']],
  ])('by status %s', async (status, expected) => {
    const at = later(scope, 6 * DAY);
    expect(await names({ status, sort: 'username' }, at)).toEqual(expected);
    const { users } = await pageOf({ status }, { where: at });
    expect(new Set(users.map((user) => user.status))).toEqual(new Set([status]));
  });

  test('by role and by sign-in method, together with a search', async () => {
    expect(await names({ role: 'CSA' })).toEqual(['active']);
    expect(await names({ role: 'BILL_ADVISOR' })).toEqual(['locked']);
    expect(await names({ method: 'sso' })).toEqual(['portal']);
    expect(await names({ method: 'password', role: 'CSR', q: 'pend' })).toEqual(['pending']);
    expect(await names({ role: 'CSA', q: 'pend' })).toEqual([]);
  });

  test('by shared address counts who could be sent a link: with a password, not disabled', async () => {
    const email = 'Team@mail.example';
    await testUser(scope, { username: 'one', email });
    await testUser(scope, { username: 'sso', email, signInMethod: 'sso' });
    const off = await testUser(scope, { username: 'off', email });
    await disableUser(scope, off.userId);
    expect(await names({ shared: '1' })).toEqual([]);
    await testUser(scope, { username: 'two', email: 'team@MAIL.example' });
    expect(await names({ shared: '1', sort: 'username' })).toEqual(['one', 'two']);
  });
});

describe('pages', () => {
  test.each(SORTS)('by %s show everybody once, forwards and backwards', async (sort) => {
    await addManyUsers('harbor', 23);
    for (const order of ['asc', 'desc']) {
      const whole = await names({ sort, order });
      const seen: string[] = [];
      let address: Address = { sort, order };
      let page = await pageOf(address, { size: 5 });
      expect(page.before).toBeNull();
      for (;;) {
        seen.push(...page.users.map(({ username }) => username));
        if (!page.after) break;
        address = { sort, order, after: page.after };
        page = await pageOf(address, { size: 5 });
      }
      expect(seen).toEqual(whole);
      const back: string[] = [];
      while (page.before) {
        page = await pageOf({ sort, order, before: page.before }, { size: 5 });
        back.unshift(...page.users.map(({ username }) => username));
      }
      expect(back).toEqual(whole.slice(0, 20));
    }
  });

  test('of equal names go on where the last one ended', async () => {
    for (let n = 0; n < 7; n += 1) await testUser(scope, { username: `same${n}` });
    const first = await pageOf({ q: 'same' }, { size: 4 });
    const second = await pageOf({ q: 'same', after: first.after ?? '' }, { size: 4 });
    const all = [...first.users, ...second.users].map(({ username }) => username);
    expect(new Set(all).size).toBe(7);
  });

  test('are counted to 1,000 and no further, searched or not', async () => {
    await addManyUsers('harbor', 1_000);
    for (const address of [{}, { q: 'many' }]) {
      expect(await pageOf(address)).toMatchObject({ total: 1_000, hasMoreThanTotal: false });
    }
    await addManyUsers('harbor', 1, { from: 1_001 });
    for (const address of [{}, { q: 'many' }]) {
      expect(await pageOf(address)).toMatchObject({ total: 1_000, hasMoreThanTotal: true });
    }
  });

  test('of more hits than are gathered are the same as of few', async () => {
    await addManyUsers('harbor', 2_600);
    const walked = await pageOf({ q: 'mail.example' });
    const everybody = await pageOf({});
    expect(walked.users).toEqual(everybody.users);
    const next = await pageOf({ q: 'mail.example', after: walked.after ?? '' });
    expect(next.users).toEqual((await pageOf({ after: everybody.after ?? '' })).users);
    const back = await pageOf({ q: 'mail.example', before: next.before ?? '' });
    expect(back.users).toEqual(walked.users);
  });
});

describe('an address of the list', () => {
  const id = '00000000-0000-4000-8000-000000000000';
  const token = placeToken('name', { key: 'dana', userId: id });

  test('that leads to a place whose person is gone goes on from there', async () => {
    await testUser(scope, { username: 'later', fullName: 'Eve' });
    await testUser(scope, { username: 'earlier', fullName: 'Carl' });
    expect(await names({ after: token })).toEqual(['later']);
    expect(await names({ before: token })).toEqual(['earlier']);
  });

  test.each([
    ['made up', 'nonsense'],
    ['of another sort', placeToken('email', { key: 'dana', userId: id })],
    ['with an id that is none', placeToken('name', { key: 'dana', userId: 'x' })],
    ['with a NUL', placeToken('name', { key: 'a\0b', userId: id })],
    ['without end', 'A'.repeat(5_000)],
    ['of no JSON', Buffer.from('{').toString('base64url')],
  ])('with a place %s is told so, and shows the first page', async (_, after) => {
    const { query, faults } = readUserListQuery({ after });
    expect(faults).toEqual(['place']);
    expect(query.from).toBeNull();
  });

  test.each(['yesterday', '1', 'Jan 5', '0000-01-01T00:00:00Z', '2026-02-31 00:00:00+00', ''])(
    'with the time %s, which is none, is told so',
    (key) => {
      const after = placeToken('lastSignIn', { key, userId: id });
      expect(readUserListQuery({ sort: 'lastSignIn', after }).faults).toEqual(['place']);
    },
  );

  test('goes on behind the longest name that there can be', async () => {
    const fullName = '\ufdfa'.repeat(200);
    for (const username of ['one', 'two']) await testUser(scope, { username, fullName });
    const first = await pageOf({ q: 'o' }, { size: 1 });
    const all = await pageOf({}, { size: 1 });
    expect(first.users).toHaveLength(1);
    const { faults, query } = readUserListQuery({ after: all.after ?? '' });
    expect(faults).toEqual([]);
    expect((await listUsers(scope, query, 1)).users).toHaveLength(1);
  });

  test.each([
    ['a number', '1'],
    ['words that JavaScript takes for a day', 'Mar 7'],
    ['a year that PostgreSQL has not', '0000-01-01T00:00:00Z'],
    ['a year without end', '+275760-09-13T00:00:00Z'],
  ])('with a made-up time, %s, is told so', async (_, key) => {
    const address = { sort: 'lastSignIn', after: placeToken('lastSignIn', { key, userId: id }) };
    expect(readUserListQuery(address).faults).toEqual(['place']);
  });

  test.each([
    ['x', 'x'.repeat(200)],
    ['letters of two places each', '𠮷'.repeat(200)],
  ])('that a page gives out leads on, also from a name of 200 %s', async (_, fullName) => {
    await testUser(scope, { username: 'first', fullName });
    await testUser(scope, { username: 'second', fullName });
    const after = (await pageOf({}, { size: 1 })).after ?? '';
    expect(readUserListQuery({ after }).faults).toEqual([]);
    expect(await names({ after })).toHaveLength(1);
  });

  test.each([
    ['Hangul', '한'.repeat(200)],
    ['ligatures', 'ﷺ'.repeat(200)],
  ])('that a page gives out leads on, also from a name of 200 %s', async (_, fullName) => {
    await testUser(scope, { username: 'first', fullName });
    await testUser(scope, { username: 'second', fullName });
    const after = (await pageOf({}, { size: 1 })).after ?? '';
    expect(readUserListQuery({ after }).faults).toEqual([]);
    expect(await names({ after })).toHaveLength(1);
  });

  test('takes a search of 254 characters, and none longer or with characters that no name has', () => {
    expect(readUserListQuery({ q: 'a'.repeat(254) }).faults).toEqual([]);
    expect(readUserListQuery({ q: 'a'.repeat(255) }).faults).toEqual(['search_too_long']);
    expect(readUserListQuery({ q: 'a'.repeat(10_000) }).query.search).toBe('');
    expect(readUserListQuery({ q: 'da\0na' }).faults).toEqual(['search_characters']);
    expect(readUserListQuery({ q: '  dana ' }).query.search).toBe('dana');
  });

  test('with words that it does not know is read without them', () => {
    const { query, faults } = readUserListQuery({
      view: 'none',
      status: 'happy',
      role: 'ADMIN',
      method: 'magic',
      sort: 'luck',
      order: 'up',
      shared: 'yes',
    });
    expect(faults).toEqual([]);
    expect(query).toEqual(readUserListQuery({}).query);
  });
});
