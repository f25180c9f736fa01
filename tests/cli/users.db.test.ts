import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { csi } from '@/tests/cli/csi';

const harbor = `utility: harbor
name: Harbor Power
domains: [harbor.localhost:3000]
signIn: both
timeZone: America/New_York
sso: { kind: saml, metadata: https://portal.example/metadata }
`;

const dana = ['--username', 'dana', '--full-name', 'Dana Ortiz', '--email', 'd@harbor.example'];

const user = (verb: string, ...args: string[]) => csi('user', verb, '--utility', 'harbor', ...args);
const listed = async () => JSON.parse((await user('list', '--json')).out);

beforeEach(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'csi-cli-'));
  const file = join(directory, 'harbor.yaml');
  await writeFile(file, harbor);
  expect(await csi('apply', file)).toMatchObject({ status: 0 });
  await rm(directory, { recursive: true });
});

test('add prints the temporary password once, with when it expires in the zone of the utility', async () => {
  const { status, out } = await user('add', ...dana, '--role', 'CSR', '--role', 'CSA');
  expect(status).toBe(0);
  expect(out).toMatch(
    /^dana was added\.\nTemporary password: \S+\nIt expires on .* at \d\d:\d\d \(America\/New_York\)/,
  );
  expect(await listed()).toMatchObject([
    { username: 'dana', roles: ['CSR', 'CSA'], status: 'temporary_pending' },
  ]);
});

test('add --sso makes an account without a password', async () => {
  expect(await user('add', ...dana, '--role', 'CSR', '--sso')).toEqual({
    status: 0,
    out: 'dana was added.',
    err: '',
  });
  const { status, err } = await user('reset', 'dana');
  expect({ status, err }).toEqual({
    status: 1,
    err: 'dana signs in at the portal and has no password here.',
  });
});

test('add refuses a username that is taken, and one that cannot be', async () => {
  await user('add', ...dana, '--role', 'CSR');
  expect(await user('add', ...dana, '--role', 'CSR')).toMatchObject({
    status: 1,
    err: 'The username "dana" is taken at harbor.',
  });
  const { status, err } = await user('add', ...dana, '--username', 'd o', '--role', 'CSR');
  expect(status).toBe(1);
  expect(err).toMatch(/^--username: /);
});

test('add refuses a role that there is not, as bad usage', async () => {
  expect(await user('add', ...dana, '--role', 'BOSS')).toMatchObject({ status: 2, out: '' });
});

test('add warns of an email address that another username has', async () => {
  await user('add', ...dana, '--role', 'CSR');
  const { status, err } = await user('add', ...dana, '--username', 'dana2', '--role', 'CSR');
  expect(status).toBe(0);
  expect(err).toContain('Another username has d@harbor.example too');
});

test('disable and enable do what they say, and are content when it is so already', async () => {
  await user('add', ...dana, '--role', 'CSR');
  expect(await user('disable', 'DANA')).toMatchObject({ status: 0 });
  expect(await listed()).toMatchObject([{ status: 'disabled' }]);
  expect(await user('disable', 'dana')).toMatchObject({
    status: 0,
    out: 'dana was disabled already.',
  });
  expect(await user('enable', 'dana')).toMatchObject({ status: 0, out: 'dana is enabled.' });
  expect(await listed()).toMatchObject([{ status: 'temporary_pending' }]);
  expect(await user('unlock', 'dana')).toMatchObject({ status: 0, out: 'dana was not locked.' });
});

test('reset gives another temporary password', async () => {
  const password = /Temporary password: (\S+)/;
  const [, first] = password.exec((await user('add', ...dana, '--role', 'CSR')).out) ?? [];
  const [, second] = password.exec((await user('reset', 'dana')).out) ?? [];
  expect(first && second && first !== second).toBe(true);
});

test.each(['reset', 'unlock', 'disable', 'enable'])(
  '%s fails for an unknown username',
  async (verb) => {
    expect(await user(verb, 'nobody')).toEqual({
      status: 1,
      out: '',
      err: 'There is no username "nobody" at harbor; see: csi user list --utility harbor',
    });
  },
);

test('list prints a line for each person', async () => {
  await user('add', ...dana, '--role', 'CSR');
  const [head, row] = (await user('list')).out.split('\n');
  expect(head?.split(/ {2,}/)).toEqual([
    'USERNAME',
    'NAME',
    'EMAIL',
    'ROLES',
    'METHOD',
    'STATUS',
    'LAST SIGN-IN',
  ]);
  expect(row?.split(/ {2,}/)).toEqual([
    'dana',
    'Dana Ortiz',
    'd@harbor.example',
    'CSR',
    'password',
    'temporary pending',
    'never',
  ]);
});
