import { desc, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { passwordHistory } from '@/drizzle/schema';
import { findAccountById } from '@/lib/accounts/account-store';
import { db } from '@/lib/db';
import { examineNewPassword, type NewPasswordFault } from '@/lib/passwords/new-password';
import type { Scope } from '@/lib/scope';
import { changePassword } from '@/lib/sign-in/change-password';
import { resetToTemporaryPassword } from '@/tests/support/as-operator';
import { hashesDuring } from '@/tests/support/hash-counts';
import { signedIn } from '@/tests/support/signed-in';
import { later, noonPlus, testScope } from '@/tests/support/test-scope';
import { type TestUser, testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

/** Passwords by number, none a part of another. */
const password = (i: number) => `Quiet-River-${100 + i}`;

let scope: Scope;
let dana: TestUser;

async function remembering(remembered: number): Promise<void> {
  scope = testScope(await testUtility({ passwords: { remembered } }));
}

/** Dana, whose passwords so far were numbers 1 to `times`, a second apart; the last is the present. */
async function hasHad(times: number): Promise<void> {
  dana = await testUser(scope, { password: password(1) });
  const { scope: here } = await signedIn(scope, dana);
  for (let i = 2; i <= times; i += 1) {
    const changed = await changePassword(later(here, 1000 * i), password(i - 1), password(i));
    expect(changed.kind).toBe('changed');
  }
}

async function faultsOf(typed: string, within = scope): Promise<NewPasswordFault[]> {
  const account = await findAccountById(db(), 'harbor', dana.userId);
  if (!account) throw new Error('no account');
  const examined = await examineNewPassword(within.utility, account, typed);
  if (examined.kind === 'busy') throw new Error('busy');
  return examined.kind === 'refused' ? examined.failed : [];
}

/** Which of the numbers may not come back. */
async function remembered(numbers: number[], within = scope): Promise<number[]> {
  const refused: number[] = [];
  for (const i of numbers) {
    const faults = await faultsOf(password(i), within);
    if (faults.length > 0) expect(faults).toEqual(['remembered']);
    if (faults.length > 0) refused.push(i);
  }
  return refused;
}

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

describe('of the passwords that a person had', () => {
  test('the last five may not come back, the present one among them; the sixth last may', async () => {
    scope = testScope(await testUtility());
    await hasHad(7);
    expect(await remembered(upTo(8))).toEqual([3, 4, 5, 6, 7]);
  });

  test.each([
    [0, []],
    [1, [4]],
    [2, [3, 4]],
    [24, [1, 2, 3, 4]],
  ])('with %i remembered, of four these may not come back: %j', async (count, expected) => {
    await remembering(count);
    await hasHad(4);
    expect(await remembered(upTo(5))).toEqual(expected);
  });

  test('24 are kept, whatever is remembered, and the oldest are forgotten', async () => {
    await remembering(1);
    await hasHad(26);
    const kept = await db()
      .select({ setAt: passwordHistory.setAt })
      .from(passwordHistory)
      .where(eq(passwordHistory.userId, dana.userId))
      .orderBy(desc(passwordHistory.setAt));
    expect(kept).toHaveLength(24);
    expect(kept[0]?.setAt).toEqual(noonPlus(26_000));
    // A utility that raises its number finds what it asks for.
    await remembering(24);
    expect(await remembered([1, 2, 3, 4, 26])).toEqual([3, 4, 26]);
  });

  test('another person’s are nobody’s business', async () => {
    await remembering(5);
    await hasHad(2);
    const [one, two] = [password(1), password(2)];
    dana = await testUser(scope, { username: 'samlee', password: password(9) });
    expect([await faultsOf(one), await faultsOf(two)]).toEqual([[], []]);
  });
});

describe('a password that was typed on another keyboard', () => {
  test.each([
    ['with its accent apart', 'Cafe\u0301-Lantern-27'],
    ['in full-width letters', 'Ｃａｆé－Ｌａｎｔｅｒｎ－２７'],
  ])('%s is the same one', async (_, twin) => {
    await remembering(1);
    dana = await testUser(scope, { password: 'Café-Lantern-27' });
    expect(await faultsOf(twin)).toEqual(['remembered']);
  });

  test('in another case, or with a space behind it, is another one', async () => {
    await remembering(1);
    dana = await testUser(scope, { password: 'Café-Lantern-27' });
    expect(await faultsOf('CAFÉ-Lantern-27')).toEqual([]);
    expect(await faultsOf('Café-Lantern-27 ')).toEqual([]);
  });
});

describe('a person with a temporary password', () => {
  let temporary: string;

  beforeEach(async () => {
    await remembering(2);
    await hasHad(3);
    const reset = await resetToTemporaryPassword(later(scope, 9000), dana.userId);
    temporary = reset.kind === 'reset' ? reset.temporaryPassword.password : '';
  });

  test('may not keep it', async () => {
    expect(await faultsOf(temporary)).toEqual(['same_as_temporary']);
  });

  test('may not keep it either where nothing is remembered', async () => {
    await remembering(0);
    expect(await faultsOf(temporary)).toEqual(['same_as_temporary']);
    expect(await remembered([1, 2, 3])).toEqual([]);
  });

  test('may not come back to a remembered one', async () => {
    expect(await remembered([1, 2, 3])).toEqual([2, 3]);
  });
});

describe('hashes are computed only when all else is well:', () => {
  test.each([
    ['none for a wrong shape', 'short', {}],
    ['none for a common one', 'Password123', {}],
    ['one for the present password', password(3), { reuse: 1 }],
    [
      'one for each remembered one, and one to keep a good one',
      password(9),
      { reuse: 3, create: 1 },
    ],
  ])('%s', async (_, typed, expected) => {
    await remembering(5);
    await hasHad(3);
    expect(await hashesDuring(() => faultsOf(typed))).toEqual(expected);
  });
});
