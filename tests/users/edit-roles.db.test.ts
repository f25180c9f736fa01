import { beforeEach, describe, expect, test } from 'vitest';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { deleteUser } from '@/lib/users/delete-user';
import { disableUser } from '@/lib/users/disable-user';
import { editUser } from '@/lib/users/edit-user';
import { disableUser as disable } from '@/tests/support/as-operator';
import { edit, editOf } from '@/tests/support/edit';
import { eventsOf } from '@/tests/support/events';
import {
  found,
  type TestAdministrator,
  testAdministrator,
} from '@/tests/support/test-administrator';
import { testScope } from '@/tests/support/test-scope';
import { testPerson, testUser, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

let door: Scope;
let csa: TestAdministrator;
let operator: Scope;

beforeEach(async () => {
  door = testScope(await testUtility());
  csa = await testAdministrator(door);
  operator = { ...door, actor: { kind: 'operator' } };
});

const rolesOf = async (userId: string) => (await found(door, userId)).roles;
const demote = (scope: Scope, userId: string) => edit(scope, userId, { roles: ['CSR'] });

const WAYS = {
  'losing the role': demote,
  'being disabled': disableUser,
  'being deleted': deleteUser,
} as const;
const ways = Object.entries(WAYS) as [keyof typeof WAYS, (typeof WAYS)[keyof typeof WAYS]][];

test('every role can be given and taken, and each has its order', async () => {
  const { userId } = await testPerson(door);
  await edit(csa.scope, userId, { roles: ['BILL_ADVISOR', 'CSA', 'CSR'] });
  expect(await rolesOf(userId)).toEqual(['CSR', 'CSA', 'BILL_ADVISOR']);
  await edit(csa.scope, userId, { roles: ['BILL_ADVISOR'] });
  expect(await rolesOf(userId)).toEqual(['BILL_ADVISOR']);
});

test('who has just been given the role may use it, and who has lost it may not', async () => {
  const dana = await testPerson(door);
  const actor = { kind: 'person', ...dana, sessionId: '' } as const;
  const asDana = { ...door, actor };
  const { userId } = await testPerson(door, { username: 'samlee' });
  expect(await edit(asDana, userId, { fullName: 'One' })).toEqual({ kind: 'not_allowed' });
  await edit(csa.scope, dana.userId, { roles: ['CSA'] });
  expect(await edit(asDana, userId, { fullName: 'Two' })).toMatchObject({ kind: 'saved' });
  await edit(csa.scope, dana.userId, { roles: ['CSR'] });
  expect(await edit(asDana, userId, { fullName: 'Three' })).toEqual({ kind: 'not_allowed' });
});

describe('an administrator of their own', () => {
  test.each(ways)('is kept from %s, also where there is another', async (_, way) => {
    await testAdministrator(door, 'other');
    expect(await way(csa.scope, csa.userId)).toEqual({ kind: 'oneself' });
    expect(await found(door, csa.userId)).toMatchObject({ roles: ['CSA'], status: 'active' });
  });

  test('may give themself another role beside it', async () => {
    expect(await edit(csa.scope, csa.userId, { roles: ['CSA', 'CSR'] })).toMatchObject({
      kind: 'saved',
    });
  });
});

describe('the last active administrator', () => {
  test.each(ways)('is kept from %s, even by the operator', async (_, way) => {
    expect(await way(operator, csa.userId)).toEqual({ kind: 'last_administrator' });
    expect(await found(door, csa.userId)).toMatchObject({ roles: ['CSA'], status: 'active' });
    expect(await eventsOf(door, 'user.changed', 'user.disabled', 'user.deleted')).toEqual([]);
  });

  test.each(ways)('is not the last where another one is locked: %s', async (_, way) => {
    await testAdministrator(door, 'locked');
    for (let n = 0; n < 3; n += 1) {
      await signIn(door, { username: 'locked', password: WRONG_PASSWORD });
    }
    expect(['saved', 'disabled', 'deleted']).toContain((await way(operator, csa.userId)).kind);
  });

  test.each(ways)('is the last where the others are disabled: %s', async (_, way) => {
    const other = await testAdministrator(door, 'other');
    await disable(door, other.userId);
    expect(await way(operator, csa.userId)).toEqual({ kind: 'last_administrator' });
  });

  test.each(ways)('is the last where others are of another utility: %s', async (_, way) => {
    await testAdministrator(testScope(await testUtility({ utility: 'summit' })));
    expect(await way(operator, csa.userId)).toEqual({ kind: 'last_administrator' });
  });

  test.each(ways)('is not the last where another one signs in by SSO: %s', async (_, way) => {
    const utility = await testUtility({ signIn: 'both', sso: portal });
    const both = { ...operator, utility };
    await testUser(both, { username: 'bob', roles: ['CSA'], signInMethod: 'sso' });
    expect(['saved', 'disabled', 'deleted']).toContain((await way(both, csa.userId)).kind);
  });

  test('who is disabled already may lose the role and be deleted', async () => {
    const other = await testAdministrator(door, 'other');
    await disable(door, other.userId);
    expect(await demote(operator, other.userId)).toMatchObject({ kind: 'saved' });
    expect(await deleteUser(operator, other.userId)).toMatchObject({ kind: 'deleted' });
  });
});

describe('two administrators who turn on each other at the same moment', () => {
  test.each(ways)('do not both succeed: %s', async (_, way) => {
    const other = await testAdministrator(door, 'other');
    const act = async (by: TestAdministrator, whom: TestAdministrator) => {
      if (way !== demote) return () => way(by.scope, whom.userId);
      const form = await editOf(door, whom.userId, { roles: ['CSR'] });
      return () => editUser(by.scope, whom.userId, form);
    };
    const both = [await act(csa, other), await act(other, csa)];
    const kinds = (await Promise.all(both.map((one) => one()))).map(({ kind }) => kind);
    const refused = kinds.filter((kind) => !['saved', 'disabled', 'deleted'].includes(kind));
    expect(refused).toHaveLength(1);
    expect(['last_administrator', 'not_allowed']).toContain(refused[0]);
  });
});
