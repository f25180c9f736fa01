import { startAppServer } from '@/demo/app-server';
import { freePort } from '@/demo/free-port';
import { settingsOf, theInstallation } from '@/tests/e2e/support/installation';
import { expect, test } from '@/tests/e2e/support/test';

const secret = 'x'.repeat(40);
const BAD: [what: string, settings: Record<string, string>, line: RegExp][] = [
  ['no DATABASE_URL', { DATABASE_URL: '' }, /^Cannot start: DATABASE_URL is missing$/],
  ['no AUTH_SECRET', { AUTH_SECRET: '' }, /^Cannot start: AUTH_SECRET is missing$/],
  ['a short AUTH_SECRET', { AUTH_SECRET: 'short' }, /^Cannot start: AUTH_SECRET must be/],
  ['a short older secret', { AUTH_SECRET: `${secret},y` }, /^Cannot start: AUTH_SECRET must be/],
  ['no mail server', { SMTP_URL: '' }, /^Cannot start: SMTP_URL is missing$/],
  ['no sender', { MAIL_FROM: '' }, /^Cannot start: MAIL_FROM is missing$/],
  ['another database', { DATABASE_URL: 'mysql://x/y' }, /^Cannot start: DATABASE_URL must be a/],
  ['no number', { TRUSTED_PROXIES: 'two' }, /^Cannot start: TRUSTED_PROXIES must be a whole/],
  ['a short token', { METRICS_TOKEN: 'x' }, /^Cannot start: METRICS_TOKEN must have/],
  [
    'two faults',
    { DATABASE_URL: '', METRICS_TOKEN: 'x' },
    /^Cannot start: DATABASE_URL is missing; METRICS_TOKEN must/,
  ],
];

for (const [what, settings, line] of BAD) {
  test(`with ${what} the start ends with one line and status 1`, async () => {
    const lines: string[] = [];
    const starting = startAppServer({
      port: await freePort(),
      env: { ...settingsOf(theInstallation()), ...settings },
      onLine: (text) => lines.push(text),
    });
    await expect(starting).rejects.toThrow('status 1');
    expect(lines).toEqual([expect.stringMatching(line)]);
    for (const value of Object.values(settings)) {
      if (value.length > 4) expect(lines[0]).not.toContain(value);
    }
  });
}

test('on a port that is taken the start ends with one line and status 1', async ({ servers }) => {
  const lines: string[] = [];
  const taken = servers.portOf();
  // The server that has the port answers in its place: what counts is what this one says and does.
  const server = await startAppServer({
    port: taken,
    env: settingsOf(theInstallation()),
    onLine: (text) => lines.push(text),
  });
  expect(await server.ended).toBe(1);
  expect(lines).toContain(`Cannot start: PORT ${taken} is in use`);
});
