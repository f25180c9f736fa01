import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { emailUses, lastSignIns, users } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { findUserByUsername } from '@/lib/users/find-user';
import { discardImport, startImport } from '@/lib/users/import/start-import';
import { eventsOf } from '@/tests/support/events';
import { hashesDuring } from '@/tests/support/hash-counts';
import { lockRowsOf } from '@/tests/support/lock-rows';
import { later, NOON, noonPlus, testScope } from '@/tests/support/test-scope';
import { testPerson, testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import {
  administrator,
  checked,
  countsOf,
  fileOf,
  imported,
  lineOf,
  people,
  problemsOf,
  usernamesOf,
  work,
} from '@/tests/users/import/import-room';

let door: Scope;
let admin: Scope;

beforeEach(async () => {
  door = testScope(await testUtility());
  admin = await administrator(door);
});

const ours = async () => (await usernamesOf(door)).filter((name) => name.startsWith('person'));

describe('the people of a file', () => {
  test('are added without a password of any kind, and without a hash', async () => {
    const hashes = await hashesDuring(() => imported(admin, fileOf(...people(2))));
    expect(hashes).toEqual({});
    const rows = await db().select().from(users).where(eq(users.username, 'person2'));
    expect(rows).toMatchObject([
      {
        fullName: 'Person 2',
        email: 'person2@mail.example',
        roles: ['CSR'],
        signInMethod: 'password',
        passwordHash: null,
        passwordKind: null,
        passwordSetAt: NOON,
        temporaryExpiresAt: null,
      },
    ]);
    expect((await findUserByUsername(door, 'person2'))?.status).toBe('temporary_pending');
    expect(await db().select().from(lastSignIns)).toHaveLength(3);
    expect(await db().select().from(emailUses)).toHaveLength(3);
  });

  test('stand in the audit list one by one, and the import at its beginning and end', async () => {
    const importId = await imported(later(admin, 5), fileOf(...people(2), 'x,y,z,BOSS'));
    const by = { actorKind: 'person', actorName: 'csa', clientAddress: '198.51.100.7' };
    expect(await eventsOf(door, 'user.imported')).toMatchObject(
      ['person1', 'person2'].map((subjectName) => ({
        ...by,
        subjectName,
        details: { signInMethod: 'password', roles: ['CSR'], importId },
      })),
    );
    expect(await eventsOf(door, 'users.import_started', 'users.import_finished')).toMatchObject([
      { ...by, at: noonPlus(5), details: { importId, lines: 2 } },
      { ...by, details: { importId, added: 2 } },
    ]);
  });

  test('are added though other lines have problems', async () => {
    const importId = await imported(admin, fileOf('a,b', lineOf(1), 'x,y,z,BOSS', lineOf(2)));
    expect(await countsOf(admin, importId)).toEqual({
      state: 'finished',
      good: 2,
      present: 0,
      faulty: 2,
      added: 2,
    });
    expect(await ours()).toEqual(['person1', 'person2']);
  });

  test('are locked by no guesses from before they were there', async () => {
    for (let i = 0; i < 3; i += 1) await signIn(door, { username: 'person1', password: 'guess' });
    expect(await lockRowsOf(door)).toMatchObject([{ failed: 3 }]);
    await imported(admin, fileOf(lineOf(1)));
    expect(await lockRowsOf(door)).toMatchObject([{ failed: 0, lockedAt: null }]);
  });

  test('are refused as with a wrong password, in words and counts, until they are handed one', async () => {
    await imported(admin, fileOf(lineOf(1)));
    await testPerson(door, { username: 'other' });
    const attempts = async (username: string) => {
      const outcomes: unknown[] = [];
      for (let i = 0; i < 4; i += 1) {
        outcomes.push(await signIn(door, { username, password: 'Guess-At-It-27' }));
      }
      return outcomes;
    };
    const [imports, others, nobody] = [
      await attempts('person1'),
      await attempts('other'),
      await attempts('nobody'),
    ];
    expect(imports).toEqual(others);
    expect(imports).toEqual(nobody);
  });
});

describe('the same file again', () => {
  test('adds nobody twice, and has no problems', async () => {
    await imported(admin, fileOf(...people(3)));
    const again = await imported(admin, fileOf(...people(4)));
    expect(await countsOf(admin, again)).toMatchObject({
      good: 1,
      present: 3,
      faulty: 0,
      added: 1,
    });
    expect(await ours()).toHaveLength(4);
  });

  test('sent twice before either is imported, adds nobody twice', async () => {
    const first = await checked(admin, fileOf(...people(150)));
    const second = await checked(admin, fileOf(...people(150)));
    await startImport(admin, first);
    await startImport(admin, second);
    await Promise.all([work(), work()]);
    await work();
    expect(await ours()).toHaveLength(150);
    const [one, other] = [await countsOf(admin, first), await countsOf(admin, second)];
    expect([one.state, other.state]).toEqual(['finished', 'finished']);
    expect(one.added + other.added).toBe(150);
    expect(one.present + other.present).toBe(150);
    expect(await eventsOf(door, 'user.imported')).toHaveLength(150);
  });
});

describe('a username that was taken after the check', () => {
  test('is a problem of its line, and harms no other', async () => {
    const importId = await checked(admin, fileOf(...people(3)));
    await testUser(door, { username: 'PERSON2' });
    await startImport(admin, importId);
    await work();
    expect(await problemsOf(importId)).toEqual(['3 username username_taken']);
    expect(await countsOf(admin, importId)).toMatchObject({ added: 2, good: 2, faulty: 1 });
  });
});

describe('a server that dies in the middle', () => {
  test('leaves whole batches, and another goes on: nobody doubled, nobody forgotten', async () => {
    const importId = await checked(admin, fileOf(...people(250)));
    await startImport(admin, importId);
    let batches = 0;
    await work(() => {
      batches += 1;
      if (batches > 180) throw new Error('killed');
      return NOON;
    }).catch(() => undefined);
    const before = (await ours()).length;
    expect(before).toBe(100);
    expect(await eventsOf(door, 'user.imported')).toHaveLength(before);
    expect(await countsOf(admin, importId)).toMatchObject({ state: 'importing', added: before });
    // Its lease has not run out: it may be alive.
    await work(() => noonPlus(29_999));
    expect(await ours()).toHaveLength(before);
    await work(() => noonPlus(60_000));
    expect(await ours()).toHaveLength(250);
    expect(await eventsOf(door, 'user.imported')).toHaveLength(250);
    expect(await countsOf(admin, importId)).toMatchObject({ state: 'finished', added: 250 });
  });

  test('of several at once no two are at the same file', async () => {
    const importId = await checked(admin, fileOf(...people(250)));
    await startImport(admin, importId);
    await Promise.all([work(), work(), work()]);
    expect(await ours()).toHaveLength(250);
    expect(await countsOf(admin, importId)).toMatchObject({ state: 'finished', added: 250 });
  });
});

describe('starting', () => {
  test('twice, by a double click, is once', async () => {
    const importId = await checked(admin, fileOf(...people(2)));
    const outcomes = await Promise.all([
      startImport(admin, importId),
      startImport(admin, importId),
    ]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['not_now', 'started']);
    expect(await eventsOf(door, 'users.import_started')).toHaveLength(1);
  });

  test('is refused to others, and for what is not there', async () => {
    const importId = await checked(admin, fileOf(...people(2)));
    const csr = await testPerson(door);
    const actor = { kind: 'person', ...csr, sessionId: randomUUID() } as const;
    const summit = testScope(await testUtility({ utility: 'summit' }));
    const elsewhere = await administrator(summit);
    for (const act of [startImport, discardImport]) {
      expect(await act({ ...door, actor }, importId)).toEqual({ kind: 'not_allowed' });
      expect(await act(door, importId)).toEqual({ kind: 'not_allowed' });
      expect(await act(elsewhere, importId)).toEqual({ kind: 'unknown_import' });
      expect(await act(admin, randomUUID())).toEqual({ kind: 'unknown_import' });
    }
    expect(await countsOf(admin, importId)).toMatchObject({ state: 'checked' });
  });

  test('is too late for what was thrown away', async () => {
    const importId = await checked(admin, fileOf(...people(2)));
    await discardImport(admin, importId);
    expect(await startImport(admin, importId)).toEqual({ kind: 'not_now' });
    expect(await ours()).toEqual([]);
  });

  test('of somebody who is no administrator any more stops, and another can go on', async () => {
    const importId = await checked(admin, fileOf(...people(2)));
    await startImport(admin, importId);
    const other = await administrator(door, 'other');
    await db()
      .update(users)
      .set({ roles: ['CSR'] })
      .where(eq(users.username, 'csa'));
    await work();
    expect(await countsOf(admin, importId)).toMatchObject({ state: 'stopped', added: 0 });
    expect(await ours()).toEqual([]);
    expect(await startImport(other, importId)).toEqual({ kind: 'started' });
    await work();
    expect(await ours()).toHaveLength(2);
    expect(await eventsOf(door, 'user.imported')).toMatchObject([
      { actorName: 'other' },
      { actorName: 'other' },
    ]);
  });
});
