import { beforeEach, describe, expect, test, vi } from 'vitest';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { eventually } from '@/tests/support/eventually';
import { lockRowsOf } from '@/tests/support/lock-rows';
import { NOON, noonPlus, testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

const UNTOUCHED = { failed: 0, openClaims: {}, lockedAt: null };
let now: Date;
let scope: Scope;

beforeEach(async () => {
  now = NOON;
  scope = testScope(await testUtility(), { now: () => now });
  await testPerson(scope);
});

const attempt = (password: string) => signIn(scope, { username: 'danaortiz', password });

/** The database goes away between the comparison and what becomes of it. */
async function attemptThatBreaks(password: string): Promise<void> {
  const away = Object.assign(new Error('away'), { code: 'ECONNRESET' });
  vi.spyOn(db(), 'transaction').mockRejectedValueOnce(away);
  await expect(attempt(password)).rejects.toThrow('away');
}

describe('when the database goes away after a comparison', () => {
  test('that was right, nothing counts, however often', async () => {
    for (let i = 0; i < 5; i += 1) {
      await attemptThatBreaks(PASSWORD);
      await eventually(async () => expect(await lockRowsOf(scope)).toEqual([UNTOUCHED]));
    }
    expect(await attempt(PASSWORD)).toMatchObject({ kind: 'signed_in' });
  });

  test('that was wrong, three are all that are compared, and count as failed when old', async () => {
    for (let i = 0; i < 3; i += 1) await attemptThatBreaks(WRONG_PASSWORD);
    expect(Object.keys((await lockRowsOf(scope))[0]?.openClaims ?? {})).toHaveLength(3);
    now = noonPlus(15_000);
    expect(await attempt(PASSWORD)).toEqual({ kind: 'locked' });
    expect(await lockRowsOf(scope)).toMatchObject([{ failed: 3 }]);
  });
});

test.each([1, 2])(
  'when the database goes away before a comparison, nothing counts (its statement %i)',
  async (broken) => {
    const real = db().execute.bind(db());
    let statement = 0;
    const execute = vi.spyOn(db(), 'execute').mockImplementation(((query) => {
      statement += 1;
      const away = Object.assign(new Error('away'), { code: 'ECONNRESET' });
      return statement === broken ? Promise.reject(away) : real(query);
    }) as typeof real);
    await expect(attempt(WRONG_PASSWORD)).rejects.toThrow('away');
    execute.mockRestore();
    await eventually(async () => {
      for (const row of await lockRowsOf(scope)) expect(row).toEqual(UNTOUCHED);
    });
    expect(await attempt(WRONG_PASSWORD)).toEqual({ kind: 'wrong', attemptsLeft: 2 });
  },
);
