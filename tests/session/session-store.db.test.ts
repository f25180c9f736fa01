import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { sessions } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { rotateSession, secretSinceRotation } from '@/lib/session/rotation-store';
import { endSession, endSessionsOf } from '@/lib/session/session-end-store';
import { findSession, openSession, touchSession } from '@/lib/session/session-store';
import { secretHash } from '@/lib/tokens';
import { restartedWith } from '@/tests/support/settings';
import { later, NOON, noonPlus, SECOND, testScope } from '@/tests/support/test-scope';
import { testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

let scope: Scope;
let userId: string;

beforeEach(async () => {
  scope = testScope(await testUtility());
  ({ userId } = await testUser(scope));
});

const open = async (within = scope, whose = userId) =>
  (await openSession(db(), within, whose, 'password')).secret;
const find = (secret: string, utilityId = 'harbor') => findSession(db(), utilityId, secret);

async function idOf(secret: string): Promise<string> {
  return (await find(secret))?.sessionId ?? 'none';
}

describe('a session', () => {
  test('is found by its secret, with its person', async () => {
    const secret = await open({ ...scope, userAgent: 'Firefox' });
    expect(await find(secret)).toMatchObject({
      userId,
      username: 'danaortiz',
      fullName: 'Dana Ortiz',
      roles: ['CSR'],
      method: 'password',
      createdAt: NOON,
      lastActiveAt: NOON,
      endedAt: null,
      passwordKind: 'temporary',
    });
    expect(await db().select().from(sessions)).toMatchObject([
      { clientAddress: '198.51.100.7', userAgent: 'Firefox', secretHash: secretHash(secret) },
    ]);
  });

  test('is not found by another secret, by its id, or by what the database keeps of it', async () => {
    const secret = await open();
    const kept = secretHash(secret);
    for (const wrong of [
      '',
      `${secret}x`,
      secret.toLowerCase(),
      await idOf(secret),
      kept.toString('hex'),
      kept.toString('base64url'),
    ]) {
      expect(await find(wrong)).toBeNull();
    }
  });

  test('of one utility finds nothing at another, even of a person with the same id', async () => {
    const secret = await open();
    const summit = testScope(await testUtility({ utility: 'summit' }));
    await testUser(summit);
    expect(await find(secret, 'summit')).toBeNull();
  });

  test('keeps 400 characters of a User-Agent and no more', async () => {
    await open({ ...scope, userAgent: 'x'.repeat(400) });
    await open({ ...scope, userAgent: 'y'.repeat(401) });
    const kept = (await db().select().from(sessions)).map(({ userAgent }) => userAgent.length);
    expect(kept).toEqual([400, 400]);
  });

  test('is still found when it is over, so that its page can say why', async () => {
    const secret = await open();
    await endSession(db(), 'harbor', await idOf(secret), 'signed_out', noonPlus(5));
    expect(await find(secret)).toMatchObject({ endedAt: noonPlus(5) });
  });
});

describe('activity', () => {
  test('is written when the last is a second old, and not before', async () => {
    const secret = await open();
    const touch = async (ms: number) => {
      await touchSession(db(), scope.utility, await idOf(secret), noonPlus(ms));
      return (await find(secret))?.lastActiveAt;
    };
    expect(await touch(SECOND - 1)).toEqual(NOON);
    expect(await touch(SECOND)).toEqual(noonPlus(SECOND));
    expect(await touch(10)).toEqual(noonPlus(SECOND));
  });

  test('of one session is none of another, nor of another utility’s', async () => {
    const secret = await open();
    const other = await open();
    await touchSession(db(), scope.utility, await idOf(other), noonPlus(5000));
    await touchSession(
      db(),
      { ...scope.utility, utilityId: 'summit' },
      await idOf(secret),
      noonPlus(5000),
    );
    expect(await find(secret)).toMatchObject({ lastActiveAt: NOON });
  });

  test('does not wake a session that is over', async () => {
    const secret = await open();
    await endSession(db(), 'harbor', await idOf(secret), 'signed_out', NOON);
    await touchSession(db(), scope.utility, await idOf(secret), noonPlus(5000));
    expect(await find(secret)).toMatchObject({ lastActiveAt: NOON, endedAt: NOON });
  });
});

describe('a new secret', () => {
  test('finds the same session; the old one finds nothing', async () => {
    const old = await open();
    const sessionId = await idOf(old);
    const renewed = await rotateSession(db(), 'harbor', sessionId, NOON);
    expect(renewed).toMatch(/^[\w-]{43}$/);
    expect(await find(old)).toBeNull();
    expect(await find(renewed ?? '')).toMatchObject({ sessionId, createdAt: NOON });
  });

  test('is another with another AUTH_SECRET, though all that the database holds is the same', async () => {
    const old = await open();
    const sessionId = await idOf(old);
    const rotated = async () => {
      const secret = await rotateSession(db(), 'harbor', sessionId, NOON);
      await db()
        .update(sessions)
        .set({ secretHash: secretHash(old) });
      return secret;
    };
    const [one, same] = [await rotated(), await rotated()];
    restartedWith({ AUTH_SECRET: 'n'.repeat(40) });
    expect(same).toBe(one);
    expect(await rotated()).not.toBe(one);
  });

  test('is made again while the old one is remembered, and not for one that has ended', async () => {
    const old = await open();
    const sessionId = await idOf(old);
    const again = () => secretSinceRotation(db(), 'harbor', sessionId);
    expect(await again()).toBeNull();
    const renewed = await rotateSession(db(), 'harbor', sessionId, NOON);
    expect(await again()).toBe(renewed);
    await endSession(db(), 'harbor', sessionId, 'signed_out', NOON);
    expect(await again()).toBeNull();
  });

  test('is not given to a session of another utility', async () => {
    const old = await open();
    await rotateSession(db(), 'summit', await idOf(old), NOON);
    expect(await find(old)).not.toBeNull();
  });
});

describe('ending', () => {
  test('one session says whether it was open, and keeps the first end and reason', async () => {
    const secret = await open();
    const end = async (ms: number, reason: 'signed_out' | 'password_reset') =>
      endSession(db(), 'harbor', await idOf(secret), reason, noonPlus(ms));
    expect(await end(1, 'signed_out')).toBe(true);
    expect(await end(2, 'password_reset')).toBe(false);
    expect(await db().select().from(sessions)).toMatchObject([
      { endedAt: noonPlus(1), endReason: 'signed_out' },
    ]);
  });

  test('a session that does not exist, or exists elsewhere, says false', async () => {
    const id = await idOf(await open());
    expect(await endSession(db(), 'harbor', randomUUID(), 'signed_out', NOON)).toBe(false);
    expect(await endSession(db(), 'summit', id, 'signed_out', NOON)).toBe(false);
  });

  test('those of a person ends all but the one that is excepted, and nobody else’s', async () => {
    const { userId: sam } = await testUser(scope, { username: 'samlee' });
    const [here, there, gone] = [await open(), await open(later(scope, 1)), await open()];
    const sams = await open(scope, sam);
    await endSession(db(), 'harbor', await idOf(gone), 'signed_out', NOON);
    const except = await idOf(here);
    await endSessionsOf(db(), 'harbor', userId, 'password_created', noonPlus(9), except);
    expect(await find(here)).toMatchObject({ endedAt: null });
    expect(await find(there)).toMatchObject({ endedAt: noonPlus(9) });
    expect(await find(gone)).toMatchObject({ endedAt: NOON });
    expect(await find(sams)).toMatchObject({ endedAt: null });
  });

  test('those of a person without an exception ends every one', async () => {
    const all = [await open(), await open(), await open()];
    await endSessionsOf(db(), 'harbor', userId, 'account_disabled', noonPlus(9));
    for (const secret of all) expect(await find(secret)).toMatchObject({ endedAt: noonPlus(9) });
  });
});
