import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { userImportChunks, userImportRows, userImports } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { receiveImport } from '@/lib/users/import/receive-import';
import { discardImport } from '@/lib/users/import/start-import';
import { eventTypesOf } from '@/tests/support/events';
import { testScope } from '@/tests/support/test-scope';
import { testPerson, testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';
import {
  administrator,
  checked,
  countsOf,
  fileOf,
  HEADING,
  importOf,
  lineOf,
  people,
  problemsOf,
  rowsOf,
  send,
  usernamesOf,
  work,
} from '@/tests/users/import/import-room';

let door: Scope;
let admin: Scope;

beforeEach(async () => {
  door = testScope(await testUtility());
  admin = await administrator(door);
});

const wrong = async (...lines: string[]) => problemsOf(await checked(admin, fileOf(...lines)));

describe('a file that was checked', () => {
  test('has added nobody and told nothing, and its bytes are gone', async () => {
    const importId = await checked(admin, fileOf(...people(3)));
    expect(await countsOf(admin, importId)).toEqual({
      state: 'checked',
      good: 3,
      present: 0,
      faulty: 0,
      added: 0,
    });
    expect(await usernamesOf(door)).toEqual(['csa']);
    expect(await eventTypesOf(door)).not.toContain('users.import_started');
    expect(await db().select().from(userImportChunks)).toEqual([]);
  });

  test('has people as they would be kept', async () => {
    const heading = 'role,E-MAIL,Status,user name,Name,Last sign-in';
    const line = `"bill advisor;csr", A@x.example ,Active, Rene\u0301e ,"Ortiz, Rene\u0301e",never`;
    const importId = await checked(admin, `\ufeff${heading}\r\n${line}\r\n`);
    expect(await rowsOf(importId)).toMatchObject([
      {
        line: 2,
        state: 'good',
        fullName: 'Ortiz, Renée',
        username: 'Renée',
        email: 'A@x.example',
        roles: ['CSR', 'BILL_ADVISOR'],
        signInMethod: 'password',
      },
    ]);
  });

  test('may be of many batches', async () => {
    const lines = people(1100);
    const importId = await checked(admin, fileOf(...lines, lines[3] ?? ''));
    expect(await countsOf(admin, importId)).toMatchObject({ good: 1100, faulty: 1 });
    expect(await problemsOf(importId)).toEqual(['1102 username username_twice 5']);
  });
});

describe('a line', () => {
  test('is told everything that is wrong with it, by column', async () => {
    expect(await wrong(lineOf(1), 'x\ty,a b,nowhere,BOSS')).toEqual([
      '3 fullName full_name',
      '3 username username',
      '3 email email',
      '3 roles role_unknown',
    ]);
    expect(await wrong('"","",,')).toEqual([
      '2 fullName empty',
      '2 username empty',
      '2 email empty',
      '2 roles empty',
    ]);
  });

  test('that has fewer or more cells than the heading is told so, and no other is harmed', async () => {
    expect(await wrong(lineOf(1), 'a,b,c', lineOf(2), 'a,b,c,d,e', lineOf(3))).toEqual([
      '3 - cells',
      '5 - cells',
    ]);
  });

  test('that is cut in the middle, where the file was, is told so', async () => {
    const file = fileOf(...people(3));
    const importId = await checked(admin, file.slice(0, file.lastIndexOf('mail.example')));
    expect(await problemsOf(importId)).toEqual(['4 - cells']);
    expect(await countsOf(admin, importId)).toMatchObject({ good: 2, faulty: 1 });
  });

  test.each(['CSR,CSA', 'CSR;CSA', 'CSR|CSA', 'csr csa', ' CSR , CSA ,', 'CSA CSR CSA'])(
    'may have the roles "%s"',
    async (roles) => {
      const importId = await checked(admin, fileOf(lineOf(1, `"${roles}"`)));
      const [row] = await rowsOf(importId);
      expect([...(row?.roles ?? [])].sort()).toEqual(['CSA', 'CSR']);
    },
  );

  test('keeps of a long cell no more than is shown', async () => {
    const importId = await checked(admin, fileOf(`${'x'.repeat(5000)},${'y'.repeat(500)},z,CSR`));
    const [row] = await rowsOf(importId);
    expect(row).toMatchObject({ fullName: 'x'.repeat(80), username: 'y'.repeat(80) });
  });

  test('with a NUL in a cell is a line with a problem', async () => {
    expect(await wrong(...people(30), 'Da\0na,dana,d@x.example,CSR')).toEqual([
      '32 fullName full_name',
    ]);
  });
});

describe('a username', () => {
  test('twice in the file is told at each after the first, whatever its case', async () => {
    expect(await wrong(lineOf(1), lineOf(2), lineOf(1).toUpperCase(), lineOf(1))).toEqual([
      '4 username username_twice 2',
      '5 username username_twice 2',
    ]);
  });

  test('of a line with problems stands in nobody’s way', async () => {
    expect(await wrong('Dana,dana,nowhere,CSR', 'Dana,dana,d@x.example,CSR')).toEqual([
      '2 email email',
    ]);
  });

  test('that somebody else has is taken, also by another way to sign in', async () => {
    await testPerson(door, { username: 'person1' });
    expect(await wrong(lineOf(1))).toEqual(['2 username username_taken']);
  });

  test('that exists at another utility only is free', async () => {
    const summit = testScope(await testUtility({ utility: 'summit' }));
    await testPerson(summit, { username: 'person1' });
    expect(await wrong(lineOf(1))).toEqual([]);
  });

  test('of the very same person is no problem: they are there already', async () => {
    const fields = { fullName: 'Person 1', email: 'PERSON1@mail.example' };
    await testUser(door, { username: 'Person1', roles: ['CSA', 'CSR'], ...fields });
    const importId = await checked(admin, fileOf(lineOf(1, '"CSR,CSA"'), lineOf(2)));
    expect(await countsOf(admin, importId)).toMatchObject({ good: 1, present: 1, faulty: 0 });
  });
});

describe('an email address', () => {
  test('that another username has, here or in the file, is no problem but told', async () => {
    await testPerson(door, { username: 'dana', email: 'One@mail.example' });
    const importId = await checked(
      admin,
      fileOf('A,a,one@mail.example,CSR', 'B,b,two@mail.example,CSR', 'C,c,TWO@mail.example,CSR'),
    );
    expect((await rowsOf(importId)).map(({ emailShared }) => emailShared)).toEqual([
      true,
      false,
      true,
    ]);
    expect(await problemsOf(importId)).toEqual([]);
  });
});

describe('how people sign in', () => {
  const read = async (signIn: 'standalone' | 'sso' | 'both', file: string) => {
    const utility = await testUtility(
      signIn === 'standalone' ? {} : { signIn, sso: { ...portal, roles: { CSR: ['x'] } } },
    );
    const importId = await checked({ ...admin, utility }, file);
    const [row] = await rowsOf(importId);
    const { fileProblem } = await importOf(admin, importId);
    const problems = row ? await problemsOf(importId) : [fileProblem];
    return problems.length > 0 ? problems : row?.signInMethod;
  };
  const withMethod = (method: string) => `${HEADING},Sign-in\n${lineOf(1)},${method}\n`;

  test('must be said where both are possible', async () => {
    expect(await read('both', fileOf(lineOf(1)))).toEqual([
      { code: 'columns_missing', line: 1, columns: ['signIn'] },
    ]);
    expect(await read('both', withMethod(''))).toEqual(['2 signIn empty']);
    expect(await read('both', withMethod('card'))).toEqual(['2 signIn sign_in_unknown']);
    expect(await read('both', withMethod('Password'))).toBe('password');
    expect(await read('both', withMethod('sso'))).toBe('sso');
  });

  test('need not be said elsewhere, and must be possible there', async () => {
    expect(await read('standalone', fileOf(lineOf(1)))).toBe('password');
    expect(await read('standalone', withMethod(''))).toBe('password');
    expect(await read('standalone', withMethod('SSO'))).toEqual(['2 signIn sign_in_not_here']);
    expect(await read('sso', fileOf(lineOf(1)))).toBe('sso');
    expect(await read('sso', withMethod('password'))).toEqual(['2 signIn sign_in_not_here']);
  });
});

describe('a file that cannot be read', () => {
  test.each([
    ['in another encoding', Buffer.from(fileOf(lineOf(1), 'Ren\u00e9'), 'latin1'), 'not_utf8', 3],
    ['with a quote never closed', fileOf(lineOf(1), '"Dana'), 'quote_not_closed', 3],
    ['without a column', 'Username,Full Name,Roles\na,b,CSR', 'columns_missing', 1],
    ['with a column twice', `${HEADING},ROLES\na,b,c,CSR,CSA`, 'column_twice', 1],
    ['with nobody in it', HEADING, 'nobody', 1],
    ['of empty lines', '\n\n', 'empty', 1],
  ])('%s says so, and nothing of it is kept', async (_, content, code, line) => {
    const importId = await checked(admin, content);
    expect(await importOf(admin, importId)).toMatchObject({
      state: 'unreadable',
      fileProblem: { code, line },
      good: 0,
    });
    expect(await rowsOf(importId)).toEqual([]);
    expect(await db().select().from(userImportChunks)).toEqual([]);
  });

  test('further on than some lines were kept keeps none of them', async () => {
    const importId = await checked(admin, fileOf(...people(600), '"Dana'));
    expect(await countsOf(admin, importId)).toMatchObject({ state: 'unreadable', good: 0 });
    expect(await rowsOf(importId)).toEqual([]);
  });

  test('because it is empty is not taken in', async () => {
    const nothing = (async function* () {})();
    expect(await receiveImport(admin, 'x', nothing)).toEqual({ kind: 'empty' });
    expect(await db().select().from(userImports)).toEqual([]);
  });
});

describe('an upload', () => {
  test('that breaks off leaves nothing', async () => {
    const broken = (async function* () {
      yield Buffer.alloc(300_000, 'x');
      throw new Error('gone');
    })();
    await expect(receiveImport(admin, 'x', broken)).rejects.toThrow('gone');
    expect(await db().select().from(userImports)).toEqual([]);
    expect(await db().select().from(userImportChunks)).toEqual([]);
  });

  test('is refused to who is no administrator, before a byte is read', async () => {
    const csr = await testPerson(door);
    const actor = { kind: 'person', ...csr, sessionId: randomUUID() } as const;
    const unread = (async function* () {
      yield Buffer.alloc(1);
      throw new Error('was read');
    })();
    for (const who of [actor, { kind: 'nobody' } as const]) {
      const outcome = await receiveImport({ ...door, actor: who }, 'x', unread);
      expect(outcome).toEqual({ kind: 'not_allowed' });
    }
  });

  test('of an administrator who is none any more at its end is not taken in', async () => {
    const { utility } = await administrator(door, 'other');
    const file = (async function* () {
      yield Buffer.from(fileOf(lineOf(1)));
      await db().execute("update users set roles = '{CSR}' where username = 'csa'");
    })();
    expect(await receiveImport({ ...admin, utility }, 'x', file)).toEqual({ kind: 'not_allowed' });
    expect(await db().select().from(userImports)).toEqual([]);
  });
});

describe('who checks', () => {
  test('may be another server than the one that died half-way, and doubles nothing', async () => {
    const importId = await send(admin, fileOf(...people(600)));
    const dying = new AbortController();
    let batches = 0;
    const now = () => {
      batches += 1;
      if (batches > 2) throw new Error('killed');
      return door.now();
    };
    await work(now).catch(() => dying.abort());
    expect(await countsOf(admin, importId)).toMatchObject({ state: 'checking', good: 250 });
    await work();
    expect(await countsOf(admin, importId)).toMatchObject({ state: 'checking' });
    await work(() => new Date(door.now().getTime() + 30_000));
    expect(await countsOf(admin, importId)).toMatchObject({ state: 'checked', good: 600 });
    expect(await rowsOf(importId)).toHaveLength(600);
  });

  test('is one of several', async () => {
    const importId = await send(admin, fileOf(...people(600)));
    await Promise.all([work(), work(), work()]);
    expect(await countsOf(admin, importId)).toMatchObject({ state: 'checked', good: 600 });
    expect(await rowsOf(importId)).toHaveLength(600);
  });

  test('stops when the file is thrown away', async () => {
    const importId = await send(admin, fileOf(...people(600)));
    const working = work();
    expect(await discardImport(admin, importId)).toEqual({ kind: 'discarded' });
    await working;
    expect(await countsOf(admin, importId)).toMatchObject({ state: 'discarded' });
    expect(await db().select().from(userImportRows)).not.toHaveLength(600);
  });
});
