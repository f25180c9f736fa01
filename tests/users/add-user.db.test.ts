import { beforeEach, describe, expect, test } from 'vitest';
import { users } from '@/drizzle/schema';
import { usernameKey } from '@/lib/accounts/username-rules';
import { db } from '@/lib/db';
import { failedRequirements } from '@/lib/passwords/password-rules';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { addUser, type NewUser } from '@/lib/users/add-user';
import { eventsOf } from '@/tests/support/events';
import { lockRowsOf } from '@/tests/support/lock-rows';
import { DAY, NOON, noonPlus, testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

const dana: NewUser = {
  username: 'danaortiz',
  fullName: 'Dana Ortiz',
  email: 'dana@mail.example',
  roles: ['CSR'],
  signInMethod: 'password',
};
let scope: Scope;

beforeEach(async () => {
  scope = testScope(await testUtility(), { actor: { kind: 'operator' }, clientAddress: null });
});

const add = (fields: Partial<NewUser> = {}, within = scope) =>
  addUser(within, { ...dana, ...fields });

describe('a person who is added', () => {
  test('gets a temporary password that the policy accepts and that lets in for seven days', async () => {
    const added = await add();
    if (added.kind !== 'added') throw new Error(added.kind);
    const { password, expiresAt } = added.temporaryPassword ?? { password: '', expiresAt: NOON };
    const owner = { ...dana, utilityName: scope.utility.name };
    expect(failedRequirements(scope.utility.passwords, password, owner)).toEqual([]);
    expect(expiresAt).toEqual(noonPlus(7 * DAY));
    expect(await signIn(scope, { username: 'danaortiz', password })).toMatchObject({
      kind: 'signed_in',
    });
  });

  test('is kept with names in one form, roles once, and a hash of the password', async () => {
    const added = await add({
      username: ' DanaOrtiz ',
      fullName: '  Rene\u0301e Ortiz ',
      email: ' Dana@Mail.Example ',
      roles: ['CSR', 'CSA', 'CSR'],
    });
    expect(await db().select().from(users)).toMatchObject([
      {
        userId: added.kind === 'added' ? added.userId : '',
        username: 'DanaOrtiz',
        usernameKey: usernameKey('danaortiz'),
        fullName: 'Renée Ortiz',
        email: 'Dana@Mail.Example',
        emailKey: 'dana@mail.example',
        roles: ['CSR', 'CSA'],
        passwordHash: expect.stringMatching(/^\$argon2id\$/),
        passwordKind: 'temporary',
        passwordSetAt: NOON,
        temporaryExpiresAt: noonPlus(7 * DAY),
        disabledAt: null,
      },
    ]);
  });

  test('stands in the audit list with roles and way to sign in, and without a secret', async () => {
    const added = await add();
    expect(await eventsOf(scope)).toMatchObject([
      {
        type: 'user.added',
        at: NOON,
        actorKind: 'operator',
        subjectId: added.kind === 'added' ? added.userId : '',
        subjectName: 'danaortiz',
        clientAddress: null,
        requestId: 'test-request',
        details: { signInMethod: 'password', roles: ['CSR'] },
      },
    ]);
  });

  test('starts without the failures and the lock that the name had before', async () => {
    const anybody = testScope(scope.utility);
    for (let i = 0; i < 3; i += 1) {
      await signIn(anybody, { username: 'DANAORTIZ', password: 'x' });
    }
    const added = await add();
    expect(await lockRowsOf(scope)).toEqual([{ failed: 0, openClaims: {}, lockedAt: null }]);
    const password = (added.kind === 'added' && added.temporaryPassword?.password) || '';
    expect(await signIn(anybody, { username: 'danaortiz', password })).toMatchObject({
      kind: 'signed_in',
    });
  });
});

describe('a username', () => {
  test.each(['danaortiz', 'DANAORTIZ', ' DanaOrtiz ', 'ｄａｎａｏｒｔｉｚ'])(
    'that is taken is told, in every spelling: %s',
    async (username) => {
      await add();
      expect(await add({ username, email: 'else@mail.example' })).toEqual({
        kind: 'username_taken',
      });
      expect(await db().select().from(users)).toHaveLength(1);
      expect(await eventsOf(scope)).toHaveLength(1);
    },
  );

  test('of two who are added at the same moment goes to one', async () => {
    const outcomes = await Promise.all([add(), add(), add()]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual([
      'added',
      'username_taken',
      'username_taken',
    ]);
  });

  test('that is refused keeps the lock of the one who has it', async () => {
    await add();
    const anybody = testScope(scope.utility);
    for (let i = 0; i < 3; i += 1) await signIn(anybody, { username: 'danaortiz', password: 'x' });
    await add();
    expect(await lockRowsOf(scope)).toMatchObject([{ failed: 3, lockedAt: NOON }]);
  });

  test('may be the same at two utilities', async () => {
    const summit = { ...scope, utility: await testUtility({ utility: 'summit' }) };
    expect(await add()).toMatchObject({ kind: 'added' });
    expect(await add({}, summit)).toMatchObject({ kind: 'added', emailShared: false });
  });
});

describe('an email address', () => {
  test('that another username has is allowed and told, in any case', async () => {
    expect(await add()).toMatchObject({ emailShared: false });
    expect(await add({ username: 'twin', email: 'DANA@mail.example' })).toMatchObject({
      kind: 'added',
      emailShared: true,
    });
    expect(await add({ username: 'other', email: 'other@mail.example' })).toMatchObject({
      emailShared: false,
    });
  });
});

describe('an account that signs in by SSO', () => {
  test('gets no password', async () => {
    scope = { ...scope, utility: await testUtility({ signIn: 'both', sso: portal }) };
    expect(await add({ signInMethod: 'sso' })).toMatchObject({
      kind: 'added',
      temporaryPassword: null,
    });
    expect(await db().select().from(users)).toMatchObject([
      { signInMethod: 'sso', passwordHash: null, passwordKind: null, temporaryExpiresAt: null },
    ]);
  });

  test.each([
    ['standalone', 'sso'],
    ['sso', 'password'],
  ] as const)('fits the utility: at %s nobody is added by %s', async (signInMode, signInMethod) => {
    const sso = signInMode === 'standalone' ? undefined : portal;
    scope = { ...scope, utility: await testUtility({ signIn: signInMode, sso }) };
    expect(await add({ signInMethod })).toMatchObject({
      kind: 'invalid',
      faults: [{ field: 'signInMethod' }],
    });
    expect(await db().select().from(users)).toEqual([]);
  });
});

test('everything that is wrong is told at once, and nothing is written', async () => {
  const wrong = { username: 'a b', fullName: '', email: 'nowhere', roles: [] };
  const outcome = await add(wrong);
  const fields = outcome.kind === 'invalid' ? outcome.faults.map(({ field }) => field) : [];
  expect(fields).toEqual(['username', 'fullName', 'email', 'roles']);
  expect(await db().select().from(users)).toEqual([]);
  expect(await eventsOf(scope)).toEqual([]);
});
