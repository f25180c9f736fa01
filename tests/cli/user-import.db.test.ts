import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { csi } from '@/tests/cli/csi';
import { eventsOf } from '@/tests/support/events';
import { testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';
import { fileOf, HEADING, people, usernamesOf } from '@/tests/users/import/import-room';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'csi-import-'));
  await testUtility();
});

afterEach(() => rm(directory, { recursive: true }));

const scope = async () => testScope(await testUtility());

/** Imports a file of this content; what is told names it `F`. */
async function imported(content: string | Buffer, ...args: string[]) {
  const file = join(directory, 'people.csv');
  await writeFile(file, content);
  const told = await csi('user', 'import', file, '--utility', 'harbor', ...args);
  return { ...told, out: told.out.replaceAll(file, 'F'), err: told.err.replaceAll(file, 'F') };
}

const bad = 'Dana,person1,nowhere,BOSS';

describe('user import', () => {
  test('adds the people of a file and says how they get their passwords', async () => {
    expect(await imported(fileOf(...people(3)))).toEqual({
      status: 0,
      out: '3 added, 0 there already, 0 with problems.\nThey get temporary passwords with the hand-out sheet, in User Admin, Import and export.',
      err: '',
    });
    expect(await usernamesOf(await scope())).toEqual(['person1', 'person2', 'person3']);
    expect(await eventsOf(await scope(), 'users.import_finished')).toMatchObject([
      { actorKind: 'operator', details: { added: 3 } },
    ]);
  });

  test('tells every problem by line and column, adds the other lines, and fails', async () => {
    const { status, out, err } = await imported(fileOf(...people(2), bad, 'a,b'));
    expect(status).toBe(1);
    expect(err.split('\n')).toEqual([
      'F:4: Username: stands already in line 2',
      'F:4: Email Address: must be one email address',
      'F:4: Roles: must be one or more of CSR, CSA, BILL_ADVISOR',
      'F:5: has more or fewer cells than the heading',
    ]);
    expect(out).toMatch(/^2 added, 0 there already, 2 with problems\. Good lines were imported\./);
  });

  test('--dry-run adds nobody', async () => {
    expect(await imported(fileOf(...people(2)), '--dry-run')).toEqual({
      status: 0,
      out: '2 to add, 0 there already, 0 with problems. Nobody was added (--dry-run).',
      err: '',
    });
    expect(await imported(fileOf(...people(2), bad), '--dry-run')).toMatchObject({ status: 1 });
    expect(await usernamesOf(await scope())).toEqual([]);
  });

  test('--json says the same for programs', async () => {
    const { status, out } = await imported(fileOf(...people(2), 'a,b'), '--json');
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      state: 'finished',
      added: 2,
      faulty: 1,
      problems: [{ line: 4, column: null, code: 'cells' }],
    });
  });

  test('a second time adds nobody, and is content', async () => {
    await imported(fileOf(...people(2)));
    expect(await imported(fileOf(...people(2)))).toEqual({
      status: 0,
      out: '0 added, 2 there already, 0 with problems.',
      err: '',
    });
  });

  test.each([
    ['', 'F: is empty'],
    ['\n\n', 'F:1: is empty. Nobody was added.'],
    [HEADING, 'F:1: has nobody under its heading. Nobody was added.'],
    [
      'Username,Roles\na,CSR',
      'F:1: the heading lacks columns: Full Name, Email Address. Nobody was added.',
    ],
    [fileOf('"a'), 'F:2: the quotation mark that begins a cell is never closed. Nobody was added.'],
    [
      Buffer.from(fileOf('Ren\u00e9,a,b,c'), 'latin1'),
      'F:2: is not UTF-8; save it as "CSV UTF-8". Nobody was added.',
    ],
  ])('refuses a file that cannot be read (%#), with its line', async (content, err) => {
    expect(await imported(content)).toEqual({ status: 1, out: '', err });
  });

  test('refuses what is no file, and what is not there', async () => {
    expect(await csi('user', 'import', directory, '--utility', 'harbor')).toMatchObject({
      status: 1,
      err: expect.stringContaining('cannot be read (EISDIR)'),
    });
    expect(await csi('user', 'import', '/nowhere.csv', '--utility', 'harbor')).toEqual({
      status: 1,
      out: '',
      err: '/nowhere.csv: does not exist',
    });
  });
});
