import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { lonelyPortalAdministrator } from '@/lib/users/lonely-administrator';
import { countPendingLinks, listPendingLinks } from '@/lib/users/pending-links';
import { disableUser } from '@/tests/support/as-operator';
import { addManyUsers } from '@/tests/support/many-users';
import { arrived, PROVIDER } from '@/tests/support/pending-link';
import { testAdministrator } from '@/tests/support/test-administrator';
import { later, noonPlus, testScope } from '@/tests/support/test-scope';
import { testPerson, testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

let door: Scope;

beforeEach(async () => {
  door = testScope(await testUtility({ signIn: 'both', sso: portal }));
});

/** So many arrivals, several of them in the same millisecond. */
async function crowd(count: number): Promise<void> {
  await addManyUsers('harbor', count);
  await db().execute(sql`
    insert into sso_pending_links (utility_id, user_id, provider, subject, roles, arrivals,
      subject_changes, first_at, last_at)
    select utility_id, user_id, ${PROVIDER}, username, '{}', 1, 0, now(),
      '2026-03-02T12:00:00Z'::timestamptz - interval '1 second' * (length(username) % 3)
    from users where utility_id = 'harbor'`);
}

async function pages(size: number): Promise<string[][]> {
  const all: string[][] = [];
  for (let after: string | null = ''; after !== null; ) {
    const { links, next } = await listPendingLinks(door, after, size);
    all.push(links.map(({ username }) => username));
    after = next;
  }
  return all;
}

describe('arrivals that wait', () => {
  test('are listed newest first, with who came and how often', async () => {
    const [dana, sam] = [await testPerson(door), await testPerson(door, { username: 'samlee' })];
    await arrived(door, sam.userId, { fullName: null, email: null });
    await arrived(door, dana.userId);
    await arrived(later(door, 3), dana.userId, { subject: 'subject-2' });
    const { links, next } = await listPendingLinks(door, '');
    expect([links, next]).toEqual([
      [
        {
          userId: dana.userId,
          username: 'danaortiz',
          provider: PROVIDER,
          fullName: 'Dana Portal',
          email: 'dana@portal.example',
          arrivals: 2,
          subjectChanges: 1,
          lastAt: noonPlus(3),
        },
        expect.objectContaining({ username: 'samlee', fullName: null, email: null, arrivals: 1 }),
      ],
      null,
    ]);
    expect(await countPendingLinks(door)).toEqual({ count: 2, hasMore: false });
  });

  test('stand each on one page, however many came in one instant', async () => {
    await crowd(25);
    const read = await pages(10);
    expect(read.map(({ length }) => length)).toEqual([10, 10, 5]);
    expect(new Set(read.flat()).size).toBe(25);
    expect(await pages(25)).toHaveLength(1);
  });

  test('are counted up to a thousand', async () => {
    await crowd(1_000);
    expect(await countPendingLinks(door)).toEqual({ count: 1_000, hasMore: false });
    await arrived(door, (await testPerson(door)).userId);
    expect(await countPendingLinks(door)).toEqual({ count: 1_000, hasMore: true });
  });

  test('of another utility are nobody’s here', async () => {
    const summit = testScope(await testUtility({ utility: 'summit', signIn: 'both', sso: portal }));
    await arrived(summit, (await testPerson(summit)).userId);
    expect((await listPendingLinks(door, '')).links).toEqual([]);
    expect(await countPendingLinks(door)).toMatchObject({ count: 0 });
  });

  test.each([
    'nonsense',
    'x'.repeat(9_000),
    ...[
      ['2026-13-45T00:00:00Z', '00000000-0000-4000-8000-000000000000', 'x'],
      ['infinity', '00000000-0000-4000-8000-000000000000', 'x'],
      ['2026-03-02T12:00:00.000Z', "' or 1=1", 'x'],
      ['2026-03-02T12:00:00.000Z', '00000000-0000-4000-8000-000000000000', '\0'],
      [],
    ].map((place) => Buffer.from(JSON.stringify(place)).toString('base64url')),
  ])('are shown from the beginning for a place that is none: %s', async (place) => {
    await arrived(door, (await testPerson(door)).userId);
    expect((await listPendingLinks(door, place)).links).toHaveLength(1);
  });
});

describe('the portal can leave a utility without an administrator', () => {
  const bySso = (username: string) =>
    testUser(door, { username, fullName: 'Bob Portal', roles: ['CSA'], signInMethod: 'sso' });

  test('where the only one comes from there', async () => {
    const { userId } = await bySso('bob');
    expect(await lonelyPortalAdministrator(door)).toMatchObject({ userId, fullName: 'Bob Portal' });
    const { userId: caro } = await bySso('caro');
    expect(await lonelyPortalAdministrator(door)).toBeNull();
    await disableUser(door, caro);
    expect(await lonelyPortalAdministrator(door)).toMatchObject({ userId });
  });

  test('not where another one has a password, unless passwords are good for nothing', async () => {
    const { userId } = await bySso('bob');
    await testAdministrator(door);
    expect(await lonelyPortalAdministrator(door)).toBeNull();
    const utility = await testUtility({ signIn: 'sso', sso: portal });
    expect(await lonelyPortalAdministrator({ ...door, utility })).toMatchObject({ userId });
  });

  test('not where there is none, or the only one has a password', async () => {
    expect(await lonelyPortalAdministrator(door)).toBeNull();
    await testAdministrator(door);
    expect(await lonelyPortalAdministrator(door)).toBeNull();
    const utility = await testUtility({ signIn: 'standalone' });
    expect(await lonelyPortalAdministrator({ ...door, utility })).toBeNull();
  });
});
