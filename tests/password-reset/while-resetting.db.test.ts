import { beforeEach, describe, expect, test, vi } from 'vitest';
import { passwordHistory, users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { requestReset } from '@/lib/password-reset/request-reset';
import type { HeldLink } from '@/lib/password-reset/reset-link';
import { resetPassword } from '@/lib/password-reset/reset-password';
import { HashQueue } from '@/lib/passwords/hash-queue';
import type { Scope } from '@/lib/scope';
import { changePassword } from '@/lib/sign-in/change-password';
import { signIn } from '@/lib/sign-in/sign-in';
import { disableUser, resetToTemporaryPassword } from '@/tests/support/as-operator';
import { eventsOf } from '@/tests/support/events';
import { lockRowsOf } from '@/tests/support/lock-rows';
import { catchMails, mailedLink, workersRun } from '@/tests/support/reset-mails';
import { restartedWith } from '@/tests/support/settings';
import { signedIn } from '@/tests/support/signed-in';
import { DAY, HOUR, later, noonPlus, testScope } from '@/tests/support/test-scope';
import { PASSWORD, type TestUser, testPerson, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

const { meanwhile } = vi.hoisted(() => ({ meanwhile: [] as (() => Promise<unknown>)[] }));

vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof import('@node-rs/argon2')>();
  return {
    ...real,
    async verify(...asked: Parameters<typeof real.verify>) {
      const answer = await real.verify(...asked);
      await meanwhile.shift()?.();
      return answer;
    },
  };
});

const NEW = 'Quiet-River-31';
const DANA = 'danaortiz@mail.example';
const mails = catchMails();
let scope: Scope;
let dana: TestUser;
let held: HeldLink;

beforeEach(async () => {
  // What happens meanwhile must not wait for the place that this takes.
  restartedWith({ HASH_CONCURRENCY: '8' });
  meanwhile.length = 0;
  scope = testScope(await testUtility());
  dana = await testPerson(scope);
  held = await mailedLink(scope, DANA, mails);
});

const guess = (password: string) => signIn(scope, { username: 'danaortiz', password });

async function lock(): Promise<void> {
  for (let i = 0; i < 3; i += 1) await guess(WRONG_PASSWORD);
}

const hashNow = async () => (await db().select().from(users))[0]?.passwordHash;

/** A reset during whose examination of the new password something happens. */
async function resetWhile(happens: (scope: Scope) => Promise<unknown>) {
  let left: string | null | undefined;
  meanwhile.push(async () => {
    await happens(later(scope, 60));
    left = await hashNow();
  });
  const outcome = await resetPassword(later(scope, 90), held, NEW);
  if (outcome.kind !== 'reset') {
    expect(await hashNow()).toBe(left);
    expect(await eventsOf(scope, 'password.reset')).toEqual([]);
  }
  return outcome;
}

describe('nothing is reset when, while the new password is examined,', () => {
  test('the account is locked', async () => {
    expect(await resetWhile(lock)).toEqual({ kind: 'locked' });
    expect(await lockRowsOf(scope)).toMatchObject([{ failed: 3 }]);
  });

  test('the account is disabled', async () => {
    expect(await resetWhile((s) => disableUser(s, dana.userId))).toEqual({ kind: 'invalid' });
  });

  test('the password is reset to a temporary one', async () => {
    expect(await resetWhile((s) => resetToTemporaryPassword(s, dana.userId))).toEqual({
      kind: 'invalid',
    });
  });

  test('the password is changed', async () => {
    const { scope: here } = await signedIn(scope, dana);
    expect(
      await resetWhile((s) => changePassword({ ...here, now: s.now }, PASSWORD, 'Silver-Stone-94')),
    ).toEqual({ kind: 'invalid' });
  });

  test('a newer link is made', async () => {
    expect(await resetWhile((s) => mailedLink(s, DANA, mails))).toEqual({ kind: 'invalid' });
  });

  test('the link expires', async () => {
    let ms = DAY - 1;
    meanwhile.push(async () => {
      ms = DAY;
    });
    const ticking = { ...scope, now: () => noonPlus(ms) };
    expect(await resetPassword(ticking, held, NEW)).toEqual({ kind: 'invalid' });
  });
});

test('a lock that is made meanwhile is opened where a reset unlocks', async () => {
  scope = testScope(await testUtility({ lockout: { resetUnlocks: true } }));
  expect(await resetWhile(lock)).toEqual({ kind: 'reset' });
  expect(await lockRowsOf(scope)).toMatchObject([{ failed: 0, lockedAt: null }]);
  expect(await eventsOf(scope, 'password.reset')).toMatchObject([{ details: { unlocked: true } }]);
});

test('when the hash queue is full, nothing is used up', async () => {
  const busy = { kind: 'busy', retryAfterSeconds: 7 } as const;
  vi.spyOn(HashQueue.prototype, 'run').mockResolvedValue(busy);
  expect(await resetPassword(later(scope, 5), held, NEW)).toEqual(busy);
  vi.restoreAllMocks();
  expect(await resetPassword(later(scope, 5), held, NEW)).toEqual({ kind: 'reset' });
});

test('much about one account at once ends without a deadlock, each change told and kept', async () => {
  scope = testScope(await testUtility({ lockout: { attempts: 3, resetUnlocks: true } }));
  const { scope: here } = await signedIn(scope, dana);
  for (let round = 1; round <= 6; round += 1) {
    const soon = later(scope, round * HOUR);
    const link = await mailedLink(soon, DANA, mails);
    const administration = [
      () => resetToTemporaryPassword(later(scope, round * HOUR + 1), dana.userId),
      () => requestReset(soon, DANA).then(() => workersRun(soon.now())),
    ];
    await Promise.all([
      resetPassword(soon, link, `Quiet-River-${round}31`),
      resetPassword(soon, link, `Quiet-River-${round}31`),
      changePassword({ ...here, now: soon.now }, PASSWORD, `Silver-Stone-${round}94`),
      guess(PASSWORD),
      guess(WRONG_PASSWORD),
      ...(round % 2 ? administration.map((act) => act()) : []),
    ]);
  }
  const own = await eventsOf(scope, 'password.created', 'password.changed', 'password.reset');
  expect(own.length).toBeGreaterThan(3);
  expect(await db().select().from(passwordHistory)).toHaveLength(own.length);
});
