import type { LookupAddress } from 'node:dns';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as oauth from 'oauth4webapi';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PortalError, type PortalFault, portalFetch } from '@/lib/sso/portal-fetch';
import {
  type Answer,
  drip,
  hangUp,
  huge,
  json,
  redirect,
  silence,
} from '@/tests/support/test-provider/answers';

let server: Server;
let origin: string;
let answer: Answer;
let asked: { url: string; headers: Record<string, unknown> }[];
let connections: number;

beforeEach(async () => {
  answer = json({ here: true });
  asked = [];
  connections = 0;
  server = createServer(async (request, response) => {
    asked.push({ url: request.url ?? '', headers: request.headers });
    let body = '';
    for await (const chunk of request) body += chunk;
    answer(request, response, body);
  });
  server.on('connection', (socket) => {
    connections += 1;
    socket.on('error', () => undefined);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  const closed = new Promise((done) => server.close(done));
  server.closeAllConnections();
  return closed;
});

async function faultOf(attempt: Promise<unknown>): Promise<PortalError> {
  const error = await attempt.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(PortalError);
  return error as PortalError;
}

const reasonOf = async (attempt: Promise<unknown>): Promise<PortalFault> =>
  (await faultOf(attempt)).reason;

/** A resolver that knows these names, and how often it was asked for each. */
function names(known: Record<string, (string | string[])[]>) {
  const questions: Record<string, number> = {};
  const resolve = async (hostname: string): Promise<LookupAddress[]> => {
    const count = questions[hostname] ?? 0;
    questions[hostname] = count + 1;
    const answers = known[hostname];
    if (!answers) throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
    const addresses = [answers[Math.min(count, answers.length - 1)] ?? []].flat();
    return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
  return { resolve, questions };
}

test('hands on what a portal answers, whatever its status', async () => {
  answer = json({ error: 'invalid_grant' }, 400, { 'X-Own': 'kept' });
  const response = await portalFetch(origin)(`${origin}/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ code: 'c' }),
  });
  expect(response).toBeInstanceOf(Response);
  expect(response.status).toBe(400);
  expect(response.headers.get('x-own')).toBe('kept');
  expect(await response.json()).toEqual({ error: 'invalid_grant' });
});

test('is a fetch that oauth4webapi can use', async () => {
  answer = json({ issuer: origin, authorization_endpoint: `${origin}/a` });
  const response = await oauth.discoveryRequest(new URL(origin), {
    [oauth.customFetch]: portalFetch(origin),
    [oauth.allowInsecureRequests]: true,
  });
  const document = await oauth.processDiscoveryResponse(new URL(origin), response);
  expect(document.authorization_endpoint).toBe(`${origin}/a`);
});

test('an answer without a body is one', async () => {
  answer = (_request, response) => response.writeHead(204).end();
  const response = await portalFetch(origin)(origin);
  expect(response.status).toBe(204);
  expect(await response.text()).toBe('');
});

test('opens what is compressed', async () => {
  answer = huge(1000, { gzip: true });
  const response = await portalFetch(origin)(origin);
  expect(await response.json()).toEqual({ a: 1 });
  expect(response.headers.get('content-encoding')).toBeNull();
});

test.each([301, 302, 303, 307, 308])('follows no redirect: %i', async (status) => {
  answer = redirect(`${origin}/inside?token=hidden`, status);
  const error = await faultOf(portalFetch(origin)(`${origin}/start`));
  expect(error.reason).toBe('redirected');
  expect(error.message).not.toContain('hidden');
  expect(asked.map(({ url }) => url)).toEqual(['/start']);
});

test.each([600, 999])('takes no status that is none: %i', async (status) => {
  answer = json({}, status);
  expect(await reasonOf(portalFetch(origin)(origin))).toBe('bad_answer');
});

test('a redirect to an address inside the network is not even looked up', async () => {
  answer = redirect('http://169.254.169.254/latest/meta-data/');
  expect(await reasonOf(portalFetch(origin)(origin))).toBe('redirected');
});

test('takes a body up to its limit and not a byte more', async () => {
  const limited = portalFetch(origin, { maxBytes: 1000 });
  answer = huge(1000);
  expect((await (await limited(origin)).arrayBuffer()).byteLength).toBe(1000);
  answer = huge(1001);
  expect(await reasonOf(limited(origin))).toBe('too_large');
});

test('refuses 10 MB, sent as they are or as the few bytes that gzip makes of them', async () => {
  answer = huge();
  expect(await reasonOf(portalFetch(origin)(origin))).toBe('too_large');
  answer = huge(10 * 1024 * 1024, { gzip: true });
  expect(await reasonOf(portalFetch(origin)(origin))).toBe('too_large');
});

test('does not read a body without an end', async () => {
  let sent = 0;
  answer = (_request, response) => {
    const more = () => {
      if (response.destroyed) return;
      sent += 64 * 1024;
      response.write(Buffer.alloc(64 * 1024, ' '), more);
    };
    more();
  };
  expect(await reasonOf(portalFetch(origin)(origin))).toBe('too_large');
  expect(sent).toBeLessThan(8 * 1024 * 1024);
});

test.each([
  ['that never begins', silence],
  ['that never ends', drip()],
])('gives up an answer %s', async (_kind, slow) => {
  answer = slow;
  expect(await reasonOf(portalFetch(origin, { timeoutMs: 60 })(origin))).toBe('timeout');
});

test('gives up a name whose lookup never ends', async () => {
  const resolve = () => new Promise<never>(() => undefined);
  const fetching = portalFetch(origin, { timeoutMs: 60, resolve })(origin);
  expect(await reasonOf(fetching)).toBe('timeout');
});

test("the caller's own signal ends it with the caller's reason", async () => {
  answer = silence;
  const reason = new Error('enough');
  const signal = AbortSignal.abort(reason);
  await expect(portalFetch(origin)(origin, { signal })).rejects.toBe(reason);
});

test('a portal that is not there, hangs up or is unknown is unreachable', async () => {
  answer = hangUp;
  expect(await reasonOf(portalFetch(origin)(origin))).toBe('unreachable');
  const { resolve } = names({});
  expect(await reasonOf(portalFetch(origin, { resolve })(origin))).toBe('unreachable');
  const nobody = names({ localhost: [[]] }).resolve;
  expect(await reasonOf(portalFetch(origin, { resolve: nobody })(origin))).toBe('unreachable');
  await new Promise((done) => server.close(done));
  expect(await reasonOf(portalFetch(origin)(origin))).toBe('unreachable');
});

test('an answer that is no HTTP, or broken compression, is a bad answer', async () => {
  answer = (request) => request.socket.end('SSH-2.0-OpenSSH_9.2\r\n');
  expect(await reasonOf(portalFetch(origin)(origin))).toBe('bad_answer');
  answer = (_request, response) => {
    response.writeHead(200, { 'Content-Encoding': 'gzip' });
    response.end('no gzip');
  };
  expect(await reasonOf(portalFetch(origin)(origin))).toBe('bad_answer');
});

test('a server that speaks no TLS is refused as https', async () => {
  const address = origin.replace('http:', 'https:');
  expect(await reasonOf(portalFetch(address)(address))).toBe('tls_refused');
});

test.each([
  'https://127.0.0.1:PORT/',
  'https://[::1]:PORT/',
  'https://[::ffff:127.0.0.1]:PORT/',
  'https://[::ffff:7f00:1]:PORT/',
  'https://2130706433:PORT/',
  'https://0x7f000001:PORT/',
  'https://0177.0.0.1:PORT/',
  'https://127.1:PORT/',
  'https://0.0.0.0:PORT/',
  'https://[::]:PORT/',
  'https://10.0.0.1/',
  'https://169.254.169.254/',
  'https://[fd00::1]/',
  'https://[64:ff9b::a00:1]/',
])('an address in the URL itself is refused when it lies inside: %s', async (address) => {
  const { resolve } = names({ 'portal.example': ['8.8.8.8'] });
  const ask = portalFetch('https://portal.example', { resolve });
  const target = address.replace('PORT', new URL(origin).port);
  expect(await reasonOf(ask(target))).toBe('address_refused');
  expect(connections).toBe(0);
});

test('a name that leads inside is refused, also by one address of several', async () => {
  const { resolve } = names({
    'portal.example': ['8.8.8.8'],
    'keys.example': ['127.0.0.1'],
    'mixed.example': [['8.8.4.4', '10.0.0.7']],
    'mapped.example': ['::ffff:127.0.0.1'],
  });
  const ask = portalFetch('https://portal.example', { resolve });
  const at = new URL(origin).port;
  for (const host of ['keys.example', 'mixed.example', 'mapped.example']) {
    expect(await reasonOf(ask(`https://${host}:${at}/jwks`))).toBe('address_refused');
  }
  expect(connections).toBe(0);
});

test('a portal that lives inside the network may name what does too', async () => {
  const { resolve } = names({ 'portal.corp': ['10.0.0.5'], 'keys.corp': ['127.0.0.1'] });
  const address = `https://keys.corp:${new URL(origin).port}/jwks`;
  // Past the judgement: what listens there speaks no TLS.
  expect(await reasonOf(portalFetch('https://portal.corp', { resolve })(address))).toBe(
    'tls_refused',
  );
  expect(await reasonOf(portalFetch('https://10.0.0.5', { resolve })(address))).toBe('tls_refused');
  expect(connections).toBe(2);
});

test('a portal whose own name cannot be found vouches for nothing inside', async () => {
  const { resolve } = names({ 'keys.example': ['127.0.0.1'] });
  const address = `https://keys.example:${new URL(origin).port}/jwks`;
  const asking = portalFetch('https://portal.example', { resolve })(address);
  expect(await reasonOf(asking)).toBe('address_refused');
});

test('the address that was judged is the one connected to: a name is looked up once', async () => {
  const { resolve, questions } = names({
    localhost: ['127.0.0.1'],
    'keys.localhost': ['127.0.0.1', '10.0.0.1'],
  });
  const address = `${origin.replace('localhost', 'keys.localhost')}/jwks`;
  const response = await portalFetch(origin, { resolve })(address);
  expect(response.status).toBe(200);
  expect(questions).toEqual({ 'keys.localhost': 1 });
});

test('a name that is rebound between two connections is judged again at the second', async () => {
  const { resolve } = names({
    'portal.example': ['8.8.8.8'],
    'keys.example': [[], '127.0.0.1'],
  });
  const ask = portalFetch('https://portal.example', { resolve });
  const address = `https://keys.example:${new URL(origin).port}/jwks`;
  expect(await reasonOf(ask(address))).toBe('unreachable');
  expect(await reasonOf(ask(address))).toBe('address_refused');
  expect(connections).toBe(0);
});

test('plain http never leaves this machine, even by a name that should not', async () => {
  const { resolve } = names({ localhost: ['127.0.0.1'], 'x.localhost': ['8.8.8.8'] });
  const address = origin.replace('localhost', 'x.localhost');
  expect(await reasonOf(portalFetch(origin, { resolve })(address))).toBe('address_refused');
});

test('plain http away from loopback, other schemes and credentials in the address are refused', async () => {
  const ask = portalFetch('https://portal.example');
  expect(await reasonOf(ask(origin))).toBe('scheme_refused');
  expect(await reasonOf(ask('http://portal.example/'))).toBe('scheme_refused');
  expect(await reasonOf(ask('file:///etc/passwd'))).toBe('address_malformed');
  const error = await faultOf(portalFetch(origin)(origin.replace('//', '//user:hunter2@')));
  expect(error.reason).toBe('address_malformed');
  expect(error.message).not.toContain('hunter2');
});

test('keeps no cookie and asks no proxy of the environment', async () => {
  vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:9');
  vi.stubEnv('http_proxy', 'http://127.0.0.1:9');
  answer = json({}, 200, { 'Set-Cookie': 'a=b; Path=/' });
  const first = await portalFetch(origin)(origin);
  expect(first.headers.get('set-cookie')).toBeNull();
  await portalFetch(origin)(origin);
  expect(asked.map(({ headers }) => headers.cookie)).toEqual([undefined, undefined]);
});

test('messages name the host and the reason, never the query', async () => {
  answer = hangUp;
  const { message } = await faultOf(portalFetch(origin)(`${origin}/x?client_secret=hidden`));
  expect(message).toMatch(/^localhost:\d+: unreachable/);
  expect(message).not.toContain('hidden');
});
