import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { csi } from '@/tests/cli/csi';

const at = (signIn: string) => `utility: harbor
name: Harbor Power
domains: [harbor.localhost:3000]
signIn: ${signIn}
sso: { kind: saml, metadata: https://portal.example/metadata }
`;

async function apply(signIn: string): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'csi-cli-'));
  const file = join(directory, 'harbor.yaml');
  await writeFile(file, at(signIn));
  expect(await csi('apply', file)).toMatchObject({ status: 0 });
  await rm(directory, { recursive: true });
}

const toSso = (...args: string[]) => csi('user', 'to-sso', '--utility', 'harbor', ...args);
const add = (username: string, ...args: string[]) => {
  const fields = ['--username', username, '--full-name', 'D O', '--email', `${username}@h.example`];
  return csi('user', 'add', '--utility', 'harbor', ...fields, '--role', 'CSR', ...args);
};
const methods = async () =>
  JSON.parse((await csi('user', 'list', '--utility', 'harbor', '--json')).out).map(
    ({ username, signInMethod }: Record<string, string>) => `${username} ${signInMethod}`,
  );

beforeEach(async () => {
  await apply('both');
  await add('dana');
  await add('sam');
  await add('alice', '--sso');
});

test('--all changes everybody, and says who had been changed already', async () => {
  expect(await toSso('--all', '--dry-run')).toEqual({
    status: 0,
    out: '2 accounts would wait for a first arrival from the portal, without a password.\n1 signs in by SSO already.',
    err: '',
  });
  expect(await methods()).toEqual(['alice sso', 'dana password', 'sam password']);
  expect(await toSso('--all')).toEqual({
    status: 0,
    out: '2 accounts now wait for a first arrival from the portal, without a password.\n1 signs in by SSO already.',
    err: '',
  });
  expect(await methods()).toEqual(['alice sso', 'dana sso', 'sam sso']);
});

test('of names, one that nobody has fails, and the others are changed', async () => {
  expect(await toSso('DANA', 'nobody')).toEqual({
    status: 1,
    out: '1 account now waits for a first arrival from the portal, without a password.',
    err: 'There is no username "nobody" at harbor.',
  });
  expect(await methods()).toEqual(['alice sso', 'dana sso', 'sam password']);
});

test('--json has the same for programs', async () => {
  const { status, out } = await toSso('dana', 'nobody', '--dry-run', '--json');
  expect(status).toBe(1);
  expect(JSON.parse(out)).toEqual({
    kind: 'changed',
    changed: 1,
    already: 0,
    unknown: ['nobody'],
    dryRun: true,
  });
});

test.each([[[]], [['dana', '--all']]])('%j is neither names nor everybody', async (args) => {
  expect(await toSso(...args)).toEqual({
    status: 1,
    out: '',
    err: 'Give either usernames or --all.',
  });
  expect(await methods()).toContain('dana password');
});

test('at a utility without SSO it says what to do first', async () => {
  await apply('standalone');
  expect(await toSso('--all')).toEqual({
    status: 1,
    out: '',
    err: 'Nobody signs in by SSO at harbor: apply it with signIn: both or sso first.',
  });
});

test('an SSO account is added where there is SSO, and a password account where there are passwords', async () => {
  await apply('standalone');
  expect(await add('erin', '--sso')).toMatchObject({
    status: 1,
    err: '--sso: must be a password: nobody signs in by SSO at this utility',
  });
  await apply('sso');
  expect(await add('erin')).toMatchObject({
    status: 1,
    err: '--sso: must be SSO: nobody signs in with a password at this utility',
  });
  expect(await add('erin', '--sso')).toEqual({ status: 0, out: 'erin was added.', err: '' });
});

test('an SSO account may have the address of another, since it has no password to reset', async () => {
  const { status, err } = await add('erin', '--sso', '--email', 'dana@h.example');
  expect({ status, err }).toEqual({ status: 0, err: '' });
});
