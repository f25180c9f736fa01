import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { passwordHistory, users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { findSession } from '@/lib/session/session-store';
import { createPersonalPassword } from '@/lib/sign-in/create-personal-password';
import { signIn } from '@/lib/sign-in/sign-in';
import { disableUser, resetToTemporaryPassword } from '@/tests/support/as-operator';
import { eventsOf } from '@/tests/support/events';
import { hashesDuring } from '@/tests/support/hash-counts';
import { DAY, later, noonPlus, testScope } from '@/tests/support/test-scope';
import { PASSWORD, type TestUser, testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

const { meanwhile } = vi.hoisted(() => ({ meanwhile: [] as (() => Promise<unknown>)[] }));

vi.mock('@/lib/accounts/password-store', async (original) => {
  const real = await original<typeof import('@/lib/accounts/password-store')>();
  return {
    ...real,
    async lastPasswords(...asked: Parameters<typeof real.lastPasswords>) {
      await meanwhile.shift()?.();
      return real.lastPasswords(...asked);
    },
  };
});

let scope: Scope;
let newhire: TestUser;
/** What the browser holds, and the scope in which its person acts. */
let secret: string;
let here: Scope;

beforeEach(async () => {
  scope = testScope(await testUtility());
  newhire = await testUser(scope, { username: 'newhire' });
  [secret, here] = await arrive();
});

async function arrive(): Promise<[string, Scope]> {
  const { username, password } = newhire;
  const outcome = await signIn(scope, { username, password });
  if (outcome.kind !== 'signed_in') throw new Error(outcome.kind);
  const session = await findSession(db(), 'harbor', outcome.sessionSecret);
  if (!session) throw new Error('no session');
  const { userId, sessionId } = session;
  const actor = { kind: 'person', userId, username, sessionId } as const;
  return [outcome.sessionSecret, { ...scope, actor }];
}

const create = (password: string, ms = 1) => createPersonalPassword(later(here, ms), password);
const attempt = (password: string) => signIn(scope, { username: 'newhire', password });
const sessionOf = (s: string) => findSession(db(), 'harbor', s);

async function account() {
  const [user] = await db().select().from(users).where(eq(users.userId, newhire.userId));
  return user;
}

describe('a new personal password', () => {
  test('replaces the temporary one for good', async () => {
    expect(await create(PASSWORD)).toMatchObject({ kind: 'created' });
    expect(await account()).toMatchObject({
      passwordKind: 'personal',
      temporaryExpiresAt: null,
      passwordSetAt: noonPlus(1),
    });
    expect(await attempt(newhire.password)).toMatchObject({ kind: 'wrong' });
    expect(await attempt(PASSWORD)).toMatchObject({ kind: 'signed_in' });
  });

  test('does not expire as the temporary one would have', async () => {
    await create(PASSWORD);
    const after = later(scope, 30 * DAY);
    expect(await signIn(after, { username: 'newhire', password: PASSWORD })).toMatchObject({
      kind: 'signed_in',
    });
  });

  test('is the first of the history, by its hash', async () => {
    await create(PASSWORD);
    const { passwordHash } = (await account()) ?? {};
    expect(await db().select().from(passwordHistory)).toEqual([
      { utilityId: 'harbor', userId: newhire.userId, setAt: noonPlus(1), passwordHash },
    ]);
  });

  test('lets this session go on under a new secret, and ends all others', async () => {
    const [otherSecret] = await arrive();
    const outcome = await create(PASSWORD);
    const renewed = outcome.kind === 'created' ? outcome.sessionSecret : '';
    expect(renewed).not.toBe(secret);
    expect(await sessionOf(secret)).toBeNull();
    expect(await sessionOf(renewed)).toMatchObject({ userId: newhire.userId, endedAt: null });
    expect(await sessionOf(otherSecret)).toMatchObject({ endedAt: noonPlus(1) });
  });

  test('stands in the audit list, by the person and about the person', async () => {
    await create(PASSWORD);
    expect(await eventsOf(scope, 'password.created')).toMatchObject([
      {
        at: noonPlus(1),
        actorKind: 'person',
        actorId: newhire.userId,
        subjectId: newhire.userId,
        subjectName: 'newhire',
        clientAddress: '198.51.100.7',
        details: {},
      },
    ]);
  });
});

describe('is refused', () => {
  test.each([
    [
      'with all that is wrong with it at once',
      'newhire',
      ['too_short', 'too_few_classes', 'personal'],
    ],
    ['when it holds a part of the utility’s name', 'My-Harbor-27', ['personal']],
    ['when it is too long', 'Ab1!'.repeat(65), ['too_long']],
  ])('%s', async (_, password, failed) => {
    expect(await create(password)).toEqual({ kind: 'refused', failed });
    expect(await account()).toMatchObject({ passwordKind: 'temporary' });
  });

  test('when it is the temporary one', async () => {
    expect(await create(newhire.password)).toEqual({
      kind: 'refused',
      failed: ['same_as_temporary'],
    });
    expect(await attempt(newhire.password)).toMatchObject({ kind: 'signed_in' });
  });

  test('when it is too long, without a hash; when it is right, with two', async () => {
    expect(await hashesDuring(() => create('Ab1!'.repeat(65)))).toEqual({});
    expect(await hashesDuring(() => create(PASSWORD))).toEqual({ reuse: 1, create: 1 });
  });

  test('and then nothing has changed: session, password and audit list', async () => {
    const before = [await account(), await sessionOf(secret), await eventsOf(scope)];
    await create('short');
    expect([await account(), await sessionOf(secret), await eventsOf(scope)]).toEqual(before);
  });
});

describe('comes too late', () => {
  test('when the temporary password has expired in the open session, to the millisecond', async () => {
    expect(await create(PASSWORD, 7 * DAY)).toEqual({ kind: 'temporary_password_expired' });
    expect(await create(PASSWORD, 7 * DAY - 1)).toMatchObject({ kind: 'created' });
  });

  test('when it was created before, as in another tab', async () => {
    const outcomes = [await create(PASSWORD), await create('Quiet-River-31')];
    expect(outcomes.map(({ kind }) => kind)).toEqual(['created', 'nothing_to_replace']);
    expect(await attempt(PASSWORD)).toMatchObject({ kind: 'signed_in' });
  });

  test('and of two at the same moment, one is created', async () => {
    const outcomes = await Promise.all([create(PASSWORD), create('Quiet-River-31')]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['created', 'nothing_to_replace']);
    expect(await db().select().from(passwordHistory)).toHaveLength(1);
  });
});

describe('of one form sent twice', () => {
  const send = (ms: number, password: string, seen?: Date | null) =>
    createPersonalPassword(later(here, ms), password, seen);

  test('at once, one is created, both say so, and whichever answer the browser keeps, its session is good', async () => {
    const seen = (await account())?.passwordSetAt;
    const outcomes = await Promise.all([send(1, PASSWORD, seen), send(2, PASSWORD, seen)]);
    const secrets = outcomes.flatMap((o) => (o.kind === 'created' ? [o.sessionSecret] : []));
    expect(await Promise.all(secrets.map(sessionOf))).toMatchObject([
      { endedAt: null },
      { endedAt: null },
    ]);
    expect(await eventsOf(scope, 'password.created')).toHaveLength(1);
    expect(await db().select().from(passwordHistory)).toHaveLength(1);
  });

  test('one after the other, too, within a minute and of the same password', async () => {
    const seen = (await account())?.passwordSetAt;
    const first = await send(1, PASSWORD, seen);
    expect(first).toMatchObject({ kind: 'created' });
    const nothing = { kind: 'nothing_to_replace' };
    expect(await send(60_000, PASSWORD, seen)).toEqual(first);
    expect(await send(60_000, 'Quiet-River-31', seen)).toEqual(nothing);
    expect(await send(60_001, PASSWORD, seen)).toEqual(nothing);
  });

  test('done while the other reads the last passwords, both say so', async () => {
    const seen = (await account())?.passwordSetAt;
    let first: unknown;
    meanwhile.push(async () => {
      first = await send(1, PASSWORD, seen);
    });
    expect(await send(2, PASSWORD, seen)).toEqual(first);
    expect(first).toMatchObject({ kind: 'created' });
  });

  test('is no way to try passwords for who came after the first was done', async () => {
    await send(1, PASSWORD);
    const seen = (await account())?.passwordSetAt;
    const hashes = await hashesDuring(async () => {
      for (const when of [seen, undefined]) {
        expect(await send(5, PASSWORD, when)).toEqual({ kind: 'nothing_to_replace' });
      }
    });
    expect(hashes).toEqual({});
  });
});

describe('a session that was ended', () => {
  test('by a reset creates nothing with the old one’s right', async () => {
    await resetToTemporaryPassword(later(scope, 1), newhire.userId);
    expect((await create(PASSWORD, 2)).kind).not.toBe('created');
    expect(await attempt(PASSWORD)).toMatchObject({ kind: 'wrong' });
  });

  test('by disabling the account creates nothing', async () => {
    await disableUser(later(scope, 1), newhire.userId);
    expect((await create(PASSWORD, 2)).kind).not.toBe('created');
    expect(await account()).toMatchObject({ passwordKind: 'temporary' });
  });
});

test('nobody without a session has a password to create', async () => {
  await expect(createPersonalPassword(scope, PASSWORD)).rejects.toThrow('Only a person');
});

test('a person of another utility finds nothing to replace', async () => {
  const summit = await testUtility({ utility: 'summit' });
  expect(await createPersonalPassword({ ...here, utility: summit }, PASSWORD)).toEqual({
    kind: 'nothing_to_replace',
  });
});
