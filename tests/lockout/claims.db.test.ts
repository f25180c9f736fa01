import { beforeEach, describe, expect, test } from 'vitest';
import { db } from '@/lib/db';
import {
  type Claim,
  claimAttempt,
  releaseClaim,
  settleRight,
  settleWrong,
} from '@/lib/lockout/claim-store';
import { lockKeys } from '@/lib/lockout/lock-key';
import type { LockId } from '@/lib/lockout/lockout-store';
import { lockRowsOf } from '@/tests/support/lock-rows';
import { NOON, noonPlus, testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';

const LIMIT = 3;
let lockId: LockId;
let rows: () => ReturnType<typeof lockRowsOf>;

beforeEach(async () => {
  const utility = await testUtility();
  const [lockKey] = lockKeys(utility.utilityId, 'danaortiz');
  lockId = { utilityId: utility.utilityId, lockKey };
  rows = () => lockRowsOf(testScope(utility));
});

const ask = (limit = LIMIT) => claimAttempt(db(), lockId, limit, NOON);

async function claim(limit = LIMIT): Promise<Claim> {
  const outcome = await ask(limit);
  if (outcome.kind !== 'claimed') throw new Error(outcome.kind);
  return outcome.claim;
}

async function fail(times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) await settleWrong(db(), await claim(), LIMIT, NOON);
}

describe('room to guess', () => {
  test('is for as many attempts at a time as the limit, and for no more', async () => {
    for (let i = 0; i < LIMIT; i += 1) expect(await ask()).toMatchObject({ kind: 'claimed' });
    expect(await ask()).toEqual({ kind: 'no_room' });
  });

  test.each([1, 3, 10])('is for %i of fifty that ask at the same moment', async (limit) => {
    const kinds = await Promise.all(
      Array.from({ length: 50 }, async () => (await ask(limit)).kind),
    );
    expect(kinds.filter((kind) => kind === 'claimed')).toHaveLength(limit);
    expect(kinds.filter((kind) => kind === 'no_room')).toHaveLength(50 - limit);
  });

  test.each([
    [0, 3],
    [1, 2],
    [2, 1],
  ])('after %i failures is for %i', async (failures, room) => {
    await fail(failures);
    for (let i = 0; i < room; i += 1) expect(await ask()).toMatchObject({ kind: 'claimed' });
    expect(await ask()).toEqual({ kind: 'no_room' });
  });

  test('is given back by an attempt that was not compared, which counts as nothing', async () => {
    const [given] = [await claim(1)];
    expect(await ask(1)).toEqual({ kind: 'no_room' });
    await releaseClaim(db(), given);
    expect(await rows()).toEqual([{ failed: 0, openClaims: {}, lockedAt: null }]);
    expect(await ask(1)).toMatchObject({ kind: 'claimed' });
  });

  test('given back twice takes nobody else’s', async () => {
    const given = await claim();
    const kept = await claim();
    await releaseClaim(db(), given);
    await releaseClaim(db(), given);
    expect(await rows()).toMatchObject([{ failed: 0, openClaims: { [kept.claimId]: +NOON } }]);
  });
});

describe('a wrong attempt', () => {
  test('counts one, and does not lock below the limit', async () => {
    await fail(LIMIT - 2);
    expect(await settleWrong(db(), await claim(), LIMIT, NOON)).toEqual({
      failed: LIMIT - 1,
      locked: false,
      lockedNow: false,
    });
    expect(await ask()).toMatchObject({ kind: 'claimed' });
  });

  test('locks at the limit, at the time of the failure', async () => {
    await fail(LIMIT - 1);
    expect(await settleWrong(db(), await claim(), LIMIT, noonPlus(7))).toEqual({
      failed: LIMIT,
      locked: true,
      lockedNow: true,
    });
    expect(await rows()).toEqual([{ failed: LIMIT, openClaims: {}, lockedAt: noonPlus(7) }]);
    expect(await ask()).toMatchObject({ kind: 'locked' });
  });

  test('is told that it locked only when it is the one', async () => {
    const claims = [await claim(), await claim(), await claim()];
    const settled = await Promise.all(claims.map((c) => settleWrong(db(), c, LIMIT, NOON)));
    expect(settled.filter(({ lockedNow }) => lockedNow)).toHaveLength(1);
    expect(settled.map(({ failed }) => failed).sort()).toEqual([1, 2, 3]);
  });

  test('settled twice counts once', async () => {
    const once = await claim();
    await settleWrong(db(), once, LIMIT, NOON);
    expect(await settleWrong(db(), once, LIMIT, NOON)).toMatchObject({ failed: 1 });
  });
});

describe('a right attempt', () => {
  test('sets the count to zero', async () => {
    await fail(LIMIT - 1);
    expect(await settleRight(db(), await claim())).toBe(true);
    expect(await rows()).toEqual([{ failed: 0, openClaims: {}, lockedAt: null }]);
  });

  test('leaves the claims of others open, and they still count when they are wrong', async () => {
    await fail(1);
    const other = await claim();
    await settleRight(db(), await claim());
    expect(await rows()).toMatchObject([{ failed: 0, openClaims: { [other.claimId]: +NOON } }]);
    expect(await settleWrong(db(), other, LIMIT, NOON)).toMatchObject({ failed: 1 });
  });
});

test('a locked row is not touched by those who ask', async () => {
  await fail(LIMIT);
  const before = await rows();
  await Promise.all(Array.from({ length: 10 }, () => ask()));
  expect(await rows()).toEqual(before);
});
