import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { failedRequirements } from '@/lib/passwords/password-rules';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { type HandedOut, makeSheet } from '@/lib/users/import/hand-out';
import { viewImport } from '@/lib/users/import/view-imports';
import { eventsOf } from '@/tests/support/events';
import { lockRowsOf } from '@/tests/support/lock-rows';
import { rowsWith } from '@/tests/support/stored-text';
import { DAY, later, noonPlus, testScope } from '@/tests/support/test-scope';
import { testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';
import {
  administrator,
  fileOf,
  HEADING,
  imported,
  lineOf,
  people,
} from '@/tests/users/import/import-room';

let door: Scope;
let admin: Scope;
let importId: string;

beforeEach(async () => {
  door = testScope(await testUtility());
  admin = await administrator(door);
  importId = await imported(admin, fileOf(...people(3), lineOf(1)));
});

async function begin(
  again = false,
  scope = later(admin, 1000),
): Promise<AsyncGenerator<HandedOut>> {
  const outcome = await makeSheet(scope, importId, again);
  if (outcome.kind !== 'ready') throw new Error(outcome.kind);
  return outcome.people;
}

async function all(sheet: AsyncIterable<HandedOut>): Promise<HandedOut[]> {
  const handed: HandedOut[] = [];
  for await (const person of sheet) handed.push(person);
  return handed;
}

/** A whole sheet, made so many milliseconds after noon. */
const sheet = async (again = false, ms = 1000) => all(await begin(again, later(admin, ms)));
const attempt = ({ username, password }: HandedOut, ms = 5000) =>
  signIn(later(door, ms), { username, password });
const counts = async () => (await viewImport(admin, importId, -1))?.handOuts;
const named = (handed: HandedOut[]) => handed.map(({ username }) => username);

describe('a hand-out sheet', () => {
  test('has everybody of the import in the order of the file, with a password that works', async () => {
    const handed = await sheet();
    expect(named(handed)).toEqual(['person1', 'person2', 'person3']);
    for (const person of handed) {
      const { fullName, username, password, expiresAt } = person;
      expect(expiresAt).toEqual(noonPlus(1000 + 7 * DAY));
      const email = `${username}@mail.example`;
      const owner = { fullName, username, email, utilityName: door.utility.name };
      expect(failedRequirements(door.utility.passwords, password, owner)).toEqual([]);
      expect(await attempt(person)).toMatchObject({ kind: 'signed_in' });
    }
    expect(await counts()).toEqual({ waiting: 0, pending: 0, come: 3 });
  });

  test('stands in the audit list person by person, and its passwords nowhere', async () => {
    const handed = await sheet();
    const events = await eventsOf(door, 'user.handed_out');
    expect(events).toMatchObject(
      handed.map(({ username, expiresAt }) => ({
        actorName: 'csa',
        subjectName: username,
        details: { expiresAt: expiresAt.toISOString(), importId },
      })),
    );
    for (const { password } of handed) expect(await rowsWith(password)).toEqual([]);
  });

  test('made a second time has nobody: each password can be read once', async () => {
    const [person] = await sheet();
    expect(await sheet(false, 2000)).toEqual([]);
    expect(person && (await attempt(person))).toMatchObject({ kind: 'signed_in' });
  });

  test('opens a lock made by guesses at an account that had no password', async () => {
    for (let i = 0; i < 3; i += 1) await signIn(door, { username: 'person1', password: 'x' });
    const [person] = await sheet();
    expect(await lockRowsOf(door)).toMatchObject([{ failed: 0, lockedAt: null }]);
    expect(person && (await attempt(person))).toMatchObject({ kind: 'signed_in' });
  });

  test('leaves out who signs in by SSO, and who is disabled', async () => {
    const utility = await testUtility({ signIn: 'both', sso: { ...portal } });
    const file = [`${HEADING},Sign-in`, `${lineOf(7)},SSO`, `${lineOf(8)},Password`, ''].join('\n');
    importId = await imported({ ...admin, utility }, file);
    await db()
      .update(users)
      .set({ disabledAt: noonPlus(0) })
      .where(eq(users.username, 'person8'));
    expect(await sheet()).toEqual([]);
    await db().update(users).set({ disabledAt: null }).where(eq(users.username, 'person8'));
    expect(named(await sheet())).toEqual(['person8']);
  });

  test('has those of a file sent again who were there without a password', async () => {
    importId = await imported(admin, fileOf(...people(4)));
    expect(named(await sheet())).toEqual(['person1', 'person2', 'person3', 'person4']);
  });
});

describe('a sheet that broke off', () => {
  test('hands nobody a password after its reader went away', async () => {
    const broken = await begin();
    await broken.next();
    await broken.return(undefined);
    const handed = (await eventsOf(door, 'user.handed_out')).length;
    expect(handed).toBeLessThan(3);
    expect(await counts()).toEqual({ waiting: 3 - handed, pending: handed, come: 0 });
  });

  test('can be made for those who have none yet, and leaves the others theirs', async () => {
    const broken = await begin();
    const { value: first } = await broken.next();
    await broken.return(undefined);
    const rest = await sheet(false, 2000);
    expect(named(rest)).not.toContain('person1');
    expect(await attempt(first)).toMatchObject({ kind: 'signed_in' });
  });

  test('can be made again, with new passwords for those who have not signed in yet', async () => {
    const [one, two] = await sheet();
    if (!one || !two) throw new Error('nobody');
    await attempt(one);
    const again = await sheet(true, 9000);
    expect(named(again)).toEqual(['person2', 'person3']);
    expect(await attempt(two, 9500)).toMatchObject({ kind: 'wrong' });
    const [renewed] = again;
    expect(renewed && (await attempt(renewed, 9500))).toMatchObject({ kind: 'signed_in' });
  });

  test('stops when who makes it is no administrator any more', async () => {
    const broken = await begin();
    await broken.next();
    await db()
      .update(users)
      .set({ roles: ['CSR'] })
      .where(eq(users.username, 'csa'));
    await expect(all(broken)).rejects.toThrow();
    const handed = (await eventsOf(door, 'user.handed_out')).length;
    expect(handed).toBeLessThan(3);
  });
});

test.each([false, true])('two sheets at a time share the people, again: %s', async (again) => {
  if (again) await sheet(false, 500);
  const [one, other] = await Promise.all([sheet(again), sheet(again)]);
  const both = [...one, ...other];
  expect(named(both).sort()).toEqual(['person1', 'person2', 'person3']);
  for (const person of both) expect(await attempt(person)).toMatchObject({ kind: 'signed_in' });
});

test('a sheet is made by administrators of the utility only', async () => {
  const csr = await testPerson(door);
  const actor = { kind: 'person', ...csr, sessionId: randomUUID() } as const;
  const summit = await administrator(testScope(await testUtility({ utility: 'summit' })));
  expect(await makeSheet({ ...door, actor }, importId, false)).toEqual({ kind: 'not_allowed' });
  expect(await makeSheet(door, importId, false)).toEqual({ kind: 'not_allowed' });
  expect(await makeSheet(summit, importId, false)).toEqual({ kind: 'unknown_import' });
  expect(await makeSheet(admin, randomUUID(), false)).toEqual({ kind: 'unknown_import' });
});
