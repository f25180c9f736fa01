import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { rotateSession } from '@/lib/session/rotation-store';
import { endSession } from '@/lib/session/session-end-store';
import { findSession, openSession, touchSession } from '@/lib/session/session-store';
import { MINUTE, NOON, noonPlus, testScope } from '@/tests/support/test-scope';
import { testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

let scope: Scope;
let userId: string;

beforeEach(async () => {
  scope = testScope(await testUtility());
  ({ userId } = await testUser(scope));
});

const open = () => openSession(db(), scope, userId, 'password');
const find = (secret: string) => findSession(db(), 'harbor', secret);
const touch = (sessionId: string, ms: number) =>
  touchSession(db(), scope.utility, sessionId, noonPlus(ms));

test('activity does not wake a session that was idle too long, to the millisecond', async () => {
  const [good, idle] = [await open(), await open()];
  const limit = 30 * MINUTE;
  await touch(good.sessionId, limit - 1);
  await touch(idle.sessionId, limit);
  expect(await find(good.secret)).toMatchObject({ lastActiveAt: noonPlus(limit - 1) });
  expect(await find(idle.secret)).toMatchObject({ lastActiveAt: NOON });
});

test('of many pages at the same moment, all may note activity, and none takes it back', async () => {
  const { sessionId, secret } = await open();
  await Promise.all([5000, 1000, 9000, 3000].map((ms) => touch(sessionId, ms)));
  expect((await find(secret))?.lastActiveAt.getTime()).toBeGreaterThanOrEqual(+noonPlus(9000));
});

describe('a new secret', () => {
  test('is not given to a session that is over, nor to none', async () => {
    const { sessionId, secret } = await open();
    await endSession(db(), 'harbor', sessionId, 'signed_out', NOON);
    expect(await rotateSession(db(), 'harbor', sessionId, NOON)).toBeNull();
    expect(await rotateSession(db(), 'harbor', randomUUID(), NOON)).toBeNull();
    expect(await find(secret)).toMatchObject({ sessionId });
  });

  test('of two that are made at once, one is the session’s', async () => {
    const { sessionId } = await open();
    const made = await Promise.all(
      [1, 2].map(() => rotateSession(db(), 'harbor', sessionId, NOON)),
    );
    const found = await Promise.all(made.map((secret) => find(secret ?? '')));
    expect(found.filter((session) => session !== null)).toHaveLength(1);
  });
});
