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
import { noonPlus, testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';

/** How long an attempt may be open; one of a process that died stays so for ever. */
const LIFETIME = 15_000;
let lockId: LockId;
let rows: () => ReturnType<typeof lockRowsOf>;

beforeEach(async () => {
  const utility = await testUtility();
  const [lockKey] = lockKeys(utility.utilityId, 'danaortiz');
  lockId = { utilityId: utility.utilityId, lockKey };
  rows = () => lockRowsOf(testScope(utility));
});

const ask = (limit: number, ms: number) => claimAttempt(db(), lockId, limit, noonPlus(ms));

async function claim(limit: number, ms = 0): Promise<Claim> {
  const outcome = await ask(limit, ms);
  if (outcome.kind !== 'claimed') throw new Error(outcome.kind);
  return outcome.claim;
}

describe('an attempt that nobody settles', () => {
  test('is open up to the last millisecond before fifteen seconds', async () => {
    const { claimId } = await claim(1);
    expect(await ask(1, LIFETIME - 1)).toEqual({ kind: 'no_room' });
    expect(await rows()).toMatchObject([{ failed: 0, lockedAt: null }]);
    expect(Object.keys((await rows())[0]?.openClaims ?? {})).toEqual([claimId]);
  });

  test('counts as failed from fifteen seconds on', async () => {
    await claim(2);
    const next = await claim(2, LIFETIME);
    expect(await rows()).toEqual([
      { failed: 1, openClaims: { [next.claimId]: +noonPlus(LIFETIME) }, lockedAt: null },
    ]);
  });

  test('locks when it is the last that the limit allows', async () => {
    await claim(1);
    expect(await ask(1, LIFETIME)).toMatchObject({ kind: 'locked' });
    expect(await rows()).toEqual([{ failed: 1, openClaims: {}, lockedAt: noonPlus(LIFETIME) }]);
  });

  test('counts once, however many ask', async () => {
    await claim(60);
    await Promise.all(Array.from({ length: 50 }, () => ask(60, LIFETIME)));
    expect(await rows()).toMatchObject([{ failed: 1 }]);
  });

  test('counts by its own age, not by that of others', async () => {
    await claim(3);
    const young = await claim(3, 1);
    const next = await claim(3, LIFETIME);
    expect(await rows()).toMatchObject([{ failed: 1 }]);
    expect(Object.keys((await rows())[0]?.openClaims ?? {}).sort()).toEqual(
      [young.claimId, next.claimId].sort(),
    );
  });
});

describe('an attempt that was counted as failed and then ends after all', () => {
  let late: Claim;

  beforeEach(async () => {
    late = await claim(3);
    await claim(3, LIFETIME);
  });

  test('sets the count to zero when right, since a right password does', async () => {
    expect(await settleRight(db(), late)).toBe(true);
    expect(await rows()).toMatchObject([{ failed: 0 }]);
  });

  test('is not honoured when right, once the name is locked', async () => {
    await ask(1, LIFETIME);
    expect(await settleRight(db(), late)).toBe(false);
  });

  test('is not counted again when wrong', async () => {
    expect(await settleWrong(db(), late, 3, noonPlus(LIFETIME))).toEqual({
      failed: 1,
      locked: false,
      lockedNow: false,
    });
    expect(await rows()).toMatchObject([{ failed: 1 }]);
  });

  test('takes its failure not back when it was not compared', async () => {
    await releaseClaim(db(), late);
    expect(await rows()).toMatchObject([{ failed: 1 }]);
  });
});
