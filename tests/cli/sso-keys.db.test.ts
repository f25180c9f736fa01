import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { samlKeys } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type * as certificates from '@/lib/sso/saml/make-certificate';
import { csi } from '@/tests/cli/csi';
import { testServiceKeys } from '@/tests/support/service-keys';
import { testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

vi.mock('@/lib/sso/saml/make-certificate', async (original) => {
  const actual = await original<typeof certificates>();
  // A real one takes a second; tests/sso/saml/make-certificate makes one.
  const pair = actual.newKeyPair(2048);
  return {
    ...actual,
    makeKey: async (certified: Parameters<typeof actual.makeKey>[0]) =>
      actual.certify(await pair, certified),
  };
});

const saml = 'signIn: sso\nsso: { kind: saml, metadata: https://portal.example/metadata }\n';

async function apply(settings: string, ...args: string[]) {
  const directory = await mkdtemp(join(tmpdir(), 'csi-cli-'));
  const file = join(directory, 'harbor.yaml');
  const text = `utility: harbor\nname: Harbor Power\ndomains: [csi.harbor.example]\n${settings}`;
  await writeFile(file, text);
  const done = await csi('apply', file, ...args);
  await rm(directory, { recursive: true });
  return done;
}

const keys = (...args: string[]) => csi('sso', 'keys', 'harbor', ...args);
/** The columns of the list, without its head. */
const rowsIn = (out: string) =>
  out
    .split('\n')
    .filter((line) => /^(signing|encryption) /.test(line))
    .map((line) => line.split(/ {2,}/));
const statesIn = (out: string) => rowsIn(out).map(([purpose, state]) => `${purpose} ${state}`);
const samlUtility = async () => testScope(await testUtility({ signIn: 'sso', sso: portal }));

test('apply gives a new SAML utility its first keys, and says where the portal finds them', async () => {
  const { status, out } = await apply(saml);
  expect(status).toBe(0);
  expect(out).toContain(
    'harbor: SAML keys made\n  → what the portal needs of them: csi sso show harbor',
  );
  expect(statesIn((await keys()).out)).toEqual(['signing current', 'encryption current']);
});

test('applied again, nothing is made and nothing told', async () => {
  await apply(saml);
  const before = (await keys()).out;
  expect((await apply(saml)).out).not.toContain('keys');
  expect((await keys()).out).toBe(before);
});

test('apply --json says so for programs, and a dry run makes none', async () => {
  expect((await apply(saml, '--dry-run')).out).not.toContain('keys');
  expect(await db().select().from(samlKeys)).toEqual([]);
  expect(JSON.parse((await apply(saml, '--json')).out)).toMatchObject([{ keysMade: true }]);
  expect(JSON.parse((await apply(saml, '--json')).out)[0]).not.toHaveProperty('keysMade');
});

test('apply gives no keys to a utility without a SAML portal', async () => {
  expect((await apply('')).out).not.toContain('keys');
  expect(await db().select().from(samlKeys)).toEqual([]);
});

test('a list shows purpose, state, fingerprint, from and until, and no private key', async () => {
  await testServiceKeys(await samlUtility());
  const { status, out } = await keys();
  expect(status).toBe(0);
  expect(out.split('\n')[0]?.split(/ {2,}/)).toEqual(['FOR', 'STATE', 'SHA-256', 'FROM', 'UNTIL']);
  const sha256 = expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  expect(rowsIn(out)).toEqual([
    ['signing', 'current', sha256, '2026-03-02', '2031-03-02'],
    ['encryption', 'current', sha256, '2026-03-02', '2031-03-02'],
  ]);
  expect(out).not.toContain('PRIVATE');
});

test('--json has the same for programs, with the certificates, and no private key', async () => {
  await testServiceKeys(await samlUtility());
  const { out } = await keys('--json');
  expect(JSON.parse(out)).toMatchObject({
    utility: 'harbor',
    keys: [
      {
        purpose: 'signing',
        state: 'current',
        sha256: expect.stringContaining(':'),
        notBefore: '2026-03-02T11:00:00.000Z',
        notAfter: '2031-03-02T11:00:00.000Z',
        certificate: expect.stringMatching(/^-----BEGIN CERTIFICATE-----\n/),
      },
      { purpose: 'encryption' },
    ],
  });
  expect(out).not.toContain('PRIVATE');
});

test('keys are rolled in three steps, each of which says what comes next', async () => {
  await samlUtility();
  expect((await keys()).out).toBe('harbor has none yet; make them: csi sso keys harbor --new');
  const first = await keys('--new');
  expect(first.out).toContain('https://csi.harbor.example/sso/saml/metadata');
  const next = await keys('--new');
  expect(statesIn(next.out)).toContain('signing next');
  expect(next.out).toContain('csi sso keys harbor --switch');
  const switched = await keys('--switch');
  expect(statesIn(switched.out)).toEqual([
    'signing current',
    'signing former',
    'encryption current',
    'encryption former',
  ]);
  expect(switched.out).toContain('csi sso keys harbor --retire');
  const retired = await keys('--retire');
  expect(statesIn(retired.out)).toEqual(['signing current', 'encryption current']);
  expect([first, next, switched, retired].map(({ status }) => status)).toEqual([0, 0, 0, 0]);
  expect(rowsIn(retired.out)[0]?.[2]).toBe(rowsIn(next.out)[1]?.[2]);
});

test('--json says what was done', async () => {
  await samlUtility();
  expect(JSON.parse((await keys('--new', '--json')).out)).toMatchObject({ done: 'made' });
  expect(JSON.parse((await keys('--new', '--json')).out)).toMatchObject({ done: 'made_next' });
});

test.each([
  ['--new', ['current', 'next'], /next keys already.*--switch/],
  ['--switch', ['current'], /no next keys.*--new/],
  ['--switch', ['current', 'next', 'former'], /former keys.*--retire/],
  ['--retire', ['current'], /no former keys/],
] as const)(
  '%s at %j is refused, says what to do, and changes nothing',
  async (option, states, why) => {
    await testServiceKeys(await samlUtility(), ...states);
    const before = (await keys()).out;
    const { status, out, err } = await keys(option);
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(err).toMatch(why);
    expect((await keys()).out).toBe(before);
  },
);

test('two steps at once are not understood, and neither is done', async () => {
  await testServiceKeys(await samlUtility(), 'current', 'next', 'former');
  const { status, err } = await keys('--switch', '--retire');
  expect(status).toBe(2);
  expect(err).toContain('--retire');
  expect(statesIn((await keys()).out)).toHaveLength(6);
});

test('a utility without a SAML portal needs no keys, and gets none', async () => {
  await testUtility();
  expect(await keys('--new')).toEqual({
    status: 1,
    out: '',
    err: 'harbor has no SAML portal (sso.kind: saml), and needs no keys.',
  });
  expect(await db().select().from(samlKeys)).toEqual([]);
});

test('an unknown utility is named', async () => {
  expect(await keys()).toMatchObject({ status: 1, err: expect.stringContaining('"harbor"') });
});
