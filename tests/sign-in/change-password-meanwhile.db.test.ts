import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { mailOutbox, passwordHistory, users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { findSession, openSession } from '@/lib/session/session-store';
import { changePassword } from '@/lib/sign-in/change-password';
import { signOut } from '@/lib/sign-in/sign-out';
import { disableUser, resetToTemporaryPassword } from '@/tests/support/as-operator';
import { eventsOf } from '@/tests/support/events';
import { hashesDuring } from '@/tests/support/hash-counts';
import { lockRowsOf } from '@/tests/support/lock-rows';
import { restartedWith } from '@/tests/support/settings';
import { type SignedIn, signedIn } from '@/tests/support/signed-in';
import { later, testScope } from '@/tests/support/test-scope';
import { PASSWORD, type TestUser, testPerson, testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

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
const OTHER = 'Silver-Stone-94';
let scope: Scope;
let dana: TestUser;
let here: SignedIn;

beforeEach(async () => {
  // What happens meanwhile must not wait for the place that this takes.
  restartedWith({ HASH_CONCURRENCY: '8' });
  meanwhile.length = 0;
  scope = testScope(await testUtility({ signIn: 'both', sso: portal }));
  dana = await testPerson(scope);
  here = await signedIn(scope, dana);
});

async function account() {
  const [user] = await db().select().from(users).where(eq(users.userId, dana.userId));
  return user;
}

/** A change during which something happens, first while the current password is being compared. */
const PHASES = ['the current password is compared', 'the new one is examined'] as const;

async function changeWhile(
  phase: (typeof PHASES)[number],
  happens: (s: Scope) => Promise<unknown>,
) {
  const nothing = async () => undefined;
  if (phase === PHASES[1]) meanwhile.push(nothing);
  meanwhile.push(() => happens(later(here.scope, 60)));
  return changePassword(later(here.scope, 90), PASSWORD, NEW);
}

describe.each(PHASES)('when, while %s,', (phase) => {
  test('the account is disabled, the session is over and nothing is changed', async () => {
    const before = await account();
    expect(
      await changeWhile(phase, (s) =>
        disableUser({ ...s, actor: { kind: 'operator' } }, dana.userId),
      ),
    ).toEqual({
      kind: 'session_over',
    });
    expect((await account())?.passwordHash).toBe(before?.passwordHash);
    expect(await eventsOf(scope, 'password.changed')).toEqual([]);
    expect(await db().select().from(mailOutbox)).toEqual([]);
    expect(await db().select().from(passwordHistory)).toHaveLength(1);
  });

  test('the session is ended elsewhere, it is over and nothing is changed', async () => {
    const before = await account();
    expect(await changeWhile(phase, (s) => signOut(s, 'signed_out'))).toEqual({
      kind: 'session_over',
    });
    expect(await account()).toEqual(before);
    expect(await findSession(db(), 'harbor', here.secret)).toMatchObject({
      endReason: 'signed_out',
    });
    expect(await eventsOf(scope, 'password.changed')).toEqual([]);
  });

  test('the password is changed in another tab, that one stays and nobody is hurt', async () => {
    let renewed = '';
    const outcome = await changeWhile(phase, async (s) => {
      const changed = await changePassword(s, PASSWORD, OTHER);
      renewed = changed.kind === 'changed' ? changed.sessionSecret : '';
    });
    expect(await findSession(db(), 'harbor', renewed)).toMatchObject({ endedAt: null });
    expect(await eventsOf(scope, 'password.changed')).toHaveLength(1);
    expect(await lockRowsOf(scope)).toMatchObject([{ failed: 0, openClaims: {} }]);
    expect(outcome).toEqual({ kind: 'session_over' });
  });

  test('the password is reset to a temporary one, that one stays', async () => {
    let temporary: Awaited<ReturnType<typeof account>>;
    const outcome = await changeWhile(phase, async (s) => {
      await resetToTemporaryPassword({ ...s, actor: { kind: 'operator' } }, dana.userId);
      temporary = await account();
    });
    expect(outcome.kind).not.toBe('changed');
    expect(await account()).toEqual(temporary);
    expect(await eventsOf(scope, 'password.changed')).toEqual([]);
  });
});

describe.each([1, 3])('of one form sent twice at once, where %i attempts lock,', (attempts) => {
  test('the password is changed once, both say so, and whichever answer the browser keeps, its session is good', async () => {
    const lockout = { attempts };
    scope = testScope(await testUtility({ signIn: 'both', sso: portal, lockout }));
    const seen = (await account())?.passwordSetAt;
    const send = (ms: number) =>
      changePassword(later({ ...here.scope, utility: scope.utility }, ms), PASSWORD, NEW, seen);
    const outcomes = await Promise.all([send(1), send(2)]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['changed', 'changed']);
    const secrets = outcomes.flatMap((o) => (o.kind === 'changed' ? [o.sessionSecret] : []));
    const sessions = await Promise.all(secrets.map((one) => findSession(db(), 'harbor', one)));
    expect(sessions).toMatchObject([{ endedAt: null }, { endedAt: null }]);
    expect(await lockRowsOf(scope)).toMatchObject([{ failed: 0, openClaims: {}, lockedAt: null }]);
    expect(await eventsOf(scope, 'password.changed')).toHaveLength(1);
    expect(await db().select().from(mailOutbox)).toHaveLength(1);
  });

  test('a form that comes when the other is done says so too, unless it asks for another password', async () => {
    const seen = (await account())?.passwordSetAt;
    const send = (ms: number, wanted: string) =>
      changePassword(later(here.scope, ms), PASSWORD, wanted, seen);
    expect(await send(1, NEW)).toMatchObject({ kind: 'changed' });
    expect(await send(60_000, NEW)).toMatchObject({ kind: 'changed' });
    expect(await send(60_000, OTHER)).toEqual({ kind: 'session_over' });
    expect(await send(60_001, NEW)).toEqual({ kind: 'session_over' });
    expect(await lockRowsOf(scope)).toMatchObject([{ failed: 0 }]);
  });
});

describe('there is no personal password to change', () => {
  test('in place of a temporary one, and nothing is compared', async () => {
    const newhire = await testUser(scope, { username: 'newhire' });
    const { scope: there } = await signedIn(scope, newhire);
    const hashes = await hashesDuring(async () =>
      expect(await changePassword(there, newhire.password, NEW)).toEqual({
        kind: 'no_personal_password',
      }),
    );
    expect(hashes).toEqual({});
  });

  test('of an account that signs in by SSO, and nothing is compared', async () => {
    const { userId, username } = await testUser(scope, { username: 'ann', signInMethod: 'sso' });
    const { sessionId } = await openSession(db(), scope, userId, 'sso');
    const actor = { kind: 'person', userId, username, sessionId } as const;
    const hashes = await hashesDuring(async () =>
      expect(await changePassword({ ...scope, actor }, '', NEW)).toEqual({
        kind: 'no_personal_password',
      }),
    );
    expect(hashes).toEqual({});
  });
});
