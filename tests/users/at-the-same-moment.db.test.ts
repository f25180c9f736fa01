import { beforeEach, expect, test } from 'vitest';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { addUser } from '@/lib/users/add-user';
import { deleteUser } from '@/lib/users/delete-user';
import { disableUser } from '@/lib/users/disable-user';
import { editUser } from '@/lib/users/edit-user';
import { enableUser } from '@/lib/users/enable-user';
import { unlockLockedSince } from '@/lib/users/locked-users';
import { resetToTemporaryPassword } from '@/lib/users/reset-to-temporary-password';
import { signOutEverywhere } from '@/lib/users/sign-out-everywhere';
import { unlockUser } from '@/lib/users/unlock-user';
import { editOf } from '@/tests/support/edit';
import { found, testAdministrator } from '@/tests/support/test-administrator';
import { NOON, testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

let door: Scope;
let admin: Scope;
let userId: string;

beforeEach(async () => {
  door = testScope(await testUtility());
  ({ userId } = await testPerson(door));
  admin = (await testAdministrator(door)).scope;
});

/** Somebody at the door, right and wrong, from an address of their own. */
const attempts = (n: number, username: string) =>
  [PASSWORD, WRONG_PASSWORD, PASSWORD].map((password, m) =>
    signIn({ ...door, clientAddress: `192.0.2.${n * 3 + m}` }, { username, password }),
  );

test('everything at once that is done to one person comes to an end, and nobody waits for another for ever', async () => {
  for (let n = 0; n < 6; n += 1) {
    const { username } = await found(door, userId);
    const form = await editOf(admin, userId, { username: `name${n}` });
    const all = await Promise.allSettled([
      ...attempts(n, username),
      editUser(admin, userId, form),
      unlockUser(admin, userId),
      resetToTemporaryPassword(admin, userId),
      disableUser(admin, userId),
      unlockLockedSince(admin, NOON),
      signOutEverywhere(admin, userId),
      enableUser(admin, userId),
      ...attempts(n + 6, username),
    ]);
    const failed = all.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    expect(failed).toEqual([]);
    await enableUser(admin, userId);
  }
});

test('somebody who is deleted while they sign in and are helped leaves nothing that fails', async () => {
  for (let n = 0; n < 4; n += 1) {
    const username = `gone${n}`;
    const { userId: id } = await testPerson(door, { username });
    const all = await Promise.allSettled([
      ...attempts(n, username),
      resetToTemporaryPassword(admin, id),
      deleteUser(admin, id),
      unlockUser(admin, id),
      addUser(admin, {
        username,
        fullName: 'Next One',
        email: `next${n}@mail.example`,
        roles: ['CSR'],
        signInMethod: 'password',
      }),
      disableUser(admin, id),
    ]);
    const failed = all.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    expect(failed).toEqual([]);
  }
});
