import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Scope } from '@/lib/scope';
import { beginSignIn } from '@/lib/sso/oidc/begin-sign-in';
import { forgetProviders } from '@/lib/sso/oidc/forget-providers';
import { receiveAnswer } from '@/lib/sso/oidc/receive-answer';
import { testReport } from '@/lib/sso/test-report';
import { findTestReport, keepTestReport } from '@/lib/sso/test-report-store';
import { disableUser } from '@/lib/users/disable-user';
import { oidcConnection } from '@/lib/utilities/portal-rules';
import { everythingStored, rowsWith } from '@/tests/support/stored-text';
import { actingAs } from '@/tests/support/test-administrator';
import {
  type AuthorizeOptions,
  type Person,
  startTestProvider,
  type TestProvider,
} from '@/tests/support/test-provider';
import { later, MINUTE, NOON, testScope } from '@/tests/support/test-scope';
import { testPerson, testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import type { Settings } from '@/tests/support/utility-settings';

let provider: TestProvider;
let door: Scope;

const noonSeconds = NOON.getTime() / 1000;
const alice: Person = {
  sub: 'alice-1',
  preferred_username: 'Alice',
  name: 'Alice Archer',
  email: 'alice@mail.example',
  email_verified: true,
  groups: ['reps', 'bowling'],
};

beforeAll(async () => {
  provider = await startTestProvider({ now: () => NOON });
});

beforeEach(async () => {
  door = await doorOf();
});

afterEach(() => {
  provider.tokenClaims(null);
  provider.userinfo(undefined);
  provider.setAway(false);
  forgetProviders();
});

afterAll(() => provider.stop());

async function doorOf(
  more: Partial<Extract<NonNullable<Settings['sso']>, { kind: 'oidc' }>> = {},
  settings: Settings = {},
): Promise<Scope> {
  const sso: Settings['sso'] = {
    kind: 'oidc',
    issuer: provider.issuer,
    clientId: provider.clientId,
    clientSecret: `\${SECRET}`,
    roles: { CSR: ['reps'], CSA: ['admins'] },
    ...more,
  };
  const secrets = { 'sso.clientSecret': provider.clientSecret };
  return testScope(await testUtility({ signIn: 'both', sso, ...settings }, secrets));
}

interface Way {
  scope?: Scope;
  mustBeFresh?: boolean;
  authorize?: AuthorizeOptions;
}

/** A whole test sign-in of a person, from here to the portal and back. */
async function tested(person: Partial<Person> = {}, way: Way = {}) {
  const { scope = door, mustBeFresh = false, authorize = {} } = way;
  const connection = oidcConnection(scope.utility);
  if (!connection) throw new Error('There is no portal.');
  const purpose = { kind: 'test', reportSecret: 'secret', by: 'link' } as const;
  const asked = { mustBeFresh, returnTo: '/sso/test', purpose };
  const { address, attempt } = await beginSignIn(scope, connection, asked);
  const back = provider.authorize(address, { ...alice, ...person }, authorize);
  const received = { ...attempt, mustBeFresh: false };
  const outcome = await receiveAnswer(scope, connection, received, back.searchParams);
  return testReport(scope, connection, { ...attempt, by: 'link' }, outcome);
}

describe('what arrived', () => {
  test('is told claim by claim, with the provider that was asked', async () => {
    const report = await tested();
    expect(report).toMatchObject({
      at: NOON.toISOString(),
      portal: { kind: 'oidc', issuer: provider.issuer, clientId: 'csi' },
      mustBeFresh: false,
      evidence: null,
    });
    const claims = report.arrived?.claims ?? [];
    const told = Object.fromEntries(claims.map(({ name, value }) => [name, value]));
    expect(told).toMatchObject({ sub: 'alice-1', groups: '["reps","bowling"]', nonce: null });
    expect(new Set(claims.map(({ source }) => source))).toEqual(new Set(['id_token']));
  });

  test('is told apart where it came from userinfo', async () => {
    provider.tokenClaims({ groups: undefined });
    provider.userinfo({ groups: ['reps'], sub: 'alice-1' });
    const { arrived, verdict } = await tested();
    const sources = Object.fromEntries(arrived?.claims.map((c) => [c.name, c.source]) ?? []);
    expect(sources).toMatchObject({ sub: 'id_token', groups: 'userinfo' });
    expect(verdict.kind).toBe('let_in');
  });

  test('is told with what each rule made of it', async () => {
    const { arrived } = await tested({ email: 'nobody' });
    expect(arrived?.attributes).toMatchObject([
      { target: 'subject', from: ['sub'], configured: false, value: 'alice-1' },
      { target: 'username', from: ['preferred_username'], found: ['Alice'], value: 'Alice' },
      { target: 'fullName', value: 'Alice Archer', fault: null },
      { target: 'email', found: ['nobody'], value: null, fault: 'not_an_email' },
      { target: 'roles', from: ['groups'], value: 'CSR' },
    ]);
    expect(arrived?.roles).toEqual([
      { role: 'CSR', wanted: ['reps'], matched: ['reps'] },
      { role: 'CSA', wanted: ['admins'], matched: [] },
      { role: 'BILL_ADVISOR', wanted: [], matched: [] },
    ]);
    expect(arrived).toMatchObject({ unusedRoleValues: ['bowling'], moreRoleValues: 0 });
  });

  test('is told of 100 role values that nobody wants, and how many there were beyond', async () => {
    const groups = Array.from({ length: 103 }, (_, i) => `group-${i}`);
    const { arrived } = await tested({ groups: ['reps', ...groups] });
    expect(arrived?.unusedRoleValues).toHaveLength(100);
    expect(arrived?.moreRoleValues).toBe(3);
  });

  test('holds no token, code or secret, also where a rule names one', async () => {
    const token = provider.sign({ sub: 'alice' });
    const attributes = { username: 'code', fullName: 'access_token', email: 'note' };
    const scope = await doorOf({ attributes });
    const groups = ['reps', token];
    const report = await tested(
      { access_token: 'opaque', code: 'a-code', note: token, nickname: token, groups },
      { scope },
    );
    const text = JSON.stringify(report);
    for (const secret of [token, 'opaque', 'a-code', provider.clientSecret]) {
      expect(text).not.toContain(secret);
    }
    expect(report.arrived?.attributes[2]).toMatchObject({ found: ['•••'], value: '•••' });
    expect(report.arrived?.unusedRoleValues).toEqual(['•••']);
  });
});

describe('the verdict', () => {
  test('says that a new account would be made', async () => {
    const { verdict } = await tested();
    expect(verdict).toEqual({
      kind: 'let_in',
      how: 'made',
      username: 'Alice',
      roles: ['CSR'],
    });
  });

  test('says that an account that waits would be bound, and under which name', async () => {
    await testUser(door, { username: 'alice', signInMethod: 'sso' });
    const { verdict } = await tested();
    expect(verdict).toMatchObject({ kind: 'let_in', how: 'bound', username: 'alice' });
  });

  test.each([
    ['nobody gave a role', { groups: ['bowling'] }, 'no_role'],
    ['the username is somebody else’s', { preferred_username: 'dana' }, 'username_taken'],
  ])('says that %s', async (_, person, reason) => {
    await testPerson(door, { username: 'dana' });
    const { verdict } = await tested(person);
    expect(verdict).toMatchObject({ kind: 'not_admitted', reason });
  });

  test('says that only known usernames are let in', async () => {
    const scope = await doorOf({ provision: 'match' });
    expect((await tested({}, { scope })).verdict).toEqual({
      kind: 'not_admitted',
      reason: 'unknown_username',
      username: 'Alice',
    });
  });

  test('says that the account is disabled', async () => {
    const { userId } = await testUser(door, { username: 'alice', signInMethod: 'sso' });
    const admin = await testPerson(door, { username: 'csa', roles: ['CSA'] });
    await disableUser(actingAs(door, { userId: admin.userId, username: 'csa' }), userId);
    expect((await tested()).verdict).toMatchObject({ reason: 'disabled' });
  });

  test('names the attributes that cannot be used, with the rest of the report', async () => {
    const { verdict, arrived } = await tested({ preferred_username: 'no name at all' });
    expect(verdict).toEqual({
      kind: 'refused',
      fault: 'attributes',
      detail: 'username: not_a_username',
    });
    expect(arrived?.roles[0]).toMatchObject({ matched: ['reps'] });
  });

  test('of an answer that is refused is the exact fault, and nothing of the answer is believed', async () => {
    provider.tokenClaims({ aud: 'somebody-else' });
    const { verdict, arrived } = await tested();
    expect(verdict).toMatchObject({ kind: 'refused', fault: 'audience' });
    expect(arrived).toBeNull();
  });

  test('of a portal that refuses is its own word', async () => {
    const { verdict } = await tested({}, { authorize: { error: 'access_denied' } });
    expect(verdict).toMatchObject({ fault: 'portal_refused', detail: 'error=access_denied' });
  });

  test('of a portal that goes away meanwhile says that it does not answer', async () => {
    const connection = oidcConnection(door.utility);
    if (!connection) throw new Error('There is no portal.');
    const purpose = { kind: 'test', reportSecret: 'secret', by: 'link' } as const;
    const asked = { mustBeFresh: false, returnTo: '/sso/test', purpose };
    const { address, attempt } = await beginSignIn(door, connection, asked);
    const back = provider.authorize(address, alice);
    provider.setAway(true);
    const outcome = await receiveAnswer(door, connection, attempt, back.searchParams);
    const { verdict } = await testReport(door, connection, { ...attempt, by: 'link' }, outcome);
    expect(verdict).toMatchObject({
      kind: 'unavailable',
      detail: expect.stringMatching(/^localhost:/),
    });
  });
});

describe('after an idle sign-out', () => {
  const old = { authTime: noonSeconds - 3600 };

  test('a portal that asks and says when would do', async () => {
    const { verdict, arrived } = await tested({}, { mustBeFresh: true });
    expect(verdict.kind).toBe('let_in');
    expect(arrived).toMatchObject({ notFresh: null, mustAskAfterIdle: true });
  });

  test.each([
    ['does not say when', { authTime: null }, 'auth_time_missing'],
    ['says that it was before', old, 'auth_time_old'],
  ] as const)(
    'a portal that %s would be refused, and the rest is told too',
    async (_, authorize, why) => {
      const { verdict, arrived } = await tested({}, { mustBeFresh: true, authorize });
      expect(verdict).toEqual({ kind: 'refused', fault: 'not_fresh', detail: why });
      expect(arrived).toMatchObject({ notFresh: why });
      expect(arrived?.claims.length).toBeGreaterThan(0);
    },
  );

  test('is foretold at a usual test, which it does not make fail', async () => {
    const { verdict, arrived } = await tested({}, { authorize: { authTime: null } });
    expect([verdict.kind, arrived?.notFresh]).toEqual(['let_in', 'auth_time_missing']);
  });

  test('nothing is asked for where the utility does not', async () => {
    const scope = await doorOf({ reauthAfterIdle: false });
    const { verdict, arrived } = await tested({}, { scope, mustBeFresh: true, authorize: old });
    expect([verdict.kind, arrived?.mustAskAfterIdle]).toEqual(['let_in', false]);
  });
});

describe('a test changes nothing', () => {
  test.each([
    ['who would get a new account', {}],
    ['who would be bound', { preferred_username: 'waiting' }],
    ['who would stand as a pending link', { preferred_username: 'dana' }],
    ['who has no role', { groups: [] }],
  ])('of somebody %s', async (_, person) => {
    await testPerson(door, { username: 'dana' });
    await testUser(door, { username: 'waiting', signInMethod: 'sso' });
    const before = await everything();
    await tested(person);
    expect(await everything()).toEqual(before);
  });

  /** Every row of every table. That an answer was used is noted whatever came of it. */
  const everything = async () =>
    (await everythingStored()).filter((line) => !line.startsWith('sso_used:')).sort();
});

describe('a report', () => {
  const secret = 'r'.repeat(43);

  test('comes back to who has its secret, and to nobody else', async () => {
    const report = await tested();
    await keepTestReport(door, secret, report);
    expect(await findTestReport(door, secret)).toMatchObject(report);
    expect(await findTestReport(door, 'x'.repeat(43))).toBeNull();
    const valley = await doorOf({}, { utility: 'valley' });
    expect(await findTestReport(valley, secret)).toBeNull();
  });

  test('is there for 15 minutes', async () => {
    await keepTestReport(door, secret, await tested());
    expect(await findTestReport(later(door, 15 * MINUTE - 1), secret)).not.toBeNull();
    expect(await findTestReport(later(door, 15 * MINUTE), secret)).toBeNull();
  });

  test('is kept without its secret, and without the portal’s', async () => {
    await keepTestReport(door, secret, await tested());
    expect((await rowsWith(secret)).filter((row) => row.includes(secret))).toEqual([]);
  });

  test('of an answer that was sent twice is that of the first', async () => {
    const [report, used] = [await tested(), { kind: 'refused', fault: 'used_already', detail: '' }];
    const second = { ...report, arrived: null, verdict: used } as typeof report;
    for (const order of [
      [report, second],
      [second, report],
    ]) {
      for (const one of order) await keepTestReport(door, secret, one);
      expect(await findTestReport(door, secret)).toMatchObject({ verdict: { kind: 'let_in' } });
    }
  });

  test('holds whatever a portal sends', async () => {
    const hostile = { name: 'a\0b\ud800', 'na\0me': ['\0'], groups: ['reps', 'x\0\udc00'] };
    await keepTestReport(door, secret, await tested(hostile));
    expect(await findTestReport(door, secret)).toMatchObject({ verdict: { kind: 'let_in' } });
  });
});
