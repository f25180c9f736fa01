import { beforeEach, describe, expect, test } from 'vitest';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { addUser } from '@/lib/users/add-user';
import { unlockUser } from '@/tests/support/as-operator';
import { lockRowsOf } from '@/tests/support/lock-rows';
import { restartedWith } from '@/tests/support/settings';
import { testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

const BEFORE = 'before'.padEnd(32, '.');
const AFTER = 'after'.padEnd(32, '.');
let scope: Scope;

beforeEach(async () => {
  restartedWith({ AUTH_SECRET: BEFORE });
  scope = testScope(await testUtility());
});

async function guess(username: string, times = 1) {
  let outcome: Awaited<ReturnType<typeof signIn>> | undefined;
  for (let i = 0; i < times; i += 1) {
    outcome = await signIn(scope, { username, password: WRONG_PASSWORD });
  }
  return outcome;
}

describe('when AUTH_SECRET is rolled', () => {
  test.each([
    ['and the older one is kept', `${AFTER},${BEFORE}`],
    ['and the older one is gone', AFTER],
  ])('%s, a person’s lock stays, and unlocking opens it', async (_, secrets) => {
    const { userId } = await testPerson(scope);
    await guess('danaortiz', 3);
    restartedWith({ AUTH_SECRET: secrets });
    expect(await signIn(scope, { username: 'danaortiz', password: PASSWORD })).toEqual({
      kind: 'locked',
    });
    await unlockUser(scope, userId);
    expect(await signIn(scope, { username: 'danaortiz', password: PASSWORD })).toMatchObject({
      kind: 'signed_in',
    });
  });

  test('a person’s count goes on', async () => {
    await testPerson(scope);
    await guess('danaortiz', 2);
    restartedWith({ AUTH_SECRET: AFTER });
    expect(await guess('danaortiz')).toEqual({ kind: 'locked' });
  });

  test('the count and the lock of a name without an account go on like a person’s', async () => {
    await guess('nobody', 2);
    restartedWith({ AUTH_SECRET: `${AFTER},${BEFORE}` });
    expect(await guess('nobody')).toEqual({ kind: 'locked' });
    expect(await lockRowsOf(scope)).toHaveLength(1);
  });

  test('guesses at a name under the older secret are not the new person’s of that name', async () => {
    await guess('danaortiz', 3);
    restartedWith({ AUTH_SECRET: `${AFTER},${BEFORE}` });
    const added = await addUser(
      { ...scope, actor: { kind: 'operator' } },
      {
        username: 'danaortiz',
        fullName: 'Dana Ortiz',
        email: 'dana@mail.example',
        roles: ['CSR'],
        signInMethod: 'password',
      },
    );
    const password = added.kind === 'added' ? (added.temporaryPassword?.password ?? '') : '';
    expect(await signIn(scope, { username: 'danaortiz', password })).toMatchObject({
      kind: 'signed_in',
    });
  });
});
