import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { sessions, users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { endSession } from '@/lib/session/session-end-store';
import { openSession } from '@/lib/session/session-store';
import { lastSessionOf, leaveLastSession } from '@/lib/sso/last-session';
import { keepPortalSession } from '@/lib/sso/portal-session-store';
import { HOUR, later, MINUTE, NOON, noonPlus, testScope } from '@/tests/support/test-scope';
import { testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

let door: Scope;
let userId: string;
let sessionId: string;

beforeEach(async () => {
  door = testScope(await testUtility({ signIn: 'both', sso: portal }));
  ({ userId } = await testUser(door, { username: 'alice', signInMethod: 'sso' }));
  ({ sessionId } = await openSession(db(), door, userId, 'sso'));
  await keepPortalSession(db(), {
    utilityId: 'harbor',
    sessionId,
    provider: 'saml:portal',
    subject: 'alice',
    portalSession: null,
    idToken: null,
    nameId: null,
  });
});

const stateAt = async (ms: number) => (await lastSessionOf(later(door, ms), sessionId, NOON)).state;

test('a session is active until it was idle too long, to the millisecond', async () => {
  expect(await stateAt(30 * MINUTE - 1)).toBe('active');
  expect(await stateAt(30 * MINUTE)).toBe('idle');
});

test('a session that somebody kept alive is over at the end of its lifetime', async () => {
  await db()
    .update(sessions)
    .set({ lastActiveAt: noonPlus(12 * HOUR) })
    .where(eq(sessions.sessionId, sessionId));
  expect(await stateAt(12 * HOUR)).toBe('absolute');
});

test.each([
  ['signed_out', 'signed_out'],
  ['signed_out_by_administrator', 'ended'],
  ['ended_elsewhere', 'ended'],
  ['signed_out_at_portal', 'ended_at_portal'],
  ['idle', 'idle'],
] as const)('a session that ended by %s stands as %s', async (reason, state) => {
  await endSession(db(), 'harbor', sessionId, reason, noonPlus(1));
  expect(await lastSessionOf(later(door, 2), sessionId, NOON)).toEqual({
    sessionId,
    userId,
    state,
    overAt: noonPlus(1),
    isPortals: true,
    leftAt: null,
  });
});

test('a disabled account’s session is over', async () => {
  await db()
    .update(users)
    .set({ disabledAt: noonPlus(0) })
    .where(eq(users.userId, userId));
  expect(await stateAt(1)).toBe('ended');
});

describe('the way back from the portal', () => {
  test('is noted once, with its time', async () => {
    await leaveLastSession(later(door, 5), sessionId);
    await leaveLastSession(later(door, 9), sessionId);
    expect(await lastSessionOf(later(door, 10), sessionId, NOON)).toMatchObject({
      leftAt: noonPlus(5),
    });
  });

  test('is another utility’s business there only', async () => {
    const valley = testScope(await testUtility({ utility: 'valley', signIn: 'both', sso: portal }));
    await leaveLastSession(valley, sessionId);
    expect(await lastSessionOf(door, sessionId, NOON)).toMatchObject({ leftAt: null });
    expect(await lastSessionOf(valley, sessionId, NOON)).toMatchObject({ state: 'forgotten' });
  });
});

test('what the database has forgotten is not taken for a session that is good', async () => {
  await db().delete(users).where(eq(users.userId, userId));
  expect(await lastSessionOf(door, sessionId, NOON)).toEqual({
    sessionId,
    userId: null,
    state: 'forgotten',
    overAt: NOON,
    isPortals: false,
    leftAt: null,
  });
});

describe('since when a session is over', () => {
  const overAt = async (ms: number) =>
    (await lastSessionOf(later(door, ms), sessionId, NOON)).overAt;

  test('is the limit that came first, whenever it is looked at', async () => {
    expect(await overAt(5 * MINUTE)).toBeNull();
    expect(await overAt(20 * HOUR)).toEqual(noonPlus(30 * MINUTE));
    await endSession(db(), 'harbor', sessionId, 'idle', noonPlus(19 * HOUR));
    expect(await overAt(20 * HOUR)).toEqual(noonPlus(30 * MINUTE));
  });

  test('is its last possible moment, where it is forgotten', async () => {
    await db().delete(users).where(eq(users.userId, userId));
    expect(await overAt(20 * HOUR)).toEqual(noonPlus(12 * HOUR));
  });
});

test('a session that gave way in the same browser is good for a minute, for answers beside it', async () => {
  await endSession(db(), 'harbor', sessionId, 'signed_in_again', noonPlus(1000));
  expect(await stateAt(1000 + MINUTE - 1)).toBe('active');
  expect(await stateAt(1000 + MINUTE)).toBe('ended');
});
