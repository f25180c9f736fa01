import { sql } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import { emailUses } from '@/drizzle/schema';
import { isDatabaseUnavailable } from '@/lib/database-errors';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { addUser } from '@/lib/users/add-user';
import { changeToPassword } from '@/lib/users/change-to-password';
import { deleteUser } from '@/lib/users/delete-user';
import { disableUser } from '@/lib/users/disable-user';
import { enableUser } from '@/lib/users/enable-user';
import { edit } from '@/tests/support/edit';
import { testAdministrator } from '@/tests/support/test-administrator';
import { testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

let admin: Scope;
let operator: Scope;

beforeEach(async () => {
  const door = testScope(await testUtility({ signIn: 'both', sso: portal }));
  operator = { ...door, actor: { kind: 'operator' } };
  admin = (await testAdministrator(door)).scope;
});

/** Where the kept counts and a count of the accounts disagree. */
async function disagreements() {
  return db().execute(sql`
    select e.email_key, e.uses, c.uses as counted from email_uses e
    full join (
      select utility_id, email_key, count(*)::int as uses from users
      where disabled_at is null and sign_in_method = 'password' group by 1, 2
    ) c on c.utility_id = e.utility_id and c.email_key = e.email_key
    where e.uses is distinct from c.uses`);
}

/** The same row of numbers for the same seed (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const EMAILS = ['a@mail.example', 'B@mail.example', 'b@MAIL.example', 'c@mail.example'];

test.each([1, 2, 3])(
  'the counts agree with a recount after 60 changes at random, seed %i',
  async (seed) => {
    const random = numbers(seed);
    const pick = <T>(all: readonly T[]): T => all[random(all.length)] as T;
    const ids: string[] = [];
    const add = async () => {
      const user = {
        username: `p${ids.length}x${random(1_000_000)}`,
        fullName: 'Dana Ortiz',
        email: pick(EMAILS),
        roles: ['CSR' as const],
        signInMethod: pick(['password', 'sso'] as const),
      };
      const added = await addUser(operator, user);
      if (added.kind === 'added') ids.push(added.userId);
    };
    await add();
    const ACTS = [
      add,
      () => deleteUser(admin, pick(ids)),
      () => disableUser(admin, pick(ids)),
      () => enableUser(admin, pick(ids)),
      () => changeToPassword(admin, pick(ids)),
      async () => {
        const email = pick(EMAILS);
        await edit(admin, pick(ids), { email, sharedEmailAccepted: email }).catch(() => undefined);
      },
    ];
    for (let n = 0; n < 60; n += 1) await pick(ACTS)();
    expect(await disagreements()).toEqual([]);
    // What is gone leaves no row behind.
    for (const id of ids) await deleteUser(admin, id);
    expect(await db().select().from(emailUses)).toMatchObject([{ emailKey: 'csa@mail.example' }]);
  },
);

test('the counts agree after many changes at the same moment', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 12; n += 1) {
    const email = EMAILS[n % EMAILS.length] ?? '';
    const added = await addUser(operator, {
      username: `p${n}`,
      fullName: 'Dana Ortiz',
      email,
      roles: ['CSR'],
      signInMethod: 'password',
    });
    if (added.kind === 'added') ids.push(added.userId);
  }
  await Promise.allSettled(
    ids.flatMap((id, n) => {
      const email = EMAILS[(n + 1) % EMAILS.length] ?? '';
      return [
        edit(admin, id, { email, sharedEmailAccepted: email }),
        n % 3 === 0 ? disableUser(admin, id) : n % 3 === 1 ? deleteUser(admin, id) : null,
      ];
    }),
  );
  expect(await disagreements()).toEqual([]);
});

test('the counts agree after people were given each other’s address at the same moment', async () => {
  const add = async (username: string) => {
    const email = `${username}@mail.example`;
    const user = { username, fullName: 'Dana Ortiz', email, roles: ['CSR' as const] };
    const added = await addUser(operator, { ...user, signInMethod: 'password' });
    return added.kind === 'added' ? added.userId : '';
  };
  const pairs: [string, string][] = [];
  for (let n = 0; n < 10; n += 1) pairs.push([await add(`one${n}`), await add(`two${n}`)]);
  const give = (id: string, username: string) => {
    const email = `${username}@mail.example`;
    return edit(admin, id, { email, sharedEmailAccepted: email });
  };
  const swaps = pairs.flatMap(([one, two], n) => [give(one, `two${n}`), give(two, `one${n}`)]);
  for (const swap of await Promise.allSettled(swaps)) {
    // Of two who wait for each other PostgreSQL may send one away, who then is told to try again.
    if (swap.status === 'rejected') expect(isDatabaseUnavailable(swap.reason)).toBe(true);
    else expect(swap.value.kind).toBe('saved');
  }
  expect(await disagreements()).toEqual([]);
});
