import { beforeEach, describe, expect, test } from 'vitest';
import { db } from '@/lib/db';
import { claimAttempt } from '@/lib/lockout/claim-store';
import { lockKeys } from '@/lib/lockout/lock-key';
import { metrics } from '@/lib/metrics';
import type { Scope } from '@/lib/scope';
import { findSession } from '@/lib/session/session-store';
import { signIn } from '@/lib/sign-in/sign-in';
import { signOut } from '@/lib/sign-in/sign-out';
import { disableUser } from '@/tests/support/as-operator';
import { eventsOf } from '@/tests/support/events';
import { DAY, later, NOON, noonPlus, testScope } from '@/tests/support/test-scope';
import {
  PASSWORD,
  type TestUser,
  testPerson,
  testUser,
  WRONG_PASSWORD,
} from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

let scope: Scope;
let dana: TestUser;
let settingUp: number;

beforeEach(async () => {
  scope = testScope(await testUtility());
  dana = await testPerson(scope);
  settingUp = (await eventsOf(scope)).length;
});

const attempt = (password: string, within = scope, username = 'danaortiz') =>
  signIn(within, { username, password });

const events = async () => (await eventsOf(scope)).slice(settingUp);

/** What every event of somebody at the door has. */
const atTheDoor = (ms = 0) => ({
  utilityId: 'harbor',
  at: noonPlus(ms),
  actorKind: 'nobody',
  actorId: null,
  actorName: null,
  clientAddress: '198.51.100.7',
  requestId: 'test-request',
});
const aboutDana = () => ({ subjectId: dana.userId, subjectName: 'danaortiz' });

describe('the audit list tells', () => {
  test('of a sign-in: who, how, when, and from which address', async () => {
    await attempt(PASSWORD, later(scope, 3));
    expect(await events()).toEqual([
      {
        ...atTheDoor(3),
        ...aboutDana(),
        actorKind: 'person',
        actorId: dana.userId,
        actorName: 'danaortiz',
        eventId: expect.any(BigInt),
        type: 'sign_in.succeeded',
        details: { method: 'password', temporaryPassword: false },
      },
    ]);
  });

  test('of each failure and of the lock, and of who then tried in vain', async () => {
    for (let i = 1; i <= 3; i += 1) await attempt(WRONG_PASSWORD, later(scope, i));
    await attempt(PASSWORD, later(scope, 4));
    const failed = (ms: number, reason: string) => ({
      ...atTheDoor(ms),
      ...aboutDana(),
      type: 'sign_in.failed',
      details: { reason },
    });
    expect(await events()).toMatchObject([
      failed(1, 'wrong'),
      failed(2, 'wrong'),
      failed(3, 'wrong'),
      { ...atTheDoor(3), ...aboutDana(), type: 'user.locked', details: { failedAttempts: 3 } },
      failed(4, 'locked'),
    ]);
  });

  test('of a disabled account’s right password', async () => {
    await disableUser(scope, dana.userId);
    settingUp += 1;
    await attempt(PASSWORD);
    expect(await events()).toMatchObject([
      { ...aboutDana(), type: 'sign_in.failed', details: { reason: 'disabled' } },
    ]);
  });

  test('of a temporary password that came too late', async () => {
    const { userId, password } = await testUser(scope, { username: 'newhire' });
    settingUp += 1;
    await attempt(password, later(scope, 7 * DAY), 'newhire');
    expect(await events()).toMatchObject([
      { subjectId: userId, details: { reason: 'temporary_password_expired' } },
    ]);
  });

  test('of a name that is nobody’s: when and from where, but no name', async () => {
    for (let i = 0; i < 3; i += 1) await attempt(WRONG_PASSWORD, scope, 'nobody');
    const found = await events();
    expect(found.map(({ type }) => type)).toEqual([
      'sign_in.failed',
      'sign_in.failed',
      'sign_in.failed',
      'user.locked',
    ]);
    for (const event of found) {
      expect(event).toMatchObject({ ...atTheDoor(), subjectId: null, subjectName: null });
    }
  });

  test('of a lock that a lowered limit has made', async () => {
    await attempt(WRONG_PASSWORD);
    scope = testScope(await testUtility({ lockout: { attempts: 1 } }));
    expect(await attempt(PASSWORD)).toEqual({ kind: 'locked' });
    expect(await eventsOf(scope, 'user.locked')).toMatchObject([aboutDana()]);
  });

  test('of a lock that the attempts of a dead process have made', async () => {
    const [lockKey] = lockKeys('harbor', 'danaortiz');
    const id = { utilityId: 'harbor', lockKey };
    for (let i = 0; i < 3; i += 1) await claimAttempt(db(), id, 3, NOON);
    expect(await attempt(PASSWORD, later(scope, 15_000))).toEqual({ kind: 'locked' });
    expect(await eventsOf(scope, 'user.locked')).toMatchObject([aboutDana()]);
  });

  test('of a sign-out, by the person, and only of the one that ended the session', async () => {
    const outcome = await attempt(PASSWORD);
    const secret = outcome.kind === 'signed_in' ? outcome.sessionSecret : '';
    const session = await findSession(db(), 'harbor', secret);
    const sessionId = session?.sessionId ?? '';
    const actor = {
      kind: 'person',
      userId: dana.userId,
      username: 'danaortiz',
      sessionId,
    } as const;
    await signOut({ ...scope, actor }, 'signed_out');
    await signOut({ ...scope, actor }, 'signed_out');
    expect(await eventsOf(scope, 'session.ended')).toMatchObject([
      {
        ...aboutDana(),
        actorKind: 'person',
        actorId: dana.userId,
        actorName: 'danaortiz',
        details: { reason: 'signed_out' },
      },
    ]);
  });
});

test('sign-ins and locks are counted by outcome', async () => {
  metrics().registry.resetMetrics();
  await attempt(PASSWORD);
  for (let i = 0; i < 4; i += 1) await attempt(WRONG_PASSWORD);
  const signIns = (await metrics().signIns.get()).values;
  expect(signIns.map(({ labels, value }) => [labels.outcome, value])).toEqual([
    ['signed_in', 1],
    ['wrong', 2],
    ['locked', 2],
  ]);
  expect((await metrics().lockouts.get()).values).toMatchObject([{ value: 1 }]);
});
