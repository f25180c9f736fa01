import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { findSession } from '@/lib/session/session-store';
import { signIn } from '@/lib/sign-in/sign-in';
import { utilityByHost, utilityById } from '@/lib/utilities/utility-by-host';
import { faultsOf, fillTrail, seal } from '@/tests/audit/trail';
import { csi } from '@/tests/cli/csi';
import { eventsOf } from '@/tests/support/events';
import { signedIn } from '@/tests/support/signed-in';
import { testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

let harbor: Scope;
let valley: Scope;

beforeEach(async () => {
  harbor = testScope(await testUtility());
  valley = testScope(await testUtility({ utility: 'valley' }));
  for (const scope of [harbor, valley]) {
    await testPerson(scope);
    await fillTrail(scope, 20);
  }
});

/** The tables in which a utility has rows. */
async function tablesWith(utilityId: string): Promise<string[]> {
  const tables = await db().execute<{ name: string }>(sql`
    select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'utility_id' order by 1`);
  const found: string[] = [];
  for (const { name } of tables) {
    const [row] = await db().execute(
      sql`select from ${sql.identifier(name)} where utility_id = ${utilityId} limit 1`,
    );
    if (row) found.push(name);
  }
  return found;
}

const remove = (...more: string[]) => csi('utility', 'remove', 'harbor', ...more);

test.each([[[]], [['--confirm', 'valley']], [['--confirm', 'Harbor']], [['--confirm', '']]])(
  'without the same id again nothing is removed, and what would go is said: %j',
  async (more) => {
    const before = await tablesWith('harbor');
    const events = (await eventsOf(harbor)).length + 1;
    expect(await remove(...more)).toEqual({
      status: 1,
      out: `harbor: would be removed, with 1 domain, 1 user, ${events} events of its audit list`,
      err: 'Nothing was removed. To remove it for ever: --confirm harbor',
    });
    expect(await tablesWith('harbor')).toEqual(before);
  },
);

test('a utility goes with everything of it, and nothing of another', async () => {
  await seal();
  const before = await tablesWith('valley');
  const { status, out } = await remove('--confirm', 'harbor');
  expect({ status, out }).toEqual({
    status: 0,
    out: expect.stringMatching(
      /^harbor: removed, with 1 domain, 1 user, \d+ events of its audit list$/,
    ),
  });
  expect(await tablesWith('harbor')).toEqual([]);
  expect(await tablesWith('valley')).toEqual(before);
  expect(await faultsOf(valley)).toEqual([]);
});

test('--json is for programs', async () => {
  const content = { domains: 1, users: 1, events: expect.any(Number) };
  const asked = await remove('--json');
  expect(asked.status).toBe(1);
  expect(JSON.parse(asked.out)).toEqual({ utility: 'harbor', removed: false, ...content });
  const done = await remove('--json', '--confirm', 'harbor');
  expect(done.status).toBe(0);
  expect(JSON.parse(done.out)).toEqual({ utility: 'harbor', removed: true, ...content });
});

test.each([[[]], [['--confirm', 'nowhere']]])('an unknown utility is named: %j', async (more) => {
  expect(await csi('utility', 'remove', 'nowhere', ...more)).toMatchObject({
    status: 1,
    err: 'There is no utility "nowhere"; see: csi utility list',
  });
});

describe('once it is removed', () => {
  test('its address belongs to no utility', async () => {
    expect(await utilityByHost('csi.harbor.example')).not.toBeNull();
    await remove('--confirm', 'harbor');
    expect(await utilityByHost('csi.harbor.example')).toBeNull();
    expect(await utilityByHost('csi.valley.example')).not.toBeNull();
  });

  test('a session of it is worth nothing, there or elsewhere', async () => {
    const person = await testPerson(harbor, { username: 'samlee' });
    const { secret } = await signedIn(harbor, person);
    await remove('--confirm', 'harbor');
    expect(await findSession(db(), 'harbor', secret)).toBeNull();
    expect(await findSession(db(), 'valley', secret)).toBeNull();
    await testUtility();
    expect(await findSession(db(), 'harbor', secret)).toBeNull();
  });

  test('a server that has not looked again signs nobody in and keeps nothing', async () => {
    await remove('--confirm', 'harbor');
    await signIn(harbor, { username: 'danaortiz', password: PASSWORD }).catch(() => undefined);
    await seal();
    expect(await tablesWith('harbor')).toEqual([]);
  });

  test('a new one of the same id begins anew, with a chain of its own', async () => {
    await seal();
    await remove('--confirm', 'harbor');
    harbor = testScope(await testUtility());
    await seal();
    expect(await utilityById(db(), 'harbor')).not.toBeNull();
    expect(await eventsOf(harbor)).toEqual([]);
    expect(await faultsOf(harbor)).toEqual([]);
  });
});

test('two operators who remove it at once remove it once', async () => {
  const outcomes = await Promise.all([
    remove('--confirm', 'harbor'),
    remove('--confirm', 'harbor'),
  ]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual([0, 1]);
});

test('events that are written while it is being removed are not left behind', async () => {
  await Promise.all([
    remove('--confirm', 'harbor'),
    ...Array.from({ length: 10 }, () => fillTrail(harbor, 5)),
    seal(),
  ]);
  await seal();
  expect(await tablesWith('harbor')).toEqual([]);
});

test('utility remove --help helps', async () => {
  expect(await csi('utility', 'remove', '--help')).toMatchObject({ status: 0, err: '' });
});
