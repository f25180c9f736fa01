import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import * as route from '@/app/sso/oidc/backchannel-logout/route';
import { db } from '@/lib/db';
import { door } from '@/lib/door/door';
import type { Scope } from '@/lib/scope';
import { sessionState } from '@/lib/session/session-policy';
import { findSession, openSession } from '@/lib/session/session-store';
import { keepPortalSession } from '@/lib/sso/portal-session-store';
import { oidcProviderName } from '@/lib/sso/provider-name-rules';
import { serve } from '@/tests/door/knock';
import { lines } from '@/tests/support/captured-pino';
import { startTestProvider, type TestProvider } from '@/tests/support/test-provider';
import { testScope } from '@/tests/support/test-scope';
import { testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

vi.mock('pino', () => import('@/tests/support/captured-pino'));

const PATH = '/sso/oidc/backchannel-logout';

let provider: TestProvider;
let knock: Awaited<ReturnType<typeof serve>>;
let scope: Scope;
let secret: string;
/** The headers that the route got to see. */
let seen: Headers | undefined;

beforeAll(async () => {
  provider = await startTestProvider();
});
afterAll(() => provider.stop());

beforeEach(async () => {
  lines.length = 0;
  seen = undefined;
  scope = testScope(await utilityAt(provider.issuer), { now: () => new Date() });
  const { userId } = await testUser(scope, { username: 'alice', signInMethod: 'sso' });
  const opened = await openSession(db(), scope, userId, 'sso');
  secret = opened.secret;
  await keepPortalSession(db(), {
    utilityId: 'harbor',
    sessionId: opened.sessionId,
    provider: oidcProviderName(provider.issuer),
    subject: 'a-1',
    portalSession: 's-1',
    idToken: null,
    nameId: null,
  });
  const handle = door(pages);
  knock = await serve((req, res) => void handle(req, res));
});

function utilityAt(issuer: string) {
  const clientSecret = `\${HARBOR_OIDC_SECRET}`;
  const sso = { kind: 'oidc', issuer, clientId: 'csi', clientSecret } as const;
  return testUtility({ signIn: 'both', sso });
}

/** Hands a request to the route as Next does, and its failures to whoever answers for them. */
async function pages(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const headers = Object.entries(req.headers).map(([name, value]) => [name, String(value)]);
  const body = await text(req);
  const init = { method: req.method ?? '', headers: Object.fromEntries(headers), body };
  const request = new Request(`http://localhost:3000${req.url}`, init);
  seen = request.headers;
  const answer = await route.POST(request).catch(() => new Response(null, { status: 500 }));
  res.writeHead(answer.status, Object.fromEntries(answer.headers));
  res.end(await answer.text());
}

/** Posts a form as a provider does: no page of ours, no browser. */
function post(body: string, headers: Record<string, string> = {}) {
  const type = 'application/x-www-form-urlencoded';
  const usual = { 'content-type': type, 'content-length': String(Buffer.byteLength(body)) };
  return knock({ method: 'POST', path: PATH, body, headers: { ...usual, ...headers } });
}

const formOf = (token: string) => new URLSearchParams({ logout_token: token }).toString();

async function state(): Promise<string> {
  const session = await findSession(db(), 'harbor', secret);
  return session ? sessionState(session, scope.utility, new Date()) : 'none';
}

const refused = { status: 400, body: '{"error":"invalid_request"}' };

/** The lines of the log about logouts at the portal. */
const told = () =>
  lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'a logout at the portal');

describe('a provider', () => {
  test('that says who is signed out is told so by an empty answer that nobody keeps', async () => {
    const answer = await post(formOf(provider.logoutToken({ sid: 's-1' })));
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers).not.toHaveProperty('set-cookie');
    expect(await state()).toBe('ended');
  });

  test('gets the same where nobody was signed in', async () => {
    const answer = await post(formOf(provider.logoutToken({ sid: 'unknown' })));
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(await state()).toBe('active');
  });

  test('may send more than the token', async () => {
    const form = `client_id=csi&${formOf(provider.logoutToken({ sid: 's-1' }))}&x=`;
    expect((await post(form)).status).toBe(200);
    expect(await state()).toBe('ended');
  });

  test('is asked to try again while its keys cannot be had', async () => {
    const other = await startTestProvider();
    await utilityAt(other.issuer);
    await other.stop();
    const answer = await post(formOf(other.logoutToken({ sid: 's-1' })));
    expect(answer.status).toBe(503);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test('is asked to try again while the database is away, and then it counts', async () => {
    const token = provider.logoutToken({ sid: 's-1' });
    const gone = Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
    vi.spyOn(db(), 'transaction').mockRejectedValueOnce(gone);
    const answer = await post(formOf(token));
    expect(answer.status).toBe(503);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(await state()).toBe('active');
    expect((await post(formOf(token))).status).toBe(200);
    expect(await state()).toBe('ended');
  });

  test('finds nobody at a utility that has none', async () => {
    await testUtility({ signIn: 'standalone', sso: null });
    expect((await post(formOf(provider.logoutToken({ sid: 's-1' })))).status).toBe(404);
  });
});

describe('refused, without a word of why:', () => {
  const good = () => formOf(provider.logoutToken({ sid: 's-1' }));
  test.each<[string, () => string]>([
    ['nothing', () => ''],
    ['an empty token', () => 'logout_token='],
    ['another field', () => 'id_token=x'],
    ['the field twice', () => `${good()}&${good()}`],
    ['the field twice, once empty', () => `${good()}&logout_token=`],
    ['the field in other letters', () => good().replace('logout_token', 'Logout_Token')],
    ['the field in brackets', () => good().replace('logout_token', 'logout_token[]')],
    ['a token that is none', () => formOf('hello')],
    ['a token that was signed by nobody', () => formOf(provider.logoutToken({}, { alg: 'none' }))],
    ['a token of 60 KB', () => formOf('x'.repeat(60_000))],
    ['bad escapes', () => 'logout_token=%zz%'],
    ['bytes that are no text', () => 'logout_token=%ff%fe%00'],
  ])('%s', async (_, form) => {
    const answer = await post(form());
    expect(answer).toMatchObject(refused);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(await state()).toBe('active');
  });

  test('a token in the address', async () => {
    const query = good();
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': '0',
    };
    const answer = await knock({ method: 'POST', path: `${PATH}?${query}`, headers });
    expect(answer).toMatchObject(refused);
    expect(await state()).toBe('active');
  });

  test("but the log says it, under the request's id, and never holds the token", async () => {
    const token = provider.logoutToken({ sid: 's-1', nonce: 'n-1' });
    const { headers } = await post(formOf(token));
    const requestId = headers['x-request-id'];
    expect(told()).toMatchObject([
      { level: 'info', requestId, utility: 'harbor', outcome: 'refused', fault: 'nonce' },
    ]);
    await post(formOf(provider.logoutToken({ sid: 's-1' })));
    for (const part of token.split('.')) expect(lines.join('\n')).not.toContain(part);
    expect(lines.join('\n')).not.toContain('s-1');
  });
});

describe('at the door:', () => {
  test.each<[string, string, Record<string, string>, number]>([
    ['100 KB', `logout_token=${'x'.repeat(100_000)}`, {}, 413],
    ['JSON', '{"logout_token":"x"}', { 'content-type': 'application/json' }, 415],
    ['plain text', 'logout_token=x', { 'content-type': 'text/plain' }, 415],
    [
      'a form with parts',
      '--x\r\nContent-Disposition: form-data; name="logout_token"\r\n\r\nx\r\n--x--\r\n',
      { 'content-type': 'multipart/form-data; boundary=x' },
      415,
    ],
    ['a bare token', 'x', { 'content-type': 'application/jwt' }, 415],
  ])('%s is turned away', async (_, body, headers, status) => {
    expect((await post(body, headers)).status).toBe(status);
    expect(seen).toBeUndefined();
  });

  test('a body of unknown length is turned away', async () => {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'transfer-encoding': 'chunked',
    };
    const body = formOf('x');
    expect((await knock({ method: 'POST', path: PATH, body, headers })).status).toBe(411);
    expect(seen).toBeUndefined();
  });

  test.each(['PUT', 'DELETE', 'OPTIONS'])('%s is turned away', async (method) => {
    expect((await knock({ method, path: PATH })).status).toBe(405);
  });

  test('nothing but a POST is answered behind it: Next says 405 to a method without a handler', () => {
    expect(Object.keys(route)).toEqual(['POST']);
  });
});

describe('a form on another site, sent by the browser of somebody who is signed in', () => {
  const fromElsewhere = () => ({
    origin: 'https://evil.example',
    'sec-fetch-site': 'cross-site',
    cookie: `__Host-csi-session=${secret}`,
  });

  test('ends nothing by itself, and shows the route no cookie', async () => {
    expect(await post('logout_token=x', fromElsewhere())).toMatchObject(refused);
    expect(seen?.has('cookie')).toBe(false);
    expect(await state()).toBe('active');
  });

  test('does what a token does that the provider signed, and no more', async () => {
    const token = provider.logoutToken({ sid: 'another' });
    expect((await post(formOf(token), fromElsewhere())).status).toBe(200);
    expect(await state()).toBe('active');
    const own = provider.logoutToken({ sid: 's-1' });
    expect((await post(formOf(own), fromElsewhere())).status).toBe(200);
    expect(await state()).toBe('ended');
  });

  test('is still turned away everywhere else', async () => {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': '3',
      ...fromElsewhere(),
    };
    for (const path of ['/', '/home', `${PATH}/`, '/sso/oidc', '/api/auth/signout']) {
      const answer = await knock({ method: 'POST', path, body: 'a=b', headers });
      expect(answer.status).toBe(403);
    }
    expect(seen).toBeUndefined();
  });
});
