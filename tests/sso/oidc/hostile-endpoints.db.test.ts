import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { sessions } from '@/drizzle/schema';
import { findAccountByUsername } from '@/lib/accounts/account-store';
import { db } from '@/lib/db';
import type { AnswerFault } from '@/lib/sso/answer-fault';
import { forgetProviders } from '@/lib/sso/oidc/forget-providers';
import {
  alice,
  clock,
  type PortalVisit,
  portalVisit,
  startAnew,
} from '@/tests/sso/oidc/portal-visit';
import { restartedWith } from '@/tests/support/settings';
import { startTestProvider, type TestProvider } from '@/tests/support/test-provider';
import {
  type Answer,
  drip,
  hangUp,
  html,
  huge,
  json,
  redirect,
  silence,
} from '@/tests/support/test-provider/answers';

vi.mock('pino', () => import('@/tests/support/captured-pino'));

let provider: TestProvider;
let visit: PortalVisit;
/** Something inside the network that must not be asked. */
let inside: Server;
let insideAddress: string;
let insideRequests = 0;

beforeAll(async () => {
  provider = await startTestProvider({ path: '/staff', now: () => clock.portal });
  inside = createServer((_request, response) => {
    insideRequests += 1;
    response.end('{}');
  });
  await new Promise<void>((done) => inside.listen(0, '127.0.0.1', done));
  insideAddress = `http://127.0.0.1:${(inside.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  await provider.stop();
  inside.close();
});

beforeEach(async () => {
  startAnew(provider);
  insideRequests = 0;
  visit = await portalVisit(provider);
});

const unauthorized = json({ error: 'invalid_client' }, 401, { 'WWW-Authenticate': 'Basic' });
const tokens = { access_token: 'access', token_type: 'Bearer' };

describe('a token endpoint is refused that', () => {
  test.each<[string, AnswerFault, RegExp, Answer]>([
    ['answers HTML', 'token_endpoint', /content-type/, html()],
    ['answers HTML of a failure', 'token_endpoint', /content-type|status/, html('', 404)],
    ['answers a list', 'token_endpoint', /top level object/, json([tokens])],
    ['answers half of a JSON text', 'token_endpoint', /JSON/, halfJson],
    ['answers nothing', 'token_endpoint', /status/, json('', 204)],
    ['knows no such client', 'token_endpoint', /^status 401$/, unauthorized],
    ['says why not', 'token_endpoint', /^error=a\?b$/, json({ error: 'a\nb' }, 400)],
    ['gives no access token', 'token_endpoint', /access_token/, json({ token_type: 'Bearer' })],
    ['gives no ID token', 'id_token', /id_token/, json(tokens)],
    ['gives an ID token of null', 'id_token', /id_token/, json({ ...tokens, id_token: null })],
    ['gives an empty ID token', 'id_token', /id_token/, json({ ...tokens, id_token: '' })],
    ['gives an ID token in a list', 'id_token', /id_token/, json({ ...tokens, id_token: ['x'] })],
  ])('%s', async (_, fault, detail, answer) => {
    provider.answerWith('/token', answer);
    await visit.expectRefused(await visit.signIn(), fault, detail);
    await visit.expectComesIn();
  });

  test('gives a token of a type that nobody here knows', async () => {
    provider.tokenResponse({ token_type: 'mac' });
    await visit.expectRefused(await visit.signIn(), 'token_endpoint', /token_type/);
    await visit.expectComesIn();
  });

  test('takes only signed requests of clients, which nobody here makes', async () => {
    const only = { token_endpoint_auth_methods_supported: ['private_key_jwt', 'tls_client_auth'] };
    provider.document(only);
    const came = await visit.signIn();
    await visit.expectRefused(came, 'client_authentication', /private_key_jwt,tls_client_auth/);
    expect(provider.requestsAt('/token')).toEqual([]);
    await visit.expectComesIn();
  });

  test('knows another secret', async () => {
    visit = await portalVisit(provider, {}, 'not the secret');
    const came = await visit.signIn();
    await visit.expectRefused(came, 'token_endpoint', /^error=invalid_client$/);
  });

  test('knows a secret that no AUTH_SECRET of ours opens', async () => {
    restartedWith({ AUTH_SECRET: 'another'.padEnd(40, '.') });
    const came = await visit.signIn();
    await visit.expectRefused(came, 'client_authentication', /AUTH_SECRET/);
    expect(provider.requestsAt('/token')).toEqual([]);
  });
});

describe('a token endpoint is asked again later that', () => {
  test.each<[string, RegExp, () => Answer]>([
    ['is in trouble', /500$/, () => json({ error: 'server_error' }, 500)],
    ['is in trouble, in HTML', /503$/, () => html('', 503)],
    ['is asked too much', /429$/, () => json({ error: 'slow_down' }, 429)],
    ['hangs up', /unreachable/, () => hangUp],
    ['sends us into the network', /redirected \(302/, () => redirect(insideAddress)],
    ['sends us and the code into the network', /redirected/, () => redirect(insideAddress, 307)],
    ['answers 10 MB', /too_large/, () => huge()],
    ['answers 10 MB in a few bytes', /too_large/, () => huge(undefined, { gzip: true })],
  ])('%s', async (_, detail, answer) => {
    provider.answerWith('/token', answer());
    await visit.expectUnavailable(await visit.signIn(), detail);
    expect(insideRequests).toBe(0);
    await visit.expectComesIn();
  });

  test('never answers, or answers for ever: five seconds are enough', async () => {
    const other = await startTestProvider({ now: () => clock.portal });
    try {
      const dripping = await portalVisit(other, { utility: 'valley' });
      provider.answerWith('/token', silence);
      other.answerWith('/token', drip());
      const startedAt = performance.now();
      const [silent, dripped] = await Promise.all([visit.signIn(), dripping.signIn()]);
      expect(performance.now() - startedAt).toBeLessThan(9000);
      await visit.expectUnavailable(silent, /timeout/);
      await dripping.expectUnavailable(dripped, /timeout/);
    } finally {
      await other.stop();
    }
  });
});

describe('where the roles come from userinfo only', () => {
  const { roles, ...rest } = alice;
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

  /** The ID token has no roles, so that userinfo is needed; somebody is in from before. */
  beforeEach(async () => {
    provider.userinfo({ roles });
    provider.tokenClaims({ roles: undefined });
    expect((await visit.signIn()).outcome).toMatchObject({ kind: 'signed_in' });
  });

  const signInAgain = () => visit.signIn();

  async function expectNothingLost() {
    const account = await findAccountByUsername(db(), 'harbor', 'alice');
    expect(account?.roles).toEqual(['CSR']);
    expect(await db().select().from(sessions)).toMatchObject([{ endedAt: null }]);
    visit.expectNoSecretTold();
  }

  const signed =
    (claims: object, how = {}): Answer =>
    (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/jwt' });
      response.end(provider.sign(claims, how));
    };
  const said = { sub: rest.sub, roles };

  test.each<[string, AnswerFault, RegExp, () => Answer]>([
    ['answers about another', 'userinfo', /"sub"/, () => json({ sub: 'bob', roles: ['admins'] })],
    ['does not say about whom', 'userinfo', /"sub"/, () => json({ roles: ['admins'] })],
    ['answers HTML', 'userinfo', /content-type/, () => html()],
    ['answers half of a JSON text', 'userinfo', /JSON/, () => halfJson],
    ['answers a list', 'userinfo', /top level object/, () => json([said])],
    ['is not there', 'userinfo', /status/, () => html('', 404)],
    [
      'knows no such token',
      'userinfo',
      /^status 401$/,
      () => json({}, 401, { 'WWW-Authenticate': 'Bearer error="invalid_token"' }),
    ],
    ['answers in a token, and does not say that it does', 'userinfo', /alg/, () => signed(said)],
  ])('one that %s lets nobody in, and takes no role', async (_, fault, detail, answer) => {
    provider.answerWith('/userinfo', answer());
    const { outcome, page } = await signInAgain();
    expect(outcome).toEqual({ kind: 'refused', fault, detail: expect.stringMatching(detail) });
    expect(page).toMatchObject({ status: 403, text: expect.stringContaining('/sso/start?') });
    await expectNothingLost();
  });

  test.each<[string, RegExp, () => Answer]>([
    ['is in trouble', /500$/, () => json({}, 500)],
    ['is asked too much', /429$/, () => json({}, 429)],
    ['answers 10 MB', /too_large/, () => huge()],
    ['hangs up', /unreachable/, () => hangUp],
    ['sends us into the network', /redirected/, () => redirect(insideAddress, 307)],
  ])('one that %s is asked again later, and takes no role', async (_, detail, answer) => {
    provider.answerWith('/userinfo', answer());
    const { outcome, page } = await signInAgain();
    expect(outcome).toEqual({ kind: 'unavailable', detail: expect.stringMatching(detail) });
    expect(page?.status).toBe(503);
    expect(insideRequests).toBe(0);
    await expectNothingLost();
  });

  describe('in a token', () => {
    beforeEach(() => {
      provider.document({ userinfo_signing_alg_values_supported: ['RS256', 'ES256', 'none'] });
      forgetProviders();
    });

    test('of the portal it comes in', async () => {
      provider.answerWith('/userinfo', signed(said));
      expect((await signInAgain()).outcome).toMatchObject({ kind: 'signed_in' });
    });

    test.each<[string, AnswerFault, () => Answer]>([
      ['of a stranger', 'signature', () => signed(said, { key: stranger })],
      ['of nobody', 'signature', () => signed(said, { alg: 'none' })],
      ['about another', 'userinfo', () => signed({ ...said, sub: 'bob' })],
      ['for another', 'userinfo', () => signed({ ...said, aud: 'another' })],
      ['of another issuer', 'userinfo', () => signed({ ...said, iss: provider.origin })],
    ])('%s lets nobody in', async (_, fault, answer) => {
      provider.answerWith('/userinfo', answer());
      expect((await signInAgain()).outcome).toMatchObject({ kind: 'refused', fault });
      await expectNothingLost();
    });
  });

  test('an access token that cannot stand in a header is refused, and not told', async () => {
    for (const token of ['secret\r\nX-Injected: 1', 'sécret-ü-€', ' ']) {
      provider.tokenResponse({ access_token: token });
      const { outcome } = await signInAgain();
      expect(outcome).toMatchObject({ kind: 'refused', fault: 'token_endpoint' });
      expect(JSON.stringify(outcome)).not.toMatch(/s.cret/);
    }
    expect(provider.requestsAt('/userinfo')).toHaveLength(1);
    await expectNothingLost();
  });

  test('userinfo does not overrule what is signed', async () => {
    const more = { preferred_username: 'mallory', name: 'Mallory', roles, iss: 'x', aud: 'x' };
    provider.userinfo(more);
    expect((await signInAgain()).outcome).toMatchObject({
      kind: 'signed_in',
      account: { username: 'alice', fullName: 'Alice Archer', roles: ['CSR'] },
    });
  });

  test('an honest answer without a role takes it', async () => {
    provider.userinfo({ roles: ['other'] });
    const { outcome } = await signInAgain();
    expect(outcome).toEqual({ kind: 'not_admitted', reason: 'no_role' });
    const [session] = await db().select().from(sessions).where(eq(sessions.utilityId, 'harbor'));
    expect(session?.endReason).toBe('roles_dropped_at_portal');
  });
});

function halfJson(...[, response]: Parameters<Answer>) {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end('{"access_token":"secret');
}
