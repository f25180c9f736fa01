import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { csi } from '@/tests/cli/csi';
import { startMailCatcher } from '@/tests/support/mail-catcher';
import { LOGO } from '@/tests/support/pictures';
import { restartedWith } from '@/tests/support/settings';

let directory: string;
let file: string;

const harbor = 'utility: harbor\nname: Harbor Power\ndomains: [harbor.localhost:3000]\n';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'csi-cli-'));
  file = join(directory, 'harbor.yaml');
  await writeFile(file, harbor);
});

afterEach(() => rm(directory, { recursive: true }));

test('apply says what it did, and the second time that there is nothing to change', async () => {
  expect(await csi('apply', file)).toEqual({ status: 0, out: 'harbor: created', err: '' });
  expect(await csi('apply', file)).toEqual({ status: 0, out: 'nothing to change', err: '' });
});

test('apply --dry-run says what it would do and does not', async () => {
  expect(await csi('apply', '--dry-run', file)).toMatchObject({ out: 'harbor: would be created' });
  expect(await csi('utility', 'list', '--json')).toMatchObject({ out: '[]' });
  await csi('apply', file);
  await writeFile(file, `${harbor}session: { idleMinutes: 20 }\n`);
  expect(await csi('apply', '--dry-run', file)).toMatchObject({
    out: 'harbor: would be changed\n  session.idleMinutes: 30 → 20',
  });
  expect((await csi('utility', 'show', 'harbor')).out).toContain('idleMinutes: 30');
});

test('apply fails with the file, line and field of what is wrong', async () => {
  await writeFile(file, `${harbor}lockout: { attempts: 0 }\n`);
  expect(await csi('apply', file)).toEqual({
    status: 1,
    out: '',
    err: `${file}:4: lockout.attempts: must be a whole number from 1 to 100`,
  });
});

test('apply fails with the line of a domain that another utility has', async () => {
  await csi('apply', file);
  await writeFile(file, harbor.replace('harbor', 'thief'));
  expect(await csi('apply', file)).toEqual({
    status: 1,
    out: '',
    err: `${file}:3: domains[0]: harbor.localhost:3000 belongs to utility "harbor"`,
  });
});

test('apply says once what it left out of a logo, and what is exported is applied as it is', async () => {
  const drawn = LOGO.replace('<path', '<metadata/><path data-name="x"');
  await writeFile(join(directory, 'logo.svg'), drawn);
  await writeFile(file, `${harbor}brand: { logo: ./logo.svg }\n`);
  expect(await csi('apply', file)).toMatchObject({
    out: 'harbor: created\n  left out of ./logo.svg: <metadata>, data-name',
  });
  expect(await csi('apply', file)).toMatchObject({ out: 'nothing to change' });
  await csi('export', 'harbor', '--dir', join(directory, 'out'));
  expect(await readFile(join(directory, 'out/logo.svg'), 'utf8')).toBe(LOGO);
  expect(await csi('apply', join(directory, 'out/harbor.yaml'))).toMatchObject({
    out: 'nothing to change',
  });
  await writeFile(join(directory, 'logo.svg'), drawn.replace('0 0 8 8', '0 0 9 9'));
  expect(JSON.parse((await csi('apply', '--json', file)).out)).toMatchObject([
    { kind: 'change', leftOutOfLogo: ['<metadata>', 'data-name'] },
  ]);
});

test('export prints what was applied', async () => {
  await csi('apply', file);
  expect(await csi('export')).toEqual({
    status: 0,
    out: 'utility: harbor\nname: Harbor Power\ndomains:\n  - harbor.localhost:3000',
    err: '',
  });
});

test('export names the files that it did not write, each once and apart from the YAML', async () => {
  await writeFile(join(directory, 'logo.svg'), LOGO);
  await writeFile(file, `${harbor}brand: { logo: ./logo.svg }\n`);
  const summit = join(directory, 'summit.yaml');
  await writeFile(summit, (await readFile(file, 'utf8')).replaceAll('harbor', 'summit'));
  await csi('apply', file, summit);
  const { status, out, err } = await csi('export');
  expect([status, err]).toEqual([
    0,
    'Files not written: ./logo.svg; to write them: csi export --dir DIR',
  ]);
  expect(parseAllDocuments(out).map((document) => document.toJS())).toMatchObject([
    { utility: 'harbor', brand: { logo: './logo.svg' } },
    { utility: 'summit', brand: { logo: './logo.svg' } },
  ]);
  expect(await csi('export', '--dir', join(directory, 'out'))).toMatchObject({
    status: 0,
    err: '',
  });
});

test('export --dir prints the files that it wrote', async () => {
  await csi('apply', file);
  const { out } = await csi('export', 'harbor', '--dir', join(directory, 'out'));
  expect(out).toBe(join(directory, 'out/harbor.yaml'));
  expect(await csi('apply', out)).toMatchObject({ out: 'nothing to change' });
});

test('utility list and show print JSON for programs', async () => {
  await csi('apply', file);
  expect(JSON.parse((await csi('utility', 'list', '--json')).out)).toEqual([
    {
      utility: 'harbor',
      name: 'Harbor Power',
      signIn: 'standalone',
      domains: ['harbor.localhost:3000'],
    },
  ]);
  expect(JSON.parse((await csi('utility', 'show', 'harbor', '--json')).out)).toMatchObject({
    lockout: { attempts: 3 },
    passwords: { preset: 'classic' },
  });
});

test.each([
  ['utility', 'show', 'nowhere'],
  ['export', 'nowhere'],
  ['user', 'list', '--utility', 'nowhere'],
])('%s %s of an unknown utility fails and names it', async (...args) => {
  const { status, err } = await csi(...args);
  expect(status).toBe(1);
  expect(err).toBe('There is no utility "nowhere"; see: csi utility list');
});

describe('usage', () => {
  test.each([
    [['--help']],
    [['migrate', '--help']],
    [['apply', '--help']],
    [['export', '--help']],
    [['utility', '--help']],
    [['utility', 'list', '--help']],
    [['utility', 'show', '--help']],
    [['user', '--help']],
    [['user', 'add', '--help']],
    [['user', 'reset', '--help']],
    [['user', 'unlock', '--help']],
    [['user', 'disable', '--help']],
    [['user', 'enable', '--help']],
    [['user', 'list', '--help']],
    [['doctor', '--help']],
  ])('%j helps, with status 0', async (args) => {
    expect(await csi(...args)).toMatchObject({
      status: 0,
      out: expect.stringContaining('Usage: csi'),
      err: '',
    });
  });

  test.each([
    [[]],
    [['nonsense']],
    [['apply']],
    [['utility']],
    [['user', 'add', '--utility', 'harbor']],
    [['export', '--nonsense']],
  ])('%j is not understood, with status 2 and nothing on standard output', async (args) => {
    const { status, out, err } = await csi(...args);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).not.toBe('');
  });
});

test('migrate is done already and says so', async () => {
  expect(await csi('migrate')).toEqual({
    status: 0,
    out: 'The database is at this version.',
    err: '',
  });
});

describe('doctor', () => {
  beforeEach(async () => {
    const mailServer = await startMailCatcher();
    restartedWith({ SMTP_URL: mailServer.url });
    onTestFinished(() => mailServer.stop());
  });

  test('warns of what can wait, says how to mend it, and ends with status 0', async () => {
    await csi('apply', file);
    const { status, out } = await csi('doctor');
    expect(status).toBe(0);
    expect(out).toMatch(/^ok +database: PostgreSQL \d+/m);
    expect(out).toMatch(/^ok +tables: at this version$/m);
    expect(out).toMatch(/^ok +AUTH_SECRET, value 2: no stored secret needs it any more/m);
    expect(out).toMatch(/^warning +utility harbor: has no active .*\n +→ run: csi user add/m);
  });

  test('finds nothing wrong with a utility that somebody administers', async () => {
    await csi('apply', file);
    const person = ['--username', 'dana', '--full-name', 'Dana Ortiz', '--email', 'd@h.example'];
    await csi('user', 'add', '--utility', 'harbor', ...person, '--role', 'CSA');
    const findings = JSON.parse((await csi('doctor', '--json')).out);
    expect(findings).toContainEqual({
      state: 'ok',
      subject: 'utility harbor',
      message: 'harbor.localhost:3000',
    });
  });
});
