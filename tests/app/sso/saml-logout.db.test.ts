import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import * as leaveRoute from '@/app/sso/leave/route';
import * as route from '@/app/sso/saml/slo/route';
import { db } from '@/lib/db';
import { door } from '@/lib/door/door';
import { metrics } from '@/lib/metrics';
import { portalSessionOf } from '@/lib/sso/portal-session-store';
import { logoutAddress } from '@/lib/sso/saml/send-logout';
import { openNote, sealNote } from '@/lib/sso/sealed-note';
import { serve } from '@/tests/door/knock';
import {
  clock,
  describePortal,
  type LogoutVisit,
  logoutVisit,
  portal,
  startAnew,
  toldOfLogouts,
} from '@/tests/sso/saml/logout-visit';
import { lines } from '@/tests/support/captured-pino';
import { keys } from '@/tests/support/saml-provider';
import { PARTIAL_LOGOUT, RESPONDER, SUCCESS } from '@/tests/support/saml-provider/words';
import { testUtility } from '@/tests/support/test-utility';
import { portal as saml } from '@/tests/support/utility-settings';

vi.mock('pino', () => import('@/tests/support/captured-pino'));

/** What the browser keeps, and what Next would tell it to. */
const jar = vi.hoisted(() => new Map<string, string>());
vi.mock('next/headers', () => ({
  cookies: async () => ({
    get: (name: string) => (jar.has(name) ? { name, value: jar.get(name) } : undefined),
    set: (name: string, value: string, { maxAge }: { maxAge: number }) =>
      maxAge > 0 ? jar.set(name, value) : jar.delete(name),
  }),
}));

const PATH = '/sso/saml/slo';
const ORIGIN = 'https://csi.harbor.example';
const LEAVE = '__Host-csi-sso-leave';

let visit: LogoutVisit;
let here: Awaited<ReturnType<LogoutVisit['arrive']>>;
let knock: Awaited<ReturnType<typeof serve>>;
/** The headers that the route got to see. */
let seen: Headers | undefined;

beforeEach(async () => {
  startAnew();
  seen = undefined;
  jar.clear();
  // A route asks the machine for the time.
  clock.portal = new Date();
  visit = await logoutVisit({}, 'harbor', () => new Date());
  here = await visit.arrive('alice', 's-1');
  const handle = door(pages);
  knock = await serve((req, res) => void handle(req, res));
});

/** Hands a request to the route as Next does, and its failures to whoever answers for them. */
async function pages(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const headers = Object.entries(req.headers).map(([name, value]) => [name, String(value)]);
  const { method = 'GET' } = req;
  const body = method === 'POST' ? { body: await text(req) } : {};
  const init = { method, headers: Object.fromEntries(headers), ...body };
  // Next writes an address anew; what was asked for is known from the door alone.
  const request = new Request(new URL(req.url ?? '', 'http://localhost:3000'), init);
  seen = request.headers;
  const { pathname } = new URL(request.url);
  const handler =
    pathname === '/sso/leave' ? leaveRoute.GET : method === 'POST' ? route.POST : route.GET;
  const answer = await handler(request).catch(() => new Response(null, { status: 500 }));
  res.writeHead(answer.status, Object.fromEntries(answer.headers));
  res.end(await answer.text());
}

/** Asks for an address of the portal's, to the letter. */
function go(
  xml: string,
  how: Parameters<LogoutVisit['redirect']>[1] = {},
  more: Record<string, string> = {},
) {
  const arrival = visit.redirect(xml, how);
  if (!('path' in arrival)) throw new Error('No address.');
  return knock({ path: arrival.path, headers: more });
}

/** Posts the form of a page of the portal's. */
function post(
  xml: string,
  how: Parameters<LogoutVisit['post']>[1] = {},
  more: Record<string, string> = {},
) {
  const arrival = visit.post(xml, how);
  if (!('form' in arrival)) throw new Error('No form.');
  return send(arrival.form.toString(), more);
}

function send(body: string, more: Record<string, string> = {}, path = PATH) {
  const type = 'application/x-www-form-urlencoded';
  const usual = { 'content-type': type, 'content-length': String(Buffer.byteLength(body)) };
  return knock({ method: 'POST', path, body, headers: { ...usual, ...more } });
}

/** A page but for what differs each time. */
const alike = (body: string) => body.replace(/Reference: [\w-]+|nonce="[^"]*"/g, '');

const by = { redirect: go, post };
const BINDINGS = ['redirect', 'post'] as const;
const states = () => visit.statesOf(here);

describe.each(BINDINGS)('a LogoutRequest by %s', (binding) => {
  test('ends the session and sends the browser back to the portal with the answer', async () => {
    const answer = await by[binding](visit.request({ id: '_r' }), { relayState: 'back to/here' });
    expect(answer).toMatchObject({ status: 303, body: '' });
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers).not.toHaveProperty('set-cookie');
    const read = portal.readRequest(answer.headers.location ?? '');
    expect(read).toMatchObject({
      kind: 'LogoutResponse',
      inResponseTo: '_r',
      statusCodes: [SUCCESS],
      relayState: 'back to/here',
    });
    expect(read.isSignedBy(visit.certificate)).toBe(true);
    expect(await states()).toEqual(['ended']);
  });

  test('that is refused gets one page, whatever is wrong, and leads nowhere else', async () => {
    const wrong = [
      await by[binding](visit.request(), { key: keys.strangers }),
      await by[binding](visit.request({ destination: 'https://evil.example' })),
      await by[binding](visit.request({ nameId: null }), { relayState: 'https://evil.example' }),
    ];
    const [first] = wrong.map(({ body }) => alike(body));
    for (const { status, headers, body } of wrong) {
      expect(status).toBe(403);
      expect(headers).not.toHaveProperty('location');
      expect(headers['cache-control']).toBe('no-store');
      expect(alike(body)).toBe(first);
      expect(body).toContain('You may still be signed in');
      expect(body).toContain(headers['x-request-id'] ?? 'none');
      expect(body).not.toMatch(/evil|signature|destination/i);
    }
    expect(toldOfLogouts().map(({ fault }) => fault)).toEqual([
      'signature',
      'destination',
      'malformed_answer',
    ]);
    expect(await states()).toEqual(['active']);
  });

  test('ends on a page of ours where the portal has no address for the answer', async () => {
    await describePortal('harbor', { logoutAddress: null, logoutResponseAddress: null });
    const answer = await by[binding](visit.request());
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('You are signed out');
    expect(await states()).toEqual(['ended']);
  });

  test('can come again while the database is away, and then counts', async () => {
    const gone = Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
    vi.spyOn(db(), 'transaction').mockRejectedValueOnce(gone);
    const xml = visit.request();
    const answer = await by[binding](xml);
    expect(answer.status).toBe(503);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(await states()).toEqual(['active']);
    expect((await by[binding](xml)).status).toBe(303);
    expect(await states()).toEqual(['ended']);
  });

  test('can come again while there is no description of the portal', async () => {
    await describePortal('harbor', { validUntil: '2020-01-01T00:00:00Z' });
    const answer = await by[binding](visit.request());
    expect(answer.status).toBe(503);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.body).toContain('You may still be signed in');
  });

  test('is none of the sign-ins that are counted', async () => {
    const count = async () => (await metrics().ssoSignIns.get()).values;
    const before = await count();
    await by[binding](visit.request(), { key: keys.strangers });
    expect(await count()).toEqual(before);
  });

  test('finds nobody at a utility without a SAML portal', async () => {
    await testUtility({ signIn: 'standalone', sso: null });
    expect((await by[binding](visit.request())).status).toBe(404);
    await testUtility({ signIn: 'standalone', sso: saml });
    expect((await by[binding](visit.request())).status).toBe(404);
  });
});

describe.each(BINDINGS)('the answer of the portal by %s', (binding) => {
  const leave = async () =>
    portal.readRequest((await logoutAddress(visit.scope, here.sessionId)) ?? '');
  const leftAt = async () => (await portalSessionOf(db(), 'harbor', here.sessionId))?.leftAt;

  test.each<[string, string[], string, boolean]>([
    ['Success', [SUCCESS], 'signed_out', true],
    ['a partial logout', [SUCCESS, PARTIAL_LOGOUT], 'signed_out_partly', false],
    ['that it could not', [RESPONDER], 'signed_out_here', false],
  ])('tells %s truthfully, and is done with', async (_, statusCodes, over, isLeft) => {
    const { id, relayState } = await leave();
    jar.set(LEAVE, 'note');
    const xml = visit.response({ inResponseTo: id, statusCodes });
    const answer = await by[binding](xml, { relayState });
    expect(answer).toMatchObject({ status: 303, body: '' });
    expect(answer.headers.location).toBe(`${ORIGIN}/?over=${over}`);
    expect(Boolean(await leftAt())).toBe(isLeft);
    expect(jar.has(LEAVE)).toBe(false);
  });

  test('that nobody can believe confirms nothing', async () => {
    const { id, relayState } = await leave();
    jar.set(LEAVE, 'note');
    const xml = visit.response({ inResponseTo: id });
    const answer = await by[binding](xml, { relayState, key: keys.strangers });
    expect(answer.headers.location).toBe(`${ORIGIN}/?over=signed_out_here`);
    expect(await leftAt()).toBeNull();
    expect(jar.has(LEAVE)).toBe(true);
  });

  test('that cannot be verified now confirms nothing either', async () => {
    const { id } = await leave();
    await describePortal('harbor', { validUntil: '2020-01-01T00:00:00Z' });
    const answer = await by[binding](visit.response({ inResponseTo: id }));
    expect(answer.headers.location).toBe(`${ORIGIN}/?over=signed_out_here`);
    expect(await leftAt()).toBeNull();
  });
});

describe('an address', () => {
  test('is verified as it was asked for, not as Next writes it', async () => {
    const how = { relayState: 'a/b*c(d)~e', redirect: { smallEscapes: true } };
    expect((await go(visit.request(), how)).status).toBe(303);
    expect(await states()).toEqual(['ended']);
  });

  test.each<[string, Record<string, string>]>([
    ['that a browser fetches ahead of a click', { 'sec-purpose': 'prefetch;prerender' }],
    ['that Next fetches ahead of a click', { 'next-router-prefetch': '1' }],
  ])('%s does nothing', async (_, headers) => {
    expect((await go(visit.request(), {}, headers)).status).toBe(404);
    expect(await states()).toEqual(['active']);
  });

  test('that is asked for by HEAD does nothing', async () => {
    const arrival = visit.redirect(visit.request());
    const path = 'path' in arrival ? arrival.path : '';
    expect((await knock({ method: 'HEAD', path })).status).toBe(404);
    expect(await states()).toEqual(['active']);
  });

  test('without a message gets the page', async () => {
    for (const path of [PATH, `${PATH}?`, `${PATH}?SAMLRequest`, `${PATH}?x=%zz`]) {
      expect((await knock({ path })).status).toBe(403);
    }
  });

  test('that is posted to with a message in it is not read', async () => {
    const arrival = visit.redirect(visit.request());
    const path = 'path' in arrival ? arrival.path : '';
    expect((await send('', {}, path)).status).toBe(403);
    expect(await states()).toEqual(['active']);
  });

  test('on another domain of the utility does the same, and leads to the canonical one', async () => {
    const domains: [string, string] = ['csi.harbor.example', 'www.harbor.example'];
    await testUtility({ signIn: 'both', sso: saml, domains });
    await describePortal('harbor');
    const host = 'www.harbor.example';
    const { id } = portal.readRequest((await logoutAddress(visit.scope, here.sessionId)) ?? '');
    const [request, response] = [visit.request(), visit.response({ inResponseTo: id })].map((xml) =>
      visit.redirect(xml),
    );
    const ask = (arrival = request) =>
      knock({ host, path: arrival && 'path' in arrival ? arrival.path : '' });
    expect((await ask(response)).headers.location).toBe(`${ORIGIN}/?over=signed_out`);
    expect((await ask(request)).status).toBe(303);
    expect(await states()).toEqual(['ended']);
  });
});

describe('a form on another site, sent by the browser of somebody who is signed in', () => {
  const fromElsewhere = () => ({
    origin: 'https://portal.example',
    'sec-fetch-site': 'cross-site',
    cookie: `__Host-csi-session=${here.secret}`,
  });

  test('does what the portal signed, and shows the route no cookie', async () => {
    const wrong = await post(visit.request(), { key: keys.strangers }, fromElsewhere());
    expect(wrong.status).toBe(403);
    expect(await states()).toEqual(['active']);
    expect((await post(visit.request(), {}, fromElsewhere())).status).toBe(303);
    expect(seen?.has('cookie')).toBe(false);
    expect(await states()).toEqual(['ended']);
  });

  test('is turned away at the door with 100 KB, or of another kind', async () => {
    expect((await send(`SAMLRequest=${'x'.repeat(100_000)}`)).status).toBe(413);
    expect((await send('{}', { 'content-type': 'application/json' })).status).toBe(415);
    expect(seen).toBeUndefined();
  });
});

describe('Sign out', () => {
  const leaving = (sessionId: string) =>
    sealNote(`sso leave harbor ${LEAVE}`, { sessionId, state: 'unused' });

  test('leads on to the portal with a signed request', async () => {
    jar.set(LEAVE, leaving(here.sessionId));
    const answer = await knock({ path: '/sso/leave' });
    expect(answer.status).toBe(200);
    const [, address = ''] = /^0; url=(.*)$/.exec(String(answer.headers.refresh)) ?? [];
    const read = portal.readRequest(address);
    expect(read).toMatchObject({ kind: 'LogoutRequest', nameId: 'name-of-alice' });
    expect(read.isSignedBy(visit.certificate)).toBe(true);
    expect(openNote(`sso leave harbor ${LEAVE}`, jar.get(LEAVE) ?? '')).not.toBeNull();
  });

  test('stays here where the portal has no address for it', async () => {
    await describePortal('harbor', { logoutAddress: null });
    jar.set(LEAVE, leaving(here.sessionId));
    const answer = await knock({ path: '/sso/leave' });
    expect(answer).toMatchObject({ status: 303, headers: { location: '/?over=signed_out_here' } });
  });

  test('of nobody leads nowhere', async () => {
    expect((await knock({ path: '/sso/leave' })).status).toBe(303);
  });
});

test('no message, name, RelayState or key stands in the log', async () => {
  await go(visit.request({ sessionIndexes: ['s-1'] }), { relayState: 'state-of-portal' });
  await post(visit.request(), { relayState: 'state-of-portal', key: keys.strangers });
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.join('\n')).not.toMatch(/SAMLRe|Signature|name-of-alice|state-of-portal|PRIVATE/);
});
