import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Scope } from '@/lib/scope';
import { type SignInOutcome, signIn } from '@/lib/sign-in/sign-in';
import { eventsOf, eventTypesOf } from '@/tests/support/events';
import { hashesDuring } from '@/tests/support/hash-counts';
import { failedAddressesOf, lockRowsOf } from '@/tests/support/lock-rows';
import { testScope } from '@/tests/support/test-scope';
import { testPerson, testUser, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

const { statements } = vi.hoisted(() => ({ statements: [] as string[] }));

vi.mock('drizzle-orm/postgres-js', async (original) => {
  const real = await original<typeof import('drizzle-orm/postgres-js')>();
  const logger = { logQuery: (query: string) => void statements.push(query) };
  const drizzle: typeof real.drizzle = Object.assign(
    (...[client, config]: Parameters<typeof real.drizzle>) =>
      real.drizzle(client as never, { ...(config as object), logger }),
    { mock: real.drizzle.mock },
  ) as never;
  return { ...real, drizzle };
});

let scope: Scope;
const guess = (username: string): Promise<SignInOutcome> =>
  signIn(scope, { username, password: WRONG_PASSWORD });

beforeEach(async () => {
  scope = testScope(await testUtility({ signIn: 'both', sso: portal }));
  await testPerson(scope, { username: 'known' });
  await testUser(scope, { username: 'portal', signInMethod: 'sso' });
  await testUser(scope, { username: 'newhire' });
  statements.length = 0;
});

afterEach(() => {
  statements.length = 0;
});

const names = [
  'known',
  'portal',
  'newhire',
  'nobody',
  "O'Neil@mail.example",
  'not a username!',
  '',
];

describe.each(names)('the name "%s"', (username) => {
  test('has three attempts, counted down, and is then locked', async () => {
    const outcomes: SignInOutcome[] = [];
    for (let i = 0; i < 5; i += 1) outcomes.push(await guess(username));
    expect(outcomes).toEqual([
      { kind: 'wrong', attemptsLeft: 2 },
      { kind: 'wrong', attemptsLeft: 1 },
      { kind: 'locked' },
      { kind: 'locked' },
      { kind: 'locked' },
    ]);
  });

  test('costs one hash an attempt, and none once locked', async () => {
    for (const hashes of [1, 1, 1, 0, 0]) {
      const { guess: real = 0, decoy = 0, ...others } = await hashesDuring(() => guess(username));
      expect(real + decoy).toBe(hashes);
      expect(others).toEqual({});
    }
  });

  test('leaves the same rows behind: one count, a failure an attempt, the same events', async () => {
    const before = (await eventTypesOf(scope)).length;
    for (let i = 0; i < 4; i += 1) await guess(username);
    expect(await lockRowsOf(scope)).toEqual([{ failed: 3, openClaims: {}, lockedAt: scope.now() }]);
    expect(await failedAddressesOf(scope)).toEqual(Array(4).fill('198.51.100.7'));
    expect((await eventTypesOf(scope)).slice(before)).toEqual([
      'sign_in.failed',
      'sign_in.failed',
      'sign_in.failed',
      'user.locked',
      'sign_in.failed',
    ]);
  });

  test('takes the same statements at every attempt', async () => {
    // The first attempt of a process asks for more, whatever the name (lib/passwords/decoy).
    await guess('the first');
    statements.length = 0;
    for (let i = 0; i < 4; i += 1) {
      await guess('somebody else');
      const expected = statements.splice(0);
      await guess(username);
      expect(statements.splice(0)).toEqual(expected);
      expect(expected.length).toBeGreaterThan(3);
    }
  });
});

test('failures at one name are none at another', async () => {
  await guess('known');
  await guess('nobody');
  expect(await guess('portal')).toEqual({ kind: 'wrong', attemptsLeft: 2 });
  expect(await guess('nobody')).toEqual({ kind: 'wrong', attemptsLeft: 1 });
});

test('the audit list tells the operator which was which, and names nobody who is nobody', async () => {
  for (const name of ['known', 'portal', 'nobody']) await guess(name);
  const events = await eventsOf(scope, 'sign_in.failed');
  expect(events.map(({ subjectName, details }) => [subjectName, details])).toEqual([
    ['known', { reason: 'wrong' }],
    ['portal', { reason: 'signs_in_by_sso' }],
    [null, { reason: 'wrong' }],
  ]);
});

test.each([1, 2, 5])('a utility’s own limit of %i holds for every name', async (attempts) => {
  scope = testScope(await testUtility({ signIn: 'both', sso: portal, lockout: { attempts } }));
  for (const name of ['known', 'portal', 'nobody']) {
    const kinds: string[] = [];
    for (let i = 0; i < attempts; i += 1) kinds.push((await guess(name)).kind);
    expect(kinds).toEqual([...Array(attempts - 1).fill('wrong'), 'locked']);
  }
});
