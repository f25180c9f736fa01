import { beforeEach, describe, expect, test } from 'vitest';
import { db } from '@/lib/db';
import { type Claim, claimAttempt, settleRight, settleWrong } from '@/lib/lockout/claim-store';
import { lockKeys } from '@/lib/lockout/lock-key';
import { clearLock, type LockId } from '@/lib/lockout/lockout-store';
import { lockRowsOf } from '@/tests/support/lock-rows';
import { NOON, noonPlus, testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';

let harbor: LockId;
let rows: () => ReturnType<typeof lockRowsOf>;

beforeEach(async () => {
  const utility = await testUtility();
  const [lockKey] = lockKeys(utility.utilityId, 'danaortiz');
  harbor = { utilityId: utility.utilityId, lockKey };
  rows = () => lockRowsOf(testScope(utility));
});

const ask = (limit = 3, ms = 0, lockId = harbor) => claimAttempt(db(), lockId, limit, noonPlus(ms));

async function claim(limit = 3): Promise<Claim> {
  const outcome = await ask(limit);
  if (outcome.kind !== 'claimed') throw new Error(outcome.kind);
  return outcome.claim;
}

async function fail(times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) await settleWrong(db(), await claim(), 3, NOON);
}

describe('clearing a lock', () => {
  test('opens it, says so, and gives all attempts back', async () => {
    await fail(3);
    expect(await clearLock(db(), harbor)).toBe(true);
    expect(await rows()).toEqual([{ failed: 0, openClaims: {}, lockedAt: null }]);
    for (let i = 0; i < 3; i += 1) expect(await ask()).toMatchObject({ kind: 'claimed' });
  });

  test('of a name that is not locked sets its count to zero and says that it was not', async () => {
    await fail(2);
    expect(await clearLock(db(), harbor)).toBe(false);
    expect(await rows()).toMatchObject([{ failed: 0 }]);
  });

  test('of a name that nobody tried makes no row', async () => {
    expect(await clearLock(db(), harbor)).toBe(false);
    expect(await rows()).toEqual([]);
  });

  test('keeps the attempts that are being compared, and they count when they are wrong', async () => {
    await fail(1);
    const open = [await claim(), await claim()];
    await clearLock(db(), harbor);
    expect(await ask()).toMatchObject({ kind: 'claimed' });
    expect(await ask()).toEqual({ kind: 'no_room' });
    for (const c of open) await settleWrong(db(), c, 3, NOON);
    expect(await rows()).toMatchObject([{ failed: 2, lockedAt: null }]);
  });

  test('twice at once says only once that it was locked', async () => {
    await fail(3);
    const told = await Promise.all(
      Array.from({ length: 5 }, () => db().transaction((tx) => clearLock(tx, harbor))),
    );
    expect(told.filter(Boolean)).toHaveLength(1);
  });
});

describe('when the limit is lowered', () => {
  test('a count below it leaves room', async () => {
    await fail(1);
    expect(await ask(2)).toMatchObject({ kind: 'claimed' });
    expect(await ask(2)).toEqual({ kind: 'no_room' });
  });

  test('to the count or below, the next attempt finds a lock', async () => {
    await fail(2);
    expect(await ask(2, 5)).toMatchObject({ kind: 'locked' });
    expect(await rows()).toEqual([{ failed: 2, openClaims: {}, lockedAt: noonPlus(5) }]);
  });

  test('attempts that were open fail into the lock without counting anybody else', async () => {
    const open = [await claim(), await claim()];
    const [first, second] = [
      await settleWrong(db(), open[0] as Claim, 1, noonPlus(1)),
      await settleWrong(db(), open[1] as Claim, 1, noonPlus(2)),
    ];
    expect(first).toMatchObject({ locked: true, lockedNow: true });
    expect(second).toMatchObject({ locked: true, lockedNow: false });
    expect(await rows()).toMatchObject([{ lockedAt: noonPlus(1) }]);
  });

  test('a right attempt that meets the lock leaves no claim behind for after the unlock', async () => {
    await fail(2);
    const open = await claim();
    await ask(2);
    expect(await settleRight(db(), open)).toBe(false);
    await clearLock(db(), harbor);
    expect(await rows()).toEqual([{ failed: 0, openClaims: {}, lockedAt: null }]);
  });
});

describe('a raised limit', () => {
  test('opens no lock', async () => {
    await fail(3);
    expect(await ask(10)).toMatchObject({ kind: 'locked' });
  });
});

test('the same key at another utility has a count and a lock of its own', async () => {
  await fail(3);
  const { utilityId } = await testUtility({ utility: 'summit' });
  const summit = { ...harbor, utilityId };
  expect(await ask(3, 0, summit)).toMatchObject({ kind: 'claimed' });
  await clearLock(db(), summit);
  expect(await ask()).toMatchObject({ kind: 'locked' });
});
