import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { sessions } from '@/drizzle/schema';
import { setDisabled } from '@/lib/accounts/account-store';
import { db } from '@/lib/db';
import { endMyOtherSessions, endMySession } from '@/lib/my-sessions/end-session';
import type { Scope } from '@/lib/scope';
import { endSession } from '@/lib/session/session-end-store';
import { findSession, touchSession } from '@/lib/session/session-store';
import { eventsOf } from '@/tests/support/events';
import { type SignedIn, signedIn } from '@/tests/support/signed-in';
import { later, MINUTE, NOON, noonPlus, testScope } from '@/tests/support/test-scope';
import { type TestUser, testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

let door: Scope;
let dana: TestUser;
let here: SignedIn;
let there: SignedIn;
/** In which Dana acts, a moment later. */
let acting: Scope;

beforeEach(async () => {
  door = testScope(await testUtility());
  dana = await testPerson(door);
  here = await signedIn(door, dana);
  there = await signedIn(door, dana);
  acting = later(here.scope, 5);
});

const rowOf = ({ secret }: SignedIn, utility = 'harbor') => findSession(db(), utility, secret);
const endsOf = (scope: Scope) => eventsOf(scope, 'session.ended', 'user.signed_out_elsewhere');
const everything = async () => [await db().select().from(sessions), await eventsOf(door)];

describe('ending one session', () => {
  test('ends it on the server with a reason of its own, and no other', async () => {
    const third = await signedIn(door, dana);
    expect(await endMySession(acting, there.sessionId)).toEqual({ kind: 'over' });
    expect(await rowOf(there)).toMatchObject({
      endedAt: noonPlus(5),
      endReason: 'ended_elsewhere',
    });
    for (const other of [here, third]) expect(await rowOf(other)).toMatchObject({ endedAt: null });
  });

  test('stands in the audit list once, with who did it, however often it is sent', async () => {
    await endMySession(acting, there.sessionId);
    expect(await endMySession(later(acting, 9), there.sessionId)).toEqual({ kind: 'over' });
    expect(await rowOf(there)).toMatchObject({ endedAt: noonPlus(5) });
    expect(await endsOf(door)).toMatchObject([
      {
        type: 'session.ended',
        at: noonPlus(5),
        actorId: dana.userId,
        actorName: 'danaortiz',
        subjectId: dana.userId,
        details: { reason: 'ended_elsewhere' },
      },
    ]);
  });

  test('two clicks at once end it once, and neither is an error', async () => {
    const clicks = [1, 2, 3].map(() => endMySession(acting, there.sessionId));
    expect(await Promise.all(clicks)).toEqual(clicks.map(() => ({ kind: 'over' })));
    expect(await endsOf(door)).toHaveLength(1);
  });

  test('one’s own goes by Sign out: this changes nothing', async () => {
    const before = await everything();
    expect(await endMySession(acting, here.sessionId)).toEqual({ kind: 'this_session' });
    expect(await everything()).toEqual(before);
  });

  test('another person’s, another utility’s and none at all get the answer of an ended one, and nothing changes', async () => {
    const summit = testScope(await testUtility({ utility: 'summit' }));
    const away = await signedIn(summit, await testPerson(summit));
    const sams = await signedIn(door, await testPerson(door, { username: 'samlee' }));
    await endSession(db(), 'harbor', there.sessionId, 'signed_out', noonPlus(1));
    const before = await everything();
    for (const id of [there.sessionId, away.sessionId, sams.sessionId, randomUUID()]) {
      expect(await endMySession(acting, id)).toEqual({ kind: 'over' });
    }
    expect(await everything()).toEqual(before);
    expect(await eventsOf(summit, 'session.ended')).toEqual([]);
  });

  test('one that is over by time keeps its own reason for who comes back to it', async () => {
    await touchSession(db(), door.utility, here.sessionId, noonPlus(MINUTE));
    const limit = 30 * MINUTE;
    expect(await endMySession(later(acting, limit), there.sessionId)).toEqual({ kind: 'over' });
    expect(await rowOf(there)).toMatchObject({ endedAt: null });
    await endMySession(later(acting, limit - 1), there.sessionId);
    expect(await rowOf(there)).toMatchObject({ endReason: 'ended_elsewhere' });
  });

  test('does not happen without its event', async () => {
    const broken = { ...acting, requestId: null as unknown as string };
    await expect(endMySession(broken, there.sessionId)).rejects.toThrow();
    expect(await rowOf(there)).toMatchObject({ endedAt: null });
  });
});

describe('ending all others', () => {
  test('leaves this one, ends every other for good, and says how many were open', async () => {
    const idle = await signedIn(later(door, -30 * MINUTE), dana);
    const third = await signedIn(door, dana);
    expect(await endMyOtherSessions(acting)).toEqual({ kind: 'ended', sessions: 2 });
    for (const other of [there, third, idle]) {
      expect(await rowOf(other)).toMatchObject({ endReason: 'ended_elsewhere' });
    }
    expect(await rowOf(here)).toMatchObject({ endedAt: null });
  });

  test('stands in the audit list once, with how many', async () => {
    expect(await endMyOtherSessions(acting)).toEqual({ kind: 'ended', sessions: 1 });
    expect(await endMyOtherSessions(later(acting, 9))).toEqual({ kind: 'ended', sessions: 0 });
    expect(await endsOf(door)).toMatchObject([
      {
        type: 'user.signed_out_elsewhere',
        at: noonPlus(5),
        actorName: 'danaortiz',
        subjectId: dana.userId,
        details: { sessions: 1 },
      },
    ]);
  });

  test('ends nobody else’s, here or at another utility', async () => {
    const summit = testScope(await testUtility({ utility: 'summit' }));
    const away = await signedIn(summit, await testPerson(summit));
    const sams = await signedIn(door, await testPerson(door, { username: 'samlee' }));
    await endMyOtherSessions(acting);
    expect(await rowOf(sams)).toMatchObject({ endedAt: null });
    expect(await rowOf(away, 'summit')).toMatchObject({ endedAt: null });
  });

  test('does not happen without its event', async () => {
    const broken = { ...acting, requestId: null as unknown as string };
    await expect(endMyOtherSessions(broken)).rejects.toThrow();
    expect(await rowOf(there)).toMatchObject({ endedAt: null });
  });
});

describe('who acts in a session that is over ends nothing', () => {
  const both = async (scope: Scope) => [
    await endMySession(scope, there.sessionId),
    await endMyOtherSessions(scope),
  ];
  const OVER = [{ kind: 'session_over' }, { kind: 'session_over' }];

  test('ended, idle or never begun', async () => {
    const third = await signedIn(door, dana);
    await endSession(db(), 'harbor', third.sessionId, 'signed_out', NOON);
    const idle = await signedIn(later(door, -30 * MINUTE), dana);
    const before = await everything();
    const unknown = { ...dana, kind: 'person', sessionId: randomUUID() } as const;
    for (const actor of [third.scope.actor, idle.scope.actor, unknown, door.actor]) {
      expect(await both({ ...acting, actor })).toEqual(OVER);
    }
    expect(await everything()).toEqual(before);
  });

  test('one of another person, or at another utility', async () => {
    const sam = await testPerson(door, { username: 'samlee' });
    const { sessionId } = here;
    expect(await both({ ...acting, actor: { kind: 'person', ...sam, sessionId } })).toEqual(OVER);
    const summit = await testUtility({ utility: 'summit' });
    expect(await both({ ...acting, utility: summit })).toEqual(OVER);
    expect(await rowOf(there)).toMatchObject({ endedAt: null });
  });

  test('of an account that is disabled', async () => {
    await setDisabled(db(), 'harbor', dana.userId, noonPlus(1), noonPlus(1));
    expect(await both(acting)).toEqual(OVER);
  });
});

test('of two sessions that end each other at once one goes on', async () => {
  const outcomes = await Promise.all([
    endMySession(acting, there.sessionId),
    endMySession(later(there.scope, 5), here.sessionId),
  ]);
  expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['over', 'session_over']);
  const rows = await db().select().from(sessions);
  expect(rows.filter(({ endedAt }) => endedAt === null)).toHaveLength(1);
});
