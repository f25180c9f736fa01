import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { resetRequests } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { decideWaitingRequests } from '@/lib/password-reset/decide-requests';
import { requestReset } from '@/lib/password-reset/request-reset';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { disableUser } from '@/tests/support/as-operator';
import { lines } from '@/tests/support/captured-pino';
import { eventTypesOf } from '@/tests/support/events';
import { hashesDuring } from '@/tests/support/hash-counts';
import { rowsWith } from '@/tests/support/stored-text';
import { NOON, testScope } from '@/tests/support/test-scope';
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

vi.mock('pino', () => import('@/tests/support/captured-pino'));

let scope: Scope;

beforeEach(async () => {
  scope = testScope(await testUtility({ signIn: 'both', sso: portal }));
  lines.length = 0;
});

const ask = (typed: string, clientAddress = '198.51.100.7') =>
  requestReset({ ...scope, clientAddress }, typed);

/** One of every kind of address, each of whose local parts says which. */
async function everyKind(): Promise<string[]> {
  await testPerson(scope, { username: 'known' });
  await testUser(scope, { username: 'newhire' });
  await testUser(scope, { username: 'portal', signInMethod: 'sso' });
  await testPerson(scope, { username: 'locked' });
  for (let i = 0; i < 3; i += 1) {
    await signIn(scope, { username: 'locked', password: WRONG_PASSWORD });
  }
  await disableUser(scope, (await testPerson(scope, { username: 'gone' })).userId);
  for (const username of ['twinone', 'twintwo']) {
    await testPerson(scope, { username, email: 'twins@mail.example' });
  }
  return ['known', 'newhire', 'portal', 'locked', 'gone', 'twins', 'nobody', 'x'.repeat(200)].map(
    (name) => `${name}@mail.example`,
  );
}

test('the same answer, statements, hashes and rows, whatever is known about an address', async () => {
  const addresses = await everyKind();
  const events = await eventTypesOf(scope);
  await ask('first@mail.example', '203.0.113.200');
  statements.length = 0;
  await ask('somebody@else.example', '203.0.113.201');
  const expected = statements.splice(0);
  expect(expected.join('\n')).toMatch(/insert into "reset_requests"/);
  for (const [i, address] of addresses.entries()) {
    const hashes = await hashesDuring(async () =>
      expect(await ask(address, `203.0.113.${i}`)).toEqual({ kind: 'taken' }),
    );
    expect(statements.splice(0), address).toEqual(expected);
    expect(hashes).toEqual({});
  }
  expect(await eventTypesOf(scope)).toEqual(events);
  const rows = await db().select().from(resetRequests);
  const columnsOf = (row: (typeof rows)[number]) =>
    Object.entries(row).map(([name, value]) => [name, value === null]);
  for (const row of rows) expect(columnsOf(row)).toEqual(columnsOf(rows[0] ?? row));
});

describe('what was typed', () => {
  test.each([
    ['an address that nobody has', 'nobody.at.all@mail.example'],
    ['a password with an @ in it', 'MyP@ssw0rd.Lantern27'],
    ['in capitals and spaces', ' NOBODY.AT.ALL@MAIL.EXAMPLE '],
    ['in another script', 'jose\u0301.nadie@bücher.example'],
  ])(
    'is readable nowhere before the decision, and stored nowhere after it: %s',
    async (_, typed) => {
      const forms = [typed, typed.trim(), typed.trim().normalize('NFKC').toLowerCase()];
      expect(await ask(typed)).toEqual({ kind: 'taken' });
      for (const form of forms) expect(await rowsWith(form)).toEqual([]);
      const waiting = await db().select().from(resetRequests);
      expect(waiting[0]?.sealedAddress).not.toBeNull();
      await decideWaitingRequests(() => NOON);
      for (const form of forms) expect(await rowsWith(form)).toEqual([]);
      expect(await db().select().from(resetRequests)).toMatchObject([
        { sealedAddress: null, outcome: 'nobody', userId: null },
      ]);
      expect(lines.filter((line) => forms.some((form) => line.includes(form)))).toEqual([]);
    },
  );

  test('is taken away whatever the decision is', async () => {
    for (const [i, address] of (await everyKind()).entries()) {
      await ask(address, `203.0.113.${i}`);
    }
    for (let i = 0; i < 3; i += 1) await ask('known@mail.example', '203.0.113.99');
    await decideWaitingRequests(() => NOON);
    const rows = await db().select().from(resetRequests);
    expect(new Set(rows.map(({ outcome }) => outcome))).toEqual(
      new Set(['link', 'locked', 'portal', 'shared', 'nobody', 'throttled']),
    );
    for (const row of rows) expect(row.sealedAddress).toBeNull();
  });

  test('is sealed for its own request: in another’s row it opens nothing', async () => {
    await testPerson(scope, { username: 'known' });
    await ask('known@mail.example');
    await ask('nobody@mail.example');
    const rows = await db().select().from(resetRequests);
    const [one, two] = rows;
    for (const [row, other] of [[one, two] as const, [two, one] as const]) {
      await db()
        .update(resetRequests)
        .set({ sealedAddress: other?.sealedAddress ?? null })
        .where(eq(resetRequests.resetRequestId, row?.resetRequestId ?? ''));
    }
    await decideWaitingRequests(() => NOON);
    const after = await db().select().from(resetRequests);
    expect(after.map(({ outcome }) => outcome)).toEqual([null, null]);
    expect(lines.filter((line) => line.includes('opens a request'))).toHaveLength(2);
  });
});
