import { beforeEach, describe, expect, test } from 'vitest';
import type { Scope } from '@/lib/scope';
import { examineNewUser, freeUsernameFor } from '@/lib/users/examine-new-user';
import { disableUser } from '@/tests/support/as-operator';
import { addManyUsers } from '@/tests/support/many-users';
import { testScope } from '@/tests/support/test-scope';
import { testPerson, testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

let scope: Scope;

beforeEach(async () => {
  scope = testScope(await testUtility());
});

const examine = (typed: Partial<Parameters<typeof examineNewUser>[1]>) =>
  examineNewUser(scope, { fullName: '', username: '', email: '', userId: null, ...typed });

describe('a username is suggested', () => {
  test('that nobody has, with the lowest number that is free', async () => {
    expect(await freeUsernameFor(scope, 'Dana Ortiz')).toBe('danaortiz');
    await testUser(scope, { username: 'DanaOrtiz' });
    expect(await freeUsernameFor(scope, 'Dana Ortiz')).toBe('danaortiz2');
    await testUser(scope, { username: 'danaortiz3' });
    await testUser(scope, { username: 'danaortiz2' });
    expect(await freeUsernameFor(scope, 'Dana Ortiz')).toBe('danaortiz4');
  });

  test('also not one of who is disabled, but of another utility', async () => {
    const { userId } = await testUser(scope);
    await disableUser(scope, userId);
    expect(await freeUsernameFor(scope, 'Dana Ortiz')).toBe('danaortiz2');
    const summit = testScope(await testUtility({ utility: 'summit' }));
    expect(await freeUsernameFor(summit, 'Dana Ortiz')).toBe('danaortiz');
  });

  test('up to 20, and then none', async () => {
    await testUser(scope);
    await addManyUsers('harbor', 18, { name: 'danaortiz', from: 2 });
    expect(await freeUsernameFor(scope, 'Dana Ortiz')).toBe('danaortiz20');
    await addManyUsers('harbor', 1, { name: 'danaortiz', from: 20 });
    expect(await freeUsernameFor(scope, 'Dana Ortiz')).toBe('');
  });

  test('not for somebody who has one', async () => {
    const { userId } = await testUser(scope);
    const typed = { fullName: 'Sam Lee', userId };
    expect((await examine(typed)).suggestedUsername).toBe('');
  });
});

describe('a form is told', () => {
  test.each(['danaortiz', ' DANAORTIZ ', 'ｄａｎａｏｒｔｉｚ'])(
    'that a username is taken, in any spelling: %s',
    async (username) => {
      expect((await examine({ username })).usernameTaken).toBe(false);
      await testPerson(scope);
      expect((await examine({ username })).usernameTaken).toBe(true);
    },
  );

  test('that others have an address, whole and in any case, oneself apart', async () => {
    const { userId } = await testPerson(scope);
    const email = 'DanaOrtiz@mail.example';
    expect((await examine({ email })).emailShared).toBe(true);
    expect((await examine({ email, userId })).emailShared).toBe(false);
    for (const other of ['', 'danaortiz@', 'danaortiz', `${email}, x@mail.example`]) {
      expect((await examine({ email: other })).emailShared).toBe(false);
    }
  });

  test('while somebody is renamed, that another has the name, and not that oneself has', async () => {
    const dana = await testPerson(scope);
    await testPerson(scope, { username: 'samlee' });
    const typed = { userId: dana.userId };
    expect((await examine({ ...typed, username: 'danaortiz' })).usernameTaken).toBe(false);
    expect((await examine({ ...typed, username: 'samlee' })).usernameTaken).toBe(true);
  });

  test('nothing of another utility', async () => {
    const summit = testScope(await testUtility({ utility: 'summit' }));
    await testPerson(summit);
    const typed = { username: 'danaortiz', email: 'danaortiz@mail.example' };
    expect(await examine(typed)).toMatchObject({ usernameTaken: false, emailShared: false });
  });

  test('nothing that makes it fail by texts that nobody types', async () => {
    for (const text of ['\ud800', 'x'.repeat(8_192), '%_\\', "'; drop table users; --"]) {
      expect(await examine({ fullName: text, username: text, email: text })).toMatchObject({
        usernameTaken: false,
        emailShared: false,
      });
    }
  });
});
