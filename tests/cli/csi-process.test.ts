import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const CHECKOUT = join(import.meta.dirname, '../..');

/** The command line as a process of its own, with these settings and no others. */
function csi(args: string[], settings: Record<string, string>) {
  return new Promise<{ status: unknown; out: string; err: string }>((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'cli/csi.ts', ...args],
      { cwd: CHECKOUT, env: { ...settings, PATH: process.env.PATH, NODE_ENV: 'test' } },
      (error, out, err) => resolve({ status: error ? error.code : 0, out, err }),
    );
  });
}

const settings = {
  // Port 1 is nobody's.
  DATABASE_URL: 'postgres://csi@127.0.0.1:1/csi',
  AUTH_SECRET: 'a-secret-of-at-least-thirty-two-characters',
  SMTP_URL: 'smtp://127.0.0.1:1',
  MAIL_FROM: 'no-reply@csi.example',
};

test('help needs no settings', async () => {
  expect(await csi(['--help'], {})).toMatchObject({ status: 0, err: '' });
});

test('settings that are missing are named in one line', async () => {
  expect(await csi(['utility', 'list'], {})).toEqual({
    status: 1,
    out: '',
    err: 'Cannot start: DATABASE_URL is missing; AUTH_SECRET is missing; SMTP_URL is missing; MAIL_FROM is missing\n',
  });
});

test('a database that is away is told in one line', async () => {
  expect(await csi(['utility', 'list'], settings)).toEqual({
    status: 1,
    out: '',
    err: 'The database is not reachable (ECONNREFUSED); check DATABASE_URL and the server.\n',
  });
});

test('doctor finds the database away, says how to mend it, and fails', async () => {
  const { status, out } = await csi(['doctor', '--json'], settings);
  expect(status).toBe(1);
  expect(JSON.parse(out)).toMatchObject([
    { state: 'ok', subject: 'settings' },
    { state: 'fault', subject: 'database', remedy: expect.stringContaining('start PostgreSQL') },
  ]);
});
