import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ssoSessions } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Asked } from '@/lib/sso/sign-in-attempt';
import {
  alice,
  clock,
  type PortalVisit,
  portalVisit,
  startAnew,
} from '@/tests/sso/oidc/portal-visit';
import { eventually } from '@/tests/support/eventually';
import {
  type Person,
  startTestProvider,
  type TestProvider,
  type TestProviderOptions,
} from '@/tests/support/test-provider';
import { NOON, noonPlus, SECOND } from '@/tests/support/test-scope';

vi.mock('pino', () => import('@/tests/support/captured-pino'));

type SsoSettings = NonNullable<NonNullable<Parameters<typeof portalVisit>[1]>['sso']>;

let provider: TestProvider;
let visit: PortalVisit;

beforeEach(() => at());
afterEach(() => provider.stop());

/** The utility at a provider of this kind. */
async function at(options: TestProviderOptions = {}, sso: SsoSettings = {}): Promise<void> {
  await provider?.stop();
  provider = await startTestProvider({ now: () => clock.portal, ...options });
  startAnew(provider);
  visit = await portalVisit(provider, { sso });
}

/** Who comes in, as their account is then; or why not. */
async function arriving(person: Person = alice): Promise<unknown> {
  const { outcome } = await visit.signIn({ person });
  if (outcome.kind !== 'signed_in') return outcome;
  const { username, fullName, email, roles } = outcome.account;
  return { username, fullName, email, roles };
}

const inside = {
  username: 'alice',
  fullName: 'Alice Archer',
  email: 'alice@mail.example',
  roles: ['CSR'],
};

describe('a provider', () => {
  test.each<[string, TestProviderOptions]>([
    ['at the root of its host', { path: '' }],
    ['with a slash at the end', { path: '/' }],
    ['in a path, as of a tenant', { path: '/tenants/harbor/v2.0' }],
    ['in a path with a slash at the end', { path: '/realms/harbor/' }],
    ['that signs by RS256', { alg: 'RS256' }],
    ['that signs by ES256', { alg: 'ES256' }],
    ['that takes client_secret_basic only', { authMethods: ['client_secret_basic'] }],
    ['that takes client_secret_post only', { authMethods: ['client_secret_post'] }],
    ['that names tokens for a few seconds only', { tokenSeconds: 5 }],
  ])('%s lets people in', async (_, options) => {
    await at(options);
    expect(await arriving()).toEqual(inside);
    const [{ auth } = {}] = provider.requestsAt('/token');
    expect(auth).toBe(options.authMethods?.join() === 'client_secret_post' ? 'post' : 'basic');
  });

  test.each<[string, Record<string, unknown>]>([
    ['no way of client authentication', { token_endpoint_auth_methods_supported: undefined }],
    ['no PKCE', { code_challenge_methods_supported: undefined }],
    ['only the plain PKCE', { code_challenge_methods_supported: ['plain'] }],
    ['no end of sessions', { end_session_endpoint: undefined }],
    ['nothing for an end of sessions', { end_session_endpoint: null }],
    ['no userinfo', { userinfo_endpoint: undefined }],
    ['no issuer in answers', { authorization_response_iss_parameter_supported: undefined }],
    ['much that nobody here knows', { acr_values_supported: ['x'], claims_supported: 7 }],
  ])('that advertises %s lets people in, with PKCE all the same', async (_, patch) => {
    provider.document(patch);
    const { address } = await visit.begin();
    expect(new URL(address).searchParams.get('code_challenge_method')).toBe('S256');
    expect(await arriving()).toEqual(inside);
    expect(provider.requestsAt('/token')[0]).toMatchObject({ form: { code_verifier: '(secret)' } });
  });

  test('that names no issuer in its answers, and never said that it would, lets people in', async () => {
    provider.document({ authorization_response_iss_parameter_supported: undefined });
    const came = await visit.signIn({ portal: { iss: null } });
    expect(came.outcome).toMatchObject({ kind: 'signed_in' });
  });

  test('whose authorization address has a query of its own keeps it', async () => {
    const authorization_endpoint = `${provider.issuer}/authorize?p=B2C_1_sign_in`;
    provider.document({ authorization_endpoint });
    const { address } = await visit.begin();
    expect(address.startsWith(`${authorization_endpoint}&`)).toBe(true);
    expect(await arriving()).toEqual(inside);
  });

  test.each<[string, Record<string, unknown>, object]>([
    ['names no key', {}, { kid: null }],
    ['names us in a list', { aud: ['csi'] }, {}],
    ['names others too, and us as who asked', { aud: ['csi', 'api://x'], azp: 'csi' }, {}],
    ['has no type', {}, { typ: null }],
    ['does not say when it asked for the password', { auth_time: undefined }, {}],
    ['says 0 for not knowing when it asked', { auth_time: 0 }, {}],
    ['is valid from half a minute ago', { nbf: NOON.getTime() / 1000 - 30 }, {}],
    ['holds what nobody here knows', { acr: '1', amr: ['pwd'], at_hash: 'x', ver: '2.0' }, {}],
  ])('whose ID token %s lets people in', async (_, claims, how) => {
    provider.tokenClaims(claims, how);
    expect(await arriving()).toEqual(inside);
  });

  test('whose ID token says a claim twice means the last, wherever it is looked at', async () => {
    provider.tokenClaims((claims) =>
      provider.sign(JSON.stringify(claims).replace('{', '{"sub":"bob","roles":["admins"],')),
    );
    expect(await arriving()).toEqual(inside);
    expect(await db().select().from(ssoSessions)).toMatchObject([{ subject: 'sub-of-alice' }]);
  });

  test('is never asked to answer without a word to the person', async () => {
    const every: Partial<Asked>[] = [
      {},
      { mustBeFresh: true },
      { loginHint: 'alice&prompt=none' },
      { mustBeFresh: true, loginHint: 'none' },
      { returnTo: '/home?prompt=none' },
      { purpose: { kind: 'test', reportSecret: 'x', by: 'link' } },
      { purpose: { kind: 'test', reportSecret: 'x', by: 'link' }, mustBeFresh: true },
    ];
    for (const asked of every) {
      const { searchParams } = new URL((await visit.begin(asked)).address);
      const prompt = searchParams.getAll('prompt');
      expect(prompt).toEqual(asked.mustBeFresh ? ['login'] : []);
      expect(searchParams.getAll('max_age')).toEqual(asked.mustBeFresh ? ['0'] : []);
    }
  });

  test.each([
    [0, '0'],
    [999, '0'],
    [1000, '1'],
    [1999, '1'],
    [3_600_000, '3600'],
  ])(
    'is told how long ago the last session here was over: %i ms, as %s s',
    async (ago, seconds) => {
      const asked = { mustBeFresh: true, freshSince: NOON.getTime() - ago };
      const { searchParams } = new URL((await visit.begin(asked)).address);
      expect([searchParams.get('prompt'), searchParams.get('max_age')]).toEqual([null, seconds]);
    },
  );

  test('that answers an unknown person with an error of its own lets them try again', async () => {
    const came = await visit.signIn({ portal: { error: 'interaction_required' } });
    await visit.expectRefused(came, 'portal_refused', /^error=interaction_required$/);
    expect(await arriving()).toEqual(inside);
  });
});

describe('where the profile', () => {
  const { sub, ...profile } = alice;
  const onlySubject = Object.fromEntries(Object.keys(profile).map((name) => [name, undefined]));

  test('stands in userinfo only, people come in as it says', async () => {
    provider.tokenClaims(onlySubject);
    expect(await arriving()).toEqual(inside);
    expect(provider.requestsAt('/userinfo')).toMatchObject([{ method: 'GET', auth: 'bearer' }]);
  });

  test('stands in the ID token whole, userinfo is not asked', async () => {
    expect(await arriving()).toEqual(inside);
    expect(provider.requestsAt('/userinfo')).toEqual([]);
  });

  test.each<[string, Record<string, unknown>]>([
    ['empty texts', { email: '', name: '', preferred_username: '', roles: '' }],
    ['null', { email: null, name: null, preferred_username: null, roles: null }],
    ['empty lists', { email: [], name: [], preferred_username: [], roles: [] }],
  ])(
    'stands in userinfo, and the ID token has %s in its place, userinfo counts',
    async (_, none) => {
      provider.tokenClaims(none);
      expect(await arriving()).toEqual(inside);
    },
  );

  test('has no email address anywhere, or an empty one, people come in without', async () => {
    for (const email of [undefined, '', null, ' ']) {
      provider.tokenClaims({ email });
      provider.userinfo({ ...profile, email });
      expect(await arriving()).toEqual({ ...inside, email: '' });
    }
    expect(sub).toBe(alice.sub);
  });

  test('is nowhere, nobody comes in, and the reason names what is missing', async () => {
    provider.tokenClaims(onlySubject);
    provider.userinfo({});
    const came = await visit.signIn();
    await visit.expectRefused(came, 'attributes', /username: missing/);
  });
});

describe('roles come', () => {
  test.each<[string, unknown]>([
    ['as one text', 'reps'],
    ['in a list', ['others', 'reps']],
    ['in a list with commas', 'others,reps, admins of another'],
    ['in a list said twice', ['reps', 'reps']],
    ['as objects', [{ name: 'reps' }]],
    ['as keys', { reps: { '2581': 'harbor' } }],
    ['among many', Array.from({ length: 499 }, (_, n) => `group-${n}`).concat('reps')],
  ])('%s', async (_, roles) => {
    expect(await arriving({ ...alice, roles })).toEqual(inside);
  });

  test.each([
    ['in an object, by default', 'realm_access', undefined],
    ['in an object that the operator names', 'resource_access', 'resource_access.csi.roles'],
  ])('%s', async (_, claim, attribute) => {
    await at({}, attribute === undefined ? {} : { attributes: { roles: attribute } });
    const value = attribute === undefined ? { roles: ['reps'] } : { csi: { roles: ['reps'] } };
    expect(await arriving({ ...alice, roles: undefined, [claim]: value })).toEqual(inside);
  });

  test('under an address as name', async () => {
    const name = 'https://harbor.example/claims/roles';
    await at({}, { attributes: { roles: name } });
    expect(await arriving({ ...alice, [name]: 'reps' })).toEqual(inside);
  });
});

describe('a claim', () => {
  const long = 'x'.repeat(100_000);

  test.each<[string, Record<string, unknown>, object]>([
    ['name of 100 KB', { name: long }, { fullName: 'alice' }],
    ['email of 100 KB', { email: `${long}@mail.example` }, { email: '' }],
    ['picture of 100 KB that nobody wants', { picture: long }, {}],
    ['name of two lines', { name: 'Alice\r\nArcher' }, { fullName: 'alice' }],
    ['email of two lines', { email: 'a@mail.example\nBcc: b@mail.example' }, { email: '' }],
    ['name said twice', { name: ['Alice Archer', 'Alice Archer'] }, {}],
    ['name said in two ways', { name: ['Alice Archer', 'Mallory'] }, { fullName: 'alice' }],
    ['role of 100 KB beside one', { roles: [long, 'reps'] }, {}],
    ['role with a line break beside one', { roles: ['a\nadmins', 'reps'] }, {}],
    ['role in other letters beside one', { roles: ['ADMINS', 'reps'] }, {}],
  ])('%s keeps nobody out, and is not taken', async (_, claims, account) => {
    provider.tokenClaims(claims);
    provider.userinfo({ ...alice, ...claims });
    expect(await arriving()).toEqual({ ...inside, ...account });
  });
});

test('a subject that is another at every sign-in is refused with that reason from the third refusal on', async () => {
  const reasons = [];
  for (const sub of ['random-1', 'random-2', 'random-3', 'random-4', 'random-5']) {
    const { outcome } = await visit.signIn({ person: { ...alice, sub } });
    reasons.push(outcome.kind === 'not_admitted' ? outcome.reason : outcome.kind);
  }
  expect(reasons).toEqual([
    'signed_in',
    'username_taken',
    'username_taken',
    'subject_changes',
    'subject_changes',
  ]);
});

describe('a portal’s clock', () => {
  test.each([
    [100, 'signed_in'],
    [-100, 'signed_in'],
    [130, 'refused'],
    [-130, 'refused'],
  ])('%i seconds from ours: %s', async (off, kind) => {
    clock.portal = noonPlus(off * SECOND);
    const came = await visit.signIn();
    expect(came.outcome).toMatchObject({ kind });
    if (kind === 'refused') {
      const which = off > 0 ? 'ahead of' : 'behind';
      await visit.expectRefused(came, 'clock', new RegExp(`^made 130 s ${which} our clock`));
    }
  });
});

describe('a portal that is away', () => {
  test('between start and answer is told so, and then it works, of itself', async () => {
    const { address } = await visit.begin();
    const answer = provider.authorize(address, alice);
    provider.setAway(true);
    await visit.expectUnavailable(await visit.comeBack(answer), /unreachable/);
    provider.setAway(false);
    expect(await arriving()).toEqual(inside);
  });

  test('from the beginning is told so, and then it works', async () => {
    provider.setAway(true);
    await expect(visit.begin()).rejects.toThrow(/unreachable/);
    provider.setAway(false);
    await eventually(async () => expect(await arriving()).toEqual(inside));
  });

  test('only with its keys is told so, and then it works', async () => {
    provider.answerWith('/jwks', (request) => request.socket.destroy());
    await visit.expectUnavailable(await visit.signIn(), /unreachable/);
    provider.answerWith('/jwks', null);
    await eventually(async () => expect(await arriving()).toEqual(inside));
  });
});

describe('a key change at the portal', () => {
  test.each([true, false])(
    'between two sign-ins (old key kept: %s) refuses nobody',
    async (keepOld) => {
      expect(await arriving()).toEqual(inside);
      provider.keys.rotate({ keepOld });
      expect(await arriving()).toEqual(inside);
    },
  );

  test('to another algorithm refuses nobody', async () => {
    expect(await arriving()).toEqual(inside);
    provider.keys.rotate({ alg: 'RS256', keepOld: false });
    expect(await arriving()).toEqual(inside);
  });

  test('in a stream of 200 sign-ins fails none', async () => {
    const people = Array.from({ length: 200 }, (_, n) => ({
      ...alice,
      sub: `sub-${n}`,
      preferred_username: `person-${n}`,
    }));
    const outcomes: string[] = [];
    const next = async () => {
      for (let person = people.pop(); person; person = people.pop()) {
        if ([150, 80].includes(people.length)) provider.keys.rotate();
        outcomes.push((await visit.signIn({ person })).outcome.kind);
      }
    };
    await Promise.all(Array.from({ length: 8 }, next));
    expect(outcomes).toEqual(Array(200).fill('signed_in'));
    expect(provider.requestsAt('/jwks').length).toBeLessThan(6);
  });
});
