import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { sessions } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { disableUser } from '@/lib/users/disable-user';
import { enableUser } from '@/lib/users/enable-user';
import { findUserByUsername } from '@/lib/users/find-user';
import { resetToTemporaryPassword } from '@/lib/users/reset-to-temporary-password';
import { unlockUser } from '@/lib/users/unlock-user';
import { eventsOf } from '@/tests/support/events';
import { lockRowsOf } from '@/tests/support/lock-rows';
import { later, noonPlus, testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

const acts = {
  'user.unlocked': unlockUser,
  'user.disabled': disableUser,
  'user.enabled': enableUser,
  'user.password_reset_to_temporary': resetToTemporaryPassword,
} as const;
const cases = Object.entries(acts) as [keyof typeof acts, (typeof acts)[keyof typeof acts]][];

let door: Scope;
let admin: Scope;
let userId: string;
let adminId: string;

beforeEach(async () => {
  door = testScope(await testUtility());
  ({ userId } = await testPerson(door));
  const csa = await testPerson(door, { username: 'csa', roles: ['CSA'] });
  adminId = csa.userId;
  const actor = { kind: 'person', ...csa, sessionId: randomUUID() } as const;
  admin = later({ ...door, actor, clientAddress: '192.0.2.1' }, 5);
});

const attempt = (password = PASSWORD) => signIn(door, { username: 'danaortiz', password });
const openSessions = async () =>
  (await db().select().from(sessions)).filter(({ endedAt }) => !endedAt).length;
const status = async () => (await findUserByUsername(door, 'danaortiz'))?.status;

async function lock(): Promise<void> {
  for (let i = 0; i < 3; i += 1) await attempt(WRONG_PASSWORD);
}

describe('unlocking', () => {
  test('opens the lock and gives all attempts back', async () => {
    await lock();
    expect(await status()).toBe('locked');
    expect(await unlockUser(admin, userId)).toEqual({ kind: 'unlocked' });
    expect(await status()).toBe('active');
    expect(await attempt(WRONG_PASSWORD)).toEqual({ kind: 'wrong', attemptsLeft: 2 });
    expect(await attempt()).toMatchObject({ kind: 'signed_in' });
  });

  test('of somebody who is not locked says so, sets the count to zero, and tells nothing', async () => {
    await attempt(WRONG_PASSWORD);
    expect(await unlockUser(admin, userId)).toEqual({ kind: 'not_locked' });
    expect(await lockRowsOf(door)).toMatchObject([{ failed: 0 }]);
    expect(await eventsOf(door, 'user.unlocked')).toEqual([]);
  });

  test('leaves open sessions alone', async () => {
    await attempt();
    await lock();
    await unlockUser(admin, userId);
    expect(await openSessions()).toBe(1);
  });
});

describe('a lock', () => {
  test('leaves open sessions alone', async () => {
    await attempt();
    await lock();
    expect(await openSessions()).toBe(1);
  });
});

describe('disabling', () => {
  test('ends all sessions at once, with the reason, and keeps out', async () => {
    await attempt();
    await attempt();
    expect(await disableUser(admin, userId)).toEqual({ kind: 'disabled' });
    const reason = { endedAt: noonPlus(5), endReason: 'account_disabled' };
    expect(await db().select().from(sessions)).toMatchObject([reason, reason]);
    expect(await attempt()).toEqual({ kind: 'disabled' });
    expect(await status()).toBe('disabled');
  });

  test('a second time says so, and tells nothing', async () => {
    await disableUser(admin, userId);
    expect(await disableUser(later(admin, 9), userId)).toEqual({ kind: 'already_disabled' });
    expect(await eventsOf(door, 'user.disabled')).toHaveLength(1);
  });

  test('does not open a lock, nor does enabling', async () => {
    await lock();
    await disableUser(admin, userId);
    await enableUser(admin, userId);
    expect(await status()).toBe('locked');
    expect(await attempt()).toEqual({ kind: 'locked' });
  });
});

describe('enabling', () => {
  test('lets in again with the password that it had, into no old session', async () => {
    await attempt();
    await disableUser(admin, userId);
    expect(await enableUser(admin, userId)).toEqual({ kind: 'enabled' });
    expect(await openSessions()).toBe(0);
    expect(await attempt()).toMatchObject({ kind: 'signed_in' });
  });

  test('somebody who is not disabled says so, and tells nothing', async () => {
    expect(await enableUser(admin, userId)).toEqual({ kind: 'not_disabled' });
    expect(await eventsOf(door, 'user.enabled')).toEqual([]);
  });
});

describe('every act', () => {
  test.each(cases)(
    '%s stands in the audit list: who, whom, when, from where',
    async (type, act) => {
      await lock();
      if (type === 'user.enabled') await disableUser(admin, userId);
      await act(admin, userId);
      expect(await eventsOf(door, type)).toMatchObject([
        {
          at: noonPlus(5),
          actorKind: 'person',
          actorName: 'csa',
          subjectId: userId,
          subjectName: 'danaortiz',
          clientAddress: '192.0.2.1',
          requestId: 'test-request',
        },
      ]);
    },
  );

  test.each(cases)(
    '%s by an administrator of another utility is refused, and changes nothing',
    async (_, act) => {
      await lock();
      const summit = await testUtility({ utility: 'summit' });
      const before = [await eventsOf(door), await lockRowsOf(door), await status()];
      expect(await act({ ...admin, utility: summit }, userId)).toEqual({ kind: 'not_allowed' });
      expect([await eventsOf(door), await lockRowsOf(door), await status()]).toEqual(before);
      expect(await eventsOf({ ...door, utility: summit })).toEqual([]);
    },
  );

  test.each(cases)(
    '%s by the operator finds nobody by an id of another utility',
    async (_, act) => {
      const summit = await testUtility({ utility: 'summit' });
      const operator = { ...door, utility: summit, actor: { kind: 'operator' } } as const;
      expect(await act(operator, userId)).toEqual({ kind: 'unknown_user' });
    },
  );

  test.each(cases)('%s by somebody who is no administrator is refused', async (_, act) => {
    const csr = await testPerson(door, { username: 'csr' });
    const actor = { kind: 'person', ...csr, sessionId: randomUUID() } as const;
    for (const who of [actor, { kind: 'nobody' } as const]) {
      expect(await act({ ...door, actor: who }, userId)).toEqual({ kind: 'not_allowed' });
    }
    expect(await eventsOf(door, ...(Object.keys(acts) as (keyof typeof acts)[]))).toEqual([]);
  });

  test.each(cases)(
    '%s by an administrator who was disabled meanwhile is refused',
    async (_, act) => {
      await testPerson(door, { username: 'another', roles: ['CSA'] });
      await disableUser({ ...admin, actor: { kind: 'operator' } }, adminId);
      expect(await act(admin, userId)).toEqual({ kind: 'not_allowed' });
    },
  );

  test.each(cases)('%s on nobody says so', async (_, act) => {
    expect(await act(admin, randomUUID())).toEqual({ kind: 'unknown_user' });
  });

  test.each(cases)('%s happens with its event or not at all', async (type, act) => {
    await lock();
    if (type === 'user.enabled') await disableUser(admin, userId);
    const before = [await status(), await openSessions(), await lockRowsOf(door)];
    const broken = { ...admin, requestId: null as unknown as string };
    await expect(act(broken, userId)).rejects.toThrow();
    expect([await status(), await openSessions(), await lockRowsOf(door)]).toEqual(before);
  });

  test('of five who disable at the same moment, one does', async () => {
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => disableUser(admin, userId)));
    expect(outcomes.filter(({ kind }) => kind === 'disabled')).toHaveLength(1);
    expect(await eventsOf(door, 'user.disabled')).toHaveLength(1);
  });
});
