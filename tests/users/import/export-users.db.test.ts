import { sql } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { exportedCsv } from '@/lib/users/import/csv-files';
import { exportUsers } from '@/lib/users/import/export-users';
import { eventsOf } from '@/tests/support/events';
import { addManyUsers } from '@/tests/support/many-users';
import { testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { exportWords } from '@/tests/users/import/export-words';
import {
  administrator,
  checked,
  countsOf,
  imported,
  problemsOf,
} from '@/tests/users/import/import-room';

let door: Scope;
let admin: Scope;

beforeEach(async () => {
  door = testScope(await testUtility());
  admin = await administrator(door);
});

async function exported(scope = admin): Promise<string> {
  const outcome = await exportUsers(scope);
  if (outcome.kind !== 'ready') throw new Error(outcome.kind);
  let text = '';
  for await (const piece of exportedCsv(outcome.pages, exportWords('en'))) text += piece;
  return text;
}

test('the export has everybody of the utility and nobody of another, by username', async () => {
  const summit = testScope(await testUtility({ utility: 'summit' }));
  await testPerson(summit, { username: 'stranger' });
  const dana = { fullName: 'Ortiz, "Dana"', email: 'd@x.example' };
  await testPerson(door, { username: 'dana', roles: ['CSR', 'BILL_ADVISOR'], ...dana });
  await testUser(door, { username: 'newhire', fullName: 'New Hire' });
  await signIn(door, { username: 'dana', password: PASSWORD });
  expect(await exported()).toBe(
    [
      '\ufeffFull Name,Username,Email Address,Roles,Sign-in,Status,Last sign-in',
      'Ada Boss,csa,csa@mail.example,CSA,Password,Active,',
      '"Ortiz, ""Dana""",dana,d@x.example,"CSR, Bill Advisor",Password,Active,2026-03-02T12:00:00.000Z',
      'New Hire,newhire,newhire@mail.example,CSR,Password,Temporary password pending,',
      '',
    ].join('\r\n'),
  );
});

test('the export stands in the audit list, and is refused to others', async () => {
  await exported();
  expect(await eventsOf(door, 'users.exported')).toMatchObject([{ actorName: 'csa' }]);
  expect(await exportUsers(door)).toEqual({ kind: 'not_allowed' });
  const summit = await testUtility({ utility: 'summit' });
  expect(await exportUsers({ ...admin, utility: summit })).toEqual({ kind: 'not_allowed' });
  expect(await eventsOf(door, 'users.exported')).toHaveLength(1);
});

test('what begins like a formula is none in the export, and comes back as it was', async () => {
  const odd = ['-x', "'x", '@x', "''-x", "'-x", "'"];
  for (const [n, username] of odd.entries()) {
    await testUser(door, { username, fullName: `=1+${n}`, email: `+${n}@x.example` });
  }
  const file = await exported();
  expect(file).toContain("\r\n'=1+0,'-x,'+0@x.example,CSR");
  const same = await checked(admin, file);
  expect(await problemsOf(same)).toEqual([]);
  expect(await countsOf(admin, same)).toMatchObject({ good: 0, present: odd.length + 1 });
  const summit = await administrator(testScope(await testUtility({ utility: 'summit' })), 'boss');
  await imported(summit, file);
  expect((await exported(summit)).split('\r\n').filter((line) => !/boss|csa/.test(line))).toEqual(
    file.split('\r\n').filter((line) => !line.includes('csa')),
  );
});

test('every page of a thousand people is there', async () => {
  const differentLines = async () => new Set((await exported()).trimEnd().split('\r\n')).size;
  await addManyUsers(admin.utility.utilityId, 1999);
  expect(await differentLines()).toBe(2001);
  await db().execute(sql`delete from users where username = 'many1999'`);
  expect(await differentLines()).toBe(2000);
});
