import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { db } from '@/lib/db';
import { utilityById } from '@/lib/utilities/utility-by-host';
import { csi } from '@/tests/cli/csi';
import { addManyUsers } from '@/tests/support/many-users';
import { signedIn } from '@/tests/support/signed-in';
import { testScope } from '@/tests/support/test-scope';
import { testPerson } from '@/tests/support/test-user';

let file: string;

beforeEach(async () => {
  vi.stubEnv('HARBOR_OIDC_SECRET', 'a-secret-of-the-portal');
  const directory = await mkdtemp(join(tmpdir(), 'csi-cli-'));
  file = join(directory, 'harbor.yaml');
  onTestFinished(() => rm(directory, { recursive: true }));
});

async function apply(signIn: string, ...options: string[]) {
  await writeFile(
    file,
    `utility: harbor
name: Harbor Power
domains: [harbor.localhost:3000]
signIn: ${signIn}
sso:
  kind: oidc
  issuer: https://id.harbor.example
  clientId: csi
  clientSecret: \${HARBOR_OIDC_SECRET}
`,
  );
  return csi('apply', file, ...options);
}

/** At the present time, since the command line lives in it. */
async function harbor() {
  const utility = await utilityById(db(), 'harbor');
  if (!utility) throw new Error('There is no utility.');
  return testScope(utility, { now: () => new Date() });
}

test('apply --dry-run says who would lose their way in, and apply who has', async () => {
  await apply('standalone');
  const scope = await harbor();
  await signedIn(scope, await testPerson(scope, { username: 'dana', roles: ['CSA'] }));
  await testPerson(scope, { username: 'sam' });
  expect((await apply('sso', '--dry-run')).out).toBe(
    [
      'harbor: would be changed',
      '  signIn: standalone → sso',
      '  2 accounts would lose their way in, 1 administrator among them: dana, sam',
      '  1 open session would end',
      '  → to let them come in from the portal: csi user to-sso --utility harbor --all',
      '  no active administrator can sign in',
      '  → csi user add --utility harbor --role CSA --sso …',
    ].join('\n'),
  );
  const { status, out } = await apply('sso');
  expect(status).toBe(0);
  expect(out).toContain('2 accounts have lost their way in, 1 administrator among them: dana, sam');
  expect(out).toContain('1 open session has ended');
  expect((await apply('sso')).out).toBe('nothing to change');
});

test('apply names twenty of many, and how many more there are', async () => {
  await apply('standalone');
  await addManyUsers('harbor', 1_234);
  const { out } = await apply('sso', '--dry-run');
  expect(out).toMatch(
    /^ {2}1,234 accounts would lose their way in: many1, many10, .*, and 1,214 more$/m,
  );
});

test('apply says that nobody loses anything where another way opens', async () => {
  await apply('standalone');
  const scope = await harbor();
  await testPerson(scope, { username: 'dana', roles: ['CSA'] });
  expect((await apply('both', '--dry-run')).out).toBe(
    'harbor: would be changed\n  signIn: standalone → both\n  nobody would lose their way in',
  );
});

test('apply --json has the same for programs, and nothing of it for other changes', async () => {
  await apply('standalone');
  const scope = await harbor();
  await testPerson(scope, { username: 'dana', roles: ['CSA'] });
  expect(JSON.parse((await apply('sso', '--dry-run', '--json')).out)).toEqual([
    {
      kind: 'change',
      utilityId: 'harbor',
      changes: [{ setting: 'signIn', from: 'standalone', to: 'sso' }],
      waysIn: {
        from: 'standalone',
        to: 'sso',
        losing: { accounts: 1, administrators: 1, usernames: ['dana'] },
        hasAdministrator: false,
        waitingAgain: 0,
        sessions: 0,
        links: 0,
      },
    },
  ]);
  const [unchanged] = JSON.parse((await apply('standalone', '--json')).out);
  expect(unchanged).toEqual({ kind: 'unchanged', utilityId: 'harbor' });
});
