import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { db } from '@/lib/db';
import { listMySessions, MOST_SHOWN } from '@/lib/my-sessions/list-sessions';
import type { Scope } from '@/lib/scope';
import { endSession } from '@/lib/session/session-end-store';
import { openSession, touchSession } from '@/lib/session/session-store';
import { type SignedIn, signedIn } from '@/tests/support/signed-in';
import { HOUR, later, MINUTE, NOON, noonPlus, testScope } from '@/tests/support/test-scope';
import { type TestUser, testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0';

let door: Scope;
let dana: TestUser;
let here: SignedIn;

beforeEach(async () => {
  door = testScope(await testUtility({ signIn: 'both', sso: portal }));
  dana = await testPerson(door);
  here = await signedIn(door, dana);
});

const idsAt = async (ms: number) =>
  (await listMySessions(later(here.scope, ms))).shown.map(({ sessionId }) => sessionId);

test('each session with what it told of itself, since when, and when it was last active', async () => {
  const elsewhere = { ...door, clientAddress: '203.0.113.9', userAgent: FIREFOX };
  const there = await signedIn(later(elsewhere, MINUTE), dana);
  await touchSession(db(), door.utility, there.sessionId, noonPlus(5 * MINUTE));
  expect(await listMySessions(later(here.scope, 6 * MINUTE))).toEqual({
    shown: [
      {
        sessionId: here.sessionId,
        isThis: true,
        device: { browser: null, system: null },
        clientAddress: '198.51.100.7',
        createdAt: NOON,
        lastActiveAt: NOON,
      },
      {
        sessionId: there.sessionId,
        isThis: false,
        device: { browser: 'firefox', system: 'windows' },
        clientAddress: '203.0.113.9',
        createdAt: noonPlus(MINUTE),
        lastActiveAt: noonPlus(5 * MINUTE),
      },
    ],
    more: 0,
  });
});

test('this session comes first, then the one that was used last', async () => {
  const [one, two, three] = [
    await signedIn(later(door, 1), dana),
    await signedIn(later(door, 2), dana),
    await signedIn(later(door, 3), dana),
  ];
  await touchSession(db(), door.utility, two.sessionId, noonPlus(MINUTE));
  const ids = [here, two, three, one].map(({ sessionId }) => sessionId);
  expect(await idsAt(MINUTE)).toEqual(ids);
});

test('one’s own only: nobody else’s here, nor those of the same username elsewhere', async () => {
  const summit = testScope(await testUtility({ utility: 'summit' }));
  await signedIn(summit, await testPerson(summit));
  await signedIn(door, await testPerson(door, { username: 'samlee' }));
  expect(await idsAt(1)).toEqual([here.sessionId]);
  const asIfThere = { ...here.scope, utility: summit.utility };
  expect(await listMySessions(asIfThere)).toEqual({ shown: [], more: 0 });
  expect(await listMySessions(door)).toEqual({ shown: [], more: 0 });
});

test('those that have ended are absent', async () => {
  const there = await signedIn(door, dana);
  expect(await idsAt(1)).toHaveLength(2);
  await endSession(db(), 'harbor', there.sessionId, 'signed_out', noonPlus(2));
  expect(await idsAt(3)).toEqual([here.sessionId]);
});

test('those that were idle too long are absent, to the millisecond, though nobody noted it', async () => {
  const there = await signedIn(door, dana);
  await touchSession(db(), door.utility, here.sessionId, noonPlus(MINUTE));
  expect(await idsAt(30 * MINUTE - 1)).toEqual([here.sessionId, there.sessionId]);
  expect(await idsAt(30 * MINUTE)).toEqual([here.sessionId]);
});

test('those that have reached the longest lifetime are absent', async () => {
  const short = { ...door.utility, session: { idleMinutes: 1_440, absoluteHours: 1 } };
  const scope = { ...here.scope, utility: short };
  expect((await listMySessions(later(scope, HOUR - 1))).shown).toHaveLength(1);
  expect((await listMySessions(later(scope, HOUR))).shown).toHaveLength(0);
});

test('those of a way to sign in that the utility has closed are absent', async () => {
  await openSession(db(), door, dana.userId, 'sso');
  expect(await idsAt(1)).toHaveLength(2);
  const closed = { ...here.scope, utility: { ...door.utility, signIn: 'standalone' as const } };
  expect((await listMySessions(closed)).shown).toMatchObject([{ sessionId: here.sessionId }]);
});

test('however many there are, so many are shown, this one among them, and the others counted', async () => {
  for (let n = 1; n < MOST_SHOWN; n += 1) {
    await openSession(db(), later(door, n), dana.userId, 'password');
  }
  expect(await listMySessions(later(here.scope, MINUTE))).toMatchObject({ more: 0 });
  await openSession(db(), later(door, MOST_SHOWN), dana.userId, 'password');
  const { shown, more } = await listMySessions(later(here.scope, MINUTE));
  expect([shown.length, shown[0]?.isThis, more]).toEqual([MOST_SHOWN, true, 1]);
});

test('a session that is no longer there marks none as this one', async () => {
  const actor = { kind: 'person', ...dana, sessionId: randomUUID() } as const;
  const { shown } = await listMySessions({ ...door, actor });
  expect(shown).toMatchObject([{ sessionId: here.sessionId, isThis: false }]);
});
