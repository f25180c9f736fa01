import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ssoUsed } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { metrics } from '@/lib/metrics';
import type { Scope } from '@/lib/scope';
import { sessionState } from '@/lib/session/session-policy';
import { findSession, openSession } from '@/lib/session/session-store';
import { hasEndedAtPortal } from '@/lib/sso/ended-portal-sessions';
import { endByLogoutToken } from '@/lib/sso/oidc/backchannel-logout';
import { keepPortalSession } from '@/lib/sso/portal-session-store';
import { oidcProviderName } from '@/lib/sso/provider-name-rules';
import { eventsOf } from '@/tests/support/events';
import { eventually } from '@/tests/support/eventually';
import { startTestProvider, type TestProvider } from '@/tests/support/test-provider';
import { later, MINUTE, NOON, noonPlus, SECOND, testScope } from '@/tests/support/test-scope';
import { testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import type { Settings } from '@/tests/support/utility-settings';

const seconds = NOON.getTime() / 1000;

let provider: TestProvider;
let scope: Scope;
let alice: string;
let bob: string;

beforeAll(async () => {
  provider = await startTestProvider({ path: '/staff', now: () => NOON });
});
afterAll(() => provider.stop());

beforeEach(async () => {
  scope = testScope(await utilityAt(provider));
  alice = (await testUser(scope, { username: 'alice', signInMethod: 'sso' })).userId;
  bob = (await testUser(scope, { username: 'bob', signInMethod: 'sso' })).userId;
});

function utilityAt({ issuer }: TestProvider, clientId = 'csi', settings: Settings = {}) {
  const clientSecret = `\${HARBOR_OIDC_SECRET}`;
  const sso = { kind: 'oidc', issuer, clientId, clientSecret } as const;
  return testUtility({ signIn: 'both', sso, ...settings });
}

/** A session that began at the portal; returns the secret of its cookie. */
async function arrive(
  userId: string,
  subject: string,
  portalSession: string | null,
  at: Scope = scope,
): Promise<string> {
  const { secret, sessionId } = await openSession(db(), at, userId, 'sso');
  const { utilityId } = at.utility;
  await keepPortalSession(db(), {
    utilityId,
    sessionId,
    provider: oidcProviderName(provider.issuer),
    subject,
    portalSession,
    idToken: null,
    nameId: null,
  });
  return secret;
}

/** What the next request with this cookie finds. */
async function stateOf(secret: string, at: Scope = scope): Promise<string> {
  const session = await findSession(db(), at.utility.utilityId, secret);
  return session ? sessionState(session, at.utility, at.now()) : 'none';
}

const statesOf = (...secrets: string[]) => Promise.all(secrets.map((secret) => stateOf(secret)));

describe('a logout token ends', () => {
  test('with a sid that session of the portal, and no other of the same person', async () => {
    const here = await arrive(alice, 'a-1', 's-1');
    const others = [await arrive(alice, 'a-1', 's-2'), await arrive(alice, 'a-1', null)];
    const outcome = await endByLogoutToken(scope, provider.logoutToken({ sid: 's-1' }));
    expect(outcome).toEqual({ kind: 'ended', sessions: 1 });
    expect(await statesOf(here, ...others)).toEqual(['ended', 'active', 'active']);
  });

  test("with a sub alone every session of that person, and nobody else's", async () => {
    const hers = [await arrive(alice, 'a-1', 's-1'), await arrive(alice, 'a-1', null)];
    const his = await arrive(bob, 'b-1', 's-3');
    const outcome = await endByLogoutToken(scope, provider.logoutToken({ sub: 'a-1' }));
    expect(outcome).toEqual({ kind: 'ended', sessions: 2 });
    expect(await statesOf(...hers, his)).toEqual(['ended', 'ended', 'active']);
  });

  test('with both what both fit', async () => {
    const secrets = [await arrive(alice, 'a-1', 's-1'), await arrive(alice, 'a-1', 's-2')];
    const token = provider.logoutToken({ sid: 's-1', sub: 'a-1' });
    expect(await endByLogoutToken(scope, token)).toEqual({ kind: 'ended', sessions: 1 });
    expect(await statesOf(...secrets)).toEqual(['ended', 'active']);
  });

  test('with both also the person’s sessions of which the ID token named no sid', async () => {
    const secrets = [await arrive(alice, 'a-1', null), await arrive(bob, 'b-1', null)];
    const token = provider.logoutToken({ sid: 's-1', sub: 'a-1' });
    expect(await endByLogoutToken(scope, token)).toEqual({ kind: 'ended', sessions: 1 });
    expect(await statesOf(...secrets)).toEqual(['ended', 'active']);
  });

  test('also what is still on its way: by sid that session, by sub all of the person', async () => {
    const name = oidcProviderName(provider.issuer);
    const has = (portalSession: string | null, subject: string) =>
      hasEndedAtPortal(db(), 'harbor', name, { portalSession, subject }, scope.now());
    expect(await has('s-9', 'a-1')).toBe(false);
    await endByLogoutToken(scope, provider.logoutToken({ sid: 's-9' }));
    expect([await has('s-9', 'a-1'), await has('s-8', 'a-1')]).toEqual([true, false]);
    await endByLogoutToken(scope, provider.logoutToken({ sub: 'b-1' }));
    expect([await has('s-8', 'b-1'), await has(null, 'a-1')]).toEqual([true, false]);
  });

  test('with both that do not fit nothing', async () => {
    const secret = await arrive(alice, 'a-1', 's-1');
    const token = provider.logoutToken({ sid: 's-1', sub: 'b-1' });
    expect(await endByLogoutToken(scope, token)).toEqual({ kind: 'nothing_to_end' });
    expect(await stateOf(secret)).toBe('active');
  });

  test('what several people came by from one session of the portal', async () => {
    const secrets = [await arrive(alice, 'a-1', 's-1'), await arrive(bob, 'b-1', 's-1')];
    const outcome = await endByLogoutToken(scope, provider.logoutToken({ sid: 's-1' }));
    expect(outcome).toEqual({ kind: 'ended', sessions: 2 });
    expect(await statesOf(...secrets)).toEqual(['ended', 'ended']);
  });

  test('no session that began here with a password', async () => {
    const { secret } = await openSession(db(), scope, alice, 'password');
    await arrive(alice, 'a-1', 's-1');
    await endByLogoutToken(scope, provider.logoutToken({ sub: 'a-1' }));
    expect(await stateOf(secret)).toBe('active');
  });

  test('and the audit list says of whom, when, why, and that no person did it', async () => {
    await arrive(alice, 'a-1', 's-1');
    await arrive(bob, 'b-1', 's-2');
    await endByLogoutToken(later(scope, 5), provider.logoutToken({ sub: 'a-1' }));
    expect(await eventsOf(scope, 'session.ended')).toMatchObject([
      {
        at: noonPlus(5),
        actorKind: 'system',
        actorName: null,
        subjectId: alice,
        subjectName: 'alice',
        requestId: 'test-request',
        details: { reason: 'signed_out_at_portal' },
      },
    ]);
  });
});

describe('there is nothing to end, and that is no fault', () => {
  test.each([{ sid: 'unknown' }, { sub: 'unknown' }, { sid: 'unknown', sub: 'a-1' }])(
    'where nobody came by %j',
    async (named) => {
      const secret = await arrive(alice, 'a-1', 's-1');
      const outcome = await endByLogoutToken(scope, provider.logoutToken(named));
      expect(outcome).toEqual({ kind: 'nothing_to_end' });
      expect(await stateOf(secret)).toBe('active');
    },
  );

  test('where the session has ended already: it keeps its time, and no second event tells of it', async () => {
    const secret = await arrive(alice, 'a-1', 's-1');
    await endByLogoutToken(scope, provider.logoutToken({ sid: 's-1' }));
    const outcome = await endByLogoutToken(later(scope, 9), provider.logoutToken({ sid: 's-1' }));
    expect(outcome).toEqual({ kind: 'nothing_to_end' });
    expect((await findSession(db(), 'harbor', secret))?.endedAt).toEqual(NOON);
    expect(await eventsOf(scope, 'session.ended')).toHaveLength(1);
  });
});

describe('as real providers send it', () => {
  test.each([
    ['typed JWT', {}, { typ: 'JWT' }],
    ['without a type', {}, { typ: null }],
    ['without an expiry', { exp: undefined }, {}],
    ['without an expiry, typed JWT', { exp: undefined }, { typ: 'JWT' }],
    ['for several clients', { aud: ['another', 'csi'] }, {}],
    ['made two minutes from now', { iat: seconds + 120 }, {}],
    ['twelve minutes on its way', { iat: seconds - 720, exp: undefined }, {}],
  ])('%s, it is taken', async (_, claims, how) => {
    const secret = await arrive(alice, 'a-1', 's-1');
    const token = provider.logoutToken({ sid: 's-1', ...claims }, how);
    expect(await endByLogoutToken(scope, token)).toEqual({ kind: 'ended', sessions: 1 });
    expect(await stateOf(secret)).toBe('ended');
  });
});

describe('refused, with the exact reason, and nothing ends:', () => {
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const event = 'http://schemas.openid.net/event/backchannel-logout';
  const publicPem = () => provider.keys.publicKey.export({ type: 'spki', format: 'pem' });
  const token = (...args: Parameters<TestProvider['logoutToken']>) =>
    provider.logoutToken({ sid: 's-1', jti: 'the-one', ...args[0] }, args[1]);
  const idToken = { sub: 'a-1', sid: 's-1', exp: seconds + 300, iat: seconds, aud: 'csi' };

  test.each<[string, string, () => string]>([
    [
      'signed by another key under the name of the right one',
      'signature',
      () => token({}, { key: stranger }),
    ],
    [
      'signed by a key of which nobody heard',
      'signature',
      () => token({}, { key: stranger, kid: 'new' }),
    ],
    [
      'with a key in its own header',
      'signature',
      () => {
        const jwk = generateKeyPairSync('rsa', { modulusLength: 2048 });
        const header = { jwk: jwk.publicKey.export({ format: 'jwk' }) };
        return token({}, { key: jwk.privateKey, kid: null, header });
      },
    ],
    ['not signed', 'signature', () => token({}, { alg: 'none' })],
    [
      'not signed, in other letters',
      'signature',
      () =>
        `${token({}, { alg: 'none' })}`.replace(
          /^[^.]+/,
          Buffer.from('{"alg":"nOnE"}').toString('base64url'),
        ),
    ],
    [
      'signed by HS256 with the public key',
      'signature',
      () => token({}, { alg: 'HS256', key: Buffer.from(publicPem()) }),
    ],
    [
      'signed by HS256 with the client secret',
      'signature',
      () => token({}, { alg: 'HS256', key: Buffer.from(provider.clientSecret) }),
    ],
    [
      'with other claims than were signed',
      'signature',
      () => {
        const [header, , signature] = token().split('.');
        return [header, token({ sid: 's-2' }).split('.')[1], signature].join('.');
      },
    ],
    ['cut short', 'signature', () => token().slice(0, -9)],
    [
      'with an extension that nobody here knows',
      'signature',
      () => token({}, { header: { crit: ['urgent'], urgent: true } }),
    ],
    ['no token at all', 'signature', () => 'hello'],
    ['of three empty parts', 'signature', () => '..'],
    [
      'whose claims are no object',
      'signature',
      () => provider.sign('["csi"]', { typ: 'logout+jwt' }),
    ],
    ['of another type', 'typ', () => token({}, { typ: 'at+jwt' })],
    ['expired', 'expired', () => token({ exp: seconds - 120 })],
    ['made too far ahead', 'iat_in_future', () => token({ iat: seconds + 121 })],
    ['made too long ago', 'iat_too_old', () => token({ iat: seconds - 721 })],
    ['made no one knows when', 'iat_missing', () => token({ iat: undefined })],
    ['for another client', 'aud', () => token({ aud: 'csi-of-summit' })],
    ['for no client', 'aud', () => token({ aud: undefined })],
    ['of another issuer', 'iss', () => token({ iss: provider.origin })],
    ['of this issuer with a slash', 'iss', () => token({ iss: `${provider.issuer}/` })],
    ['with a nonce', 'nonce', () => token({ nonce: 'n-1' })],
    ['without an event', 'events', () => token({ events: undefined })],
    ['with another event', 'events', () => token({ events: { 'https://other.example': {} } })],
    ['with an event that says nothing', 'events', () => token({ events: { [event]: null } })],
    ['without a name', 'jti', () => token({ jti: undefined })],
    ['naming neither session nor person', 'names_no_session', () => token({ sid: undefined })],
    ['with a session that the database cannot hold', 'sid_malformed', () => token({ sid: 's\0' })],
    [
      'an ID token in its place',
      'events',
      () => provider.sign({ ...idToken, iss: provider.issuer, nonce: 'n-1' }),
    ],
    [
      'an ID token without a nonce',
      'events',
      () => provider.sign({ ...idToken, iss: provider.issuer, jti: 'the-one' }),
    ],
  ])('%s', async (_, fault, forge) => {
    const secret = await arrive(alice, 'a-1', 's-1');
    expect(await endByLogoutToken(scope, forge())).toMatchObject({ kind: 'refused', fault });
    expect(await stateOf(secret)).toBe('active');
    expect(await eventsOf(scope, 'session.ended')).toEqual([]);
    // A forgery with the name of a good one does not use that up.
    expect(await db().$count(ssoUsed)).toBe(0);
    expect(await endByLogoutToken(scope, token())).toEqual({ kind: 'ended', sessions: 1 });
  });

  test('expired at the last moment, not the one before', async () => {
    const atLimit = token({ exp: seconds + 60 });
    const last = await endByLogoutToken(later(scope, 180 * SECOND), atLimit);
    expect(last).toEqual({ kind: 'refused', fault: 'expired' });
    const before = await endByLogoutToken(later(scope, 180 * SECOND - 1), atLimit);
    expect(before).toEqual({ kind: 'nothing_to_end' });
  });

  test('a token of another utility at the same portal', async () => {
    const at = testScope(await utilityAt(provider, 'csi-of-summit', { utility: 'summit' }));
    const { userId } = await testUser(at, { username: 'alice', signInMethod: 'sso' });
    const there = await arrive(userId, 'a-1', 's-1', at);
    const here = await arrive(alice, 'a-1', 's-1');
    const ofSummit = token({ aud: 'csi-of-summit' });
    expect(await endByLogoutToken(scope, ofSummit)).toEqual({ kind: 'refused', fault: 'aud' });
    expect(await endByLogoutToken(at, ofSummit)).toEqual({ kind: 'ended', sessions: 1 });
    expect([await stateOf(there, at), await stateOf(here)]).toEqual(['ended', 'active']);
  });
});

describe('a token is good once', () => {
  test('a repetition is refused, and ends no session that began since', async () => {
    await arrive(alice, 'a-1', 's-1');
    const token = provider.logoutToken({ sub: 'a-1' });
    expect(await endByLogoutToken(scope, token)).toEqual({ kind: 'ended', sessions: 1 });
    const since = await arrive(alice, 'a-1', 's-2');
    const again = await endByLogoutToken(scope, token);
    expect(again).toEqual({ kind: 'refused', fault: 'used_already' });
    expect(await stateOf(since)).toBe('active');
  });

  test('another token with its name is a repetition', async () => {
    await endByLogoutToken(scope, provider.logoutToken({ sid: 's-1', jti: 'same' }));
    const other = await endByLogoutToken(scope, provider.logoutToken({ sub: 'a-1', jti: 'same' }));
    expect(other).toEqual({ kind: 'refused', fault: 'used_already' });
  });

  test('however many servers get it at once', async () => {
    const secret = await arrive(alice, 'a-1', 's-1');
    const token = provider.logoutToken({ sid: 's-1' });
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, () => endByLogoutToken(scope, token)),
    );
    expect(outcomes.filter(({ kind }) => kind === 'ended')).toEqual([
      { kind: 'ended', sessions: 1 },
    ]);
    const others = outcomes.filter(({ kind }) => kind !== 'ended');
    expect(new Set(others.map((outcome) => JSON.stringify(outcome)))).toEqual(
      new Set([JSON.stringify({ kind: 'refused', fault: 'used_already' })]),
    );
    expect(await stateOf(secret)).toBe('ended');
    expect(await eventsOf(scope, 'session.ended')).toHaveLength(1);
  });

  test('and different tokens about the same people at once end each session once', async () => {
    for (const number of [1, 2, 3]) {
      await arrive(alice, 'a-1', `a-${number}`);
      await arrive(bob, 'b-1', `b-${number}`);
    }
    const named = [{ sub: 'a-1' }, { sub: 'b-1' }, { sid: 'a-1' }, { sid: 'b-3' }, { sub: 'a-1' }];
    const outcomes = await Promise.all(
      named.map((claims) => endByLogoutToken(scope, provider.logoutToken(claims))),
    );
    const ended = outcomes.map((outcome) => (outcome.kind === 'ended' ? outcome.sessions : 0));
    expect(ended.reduce((sum, sessions) => sum + sessions)).toBe(6);
    expect(await eventsOf(scope, 'session.ended')).toHaveLength(6);
  });
});

describe('the provider', () => {
  test('whose keys cannot be had may send the token again, and then it counts', async () => {
    const other = await startTestProvider({ now: () => NOON });
    try {
      const at = testScope(await utilityAt(other));
      other.setAway(true);
      const token = other.logoutToken({ sid: 's-1' });
      expect(await endByLogoutToken(at, token)).toMatchObject({ kind: 'unavailable' });
      expect(await db().$count(ssoUsed)).toBe(0);
      other.setAway(false);
      // It is asked again as soon as it may be.
      const again = () => endByLogoutToken(later(at, MINUTE), token);
      await eventually(async () => expect(await again()).toEqual({ kind: 'nothing_to_end' }));
    } finally {
      await other.stop();
    }
  });

  test.each<[string, Settings]>([
    ['none', { signIn: 'standalone', sso: null }],
    ['one that speaks SAML', { sso: { kind: 'saml', metadata: 'https://portal.example/saml' } }],
  ])('of a utility that has %s ends nothing', async (_, settings) => {
    const secret = await arrive(alice, 'a-1', 's-1');
    const token = provider.logoutToken({ sid: 's-1' });
    const at = testScope(await utilityAt(provider, 'csi', settings));
    expect(await endByLogoutToken(at, token)).toEqual({ kind: 'no_connection' });
    expect(await stateOf(secret)).toBe('active');
  });
});

test('what comes is counted by what came of it', async () => {
  const count = async (outcome: string) => {
    const { values } = await metrics().portalLogouts.get();
    return values.find(({ labels }) => labels.outcome === outcome)?.value ?? 0;
  };
  const before = [await count('nothing_to_end'), await count('refused')];
  const token = provider.logoutToken({ sid: 'unknown' });
  await endByLogoutToken(scope, token);
  await endByLogoutToken(scope, token);
  const after = [await count('nothing_to_end'), await count('refused')];
  expect(after.map((value, i) => value - (before[i] ?? 0))).toEqual([1, 1]);
});
