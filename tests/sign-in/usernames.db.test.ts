import { beforeEach, describe, expect, test } from 'vitest';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

let scope: Scope;

beforeEach(async () => {
  scope = testScope(await testUtility());
});

const attempt = (username: string, password = PASSWORD) => signIn(scope, { username, password });

describe('a username matches', () => {
  test.each([
    ['in capitals', 'DANAORTIZ'],
    ['in mixed case', 'DanaOrtiz'],
    ['with spaces before', '   danaortiz'],
    ['with a tab, a no-break space and a line end behind', 'danaortiz\t\u00a0\r\n'],
    ['in full-width letters', 'ＤａｎａＯｒｔｉｚ'],
  ])('%s', async (_, typed) => {
    await testPerson(scope);
    expect(await attempt(typed)).toMatchObject({ kind: 'signed_in' });
  });

  test.each([
    ['renée', 'rene\u0301e'],
    ['RENE\u0301E', 'renée'],
    ['straße', 'STRASSE'],
    ['straße', 'STRAẞE'],
    ['σίσυφος', 'ΣΊΣΥΦΟΣ'],
    ["o'neil_1.a-b@mail", "O'NEIL_1.A-B@MAIL"],
    ['７of9', '7OF9'],
  ])('%s typed as %s', async (username, typed) => {
    await testPerson(scope, { username });
    expect(await attempt(typed)).toMatchObject({ kind: 'signed_in' });
  });

  test('not with a space, a letter or a dot more inside', async () => {
    await testPerson(scope);
    for (const typed of ['dana ortiz', 'danaortizz', 'dana.ortiz', 'danaórtiz']) {
      expect(await attempt(typed)).toMatchObject({ kind: 'wrong' });
    }
  });
});

test('all spellings of a name share one count and one lock', async () => {
  await testPerson(scope);
  await attempt('DANAORTIZ', WRONG_PASSWORD);
  await attempt(' danaortiz ', WRONG_PASSWORD);
  expect(await attempt('ｄａｎａｏｒｔｉｚ', WRONG_PASSWORD)).toEqual({ kind: 'locked' });
  expect(await attempt('danaortiz')).toEqual({ kind: 'locked' });
});

describe('what can be no username is answered like any other', () => {
  test.each([
    ['nothing', ''],
    ['half a surrogate pair', '\ud83d'],
    ['ten thousand letters', 'x'.repeat(10_000)],
    ['SQL', "' or 1=1 --"],
    ['a wildcard', '%'],
  ])('%s', async (_, typed) => {
    await testPerson(scope);
    expect(await attempt(typed)).toEqual({ kind: 'wrong', attemptsLeft: 2 });
    expect(await attempt(typed)).toEqual({ kind: 'wrong', attemptsLeft: 1 });
    expect(await attempt(typed)).toEqual({ kind: 'locked' });
  });
});

describe('whatever is offered as a password is only wrong', () => {
  test.each([
    ['nothing', ''],
    ['a NUL', '\0'],
    ['half a surrogate pair', '\ud83d'],
    ['fifty thousand letters', 'x'.repeat(50_000)],
    ['the hash’s own beginning', '$argon2id$v=19$m=64,t=1,p=1$'],
  ])('%s', async (_, password) => {
    await testPerson(scope);
    expect(await attempt('danaortiz', password)).toEqual({ kind: 'wrong', attemptsLeft: 2 });
  });
});
