import { newUsername, person, WRONG } from '@/tests/e2e/support/people';
import { expect, test } from '@/tests/e2e/support/test';
import { SESSION, type Visitor } from '@/tests/e2e/support/visitor';

const CALLBACK = '/api/auth/callback/credentials';
const headers = { 'content-type': 'application/x-www-form-urlencoded' };

async function csrfToken(guest: Visitor): Promise<string> {
  return JSON.parse((await guest.get('/api/auth/csrf')).body).csrfToken;
}

async function postWithToken(guest: Visitor, path: string, fields: Record<string, string> = {}) {
  const body = new URLSearchParams({ csrfToken: await csrfToken(guest), ...fields }).toString();
  return guest.post(path, body, { headers });
}

const codeOf = (location: string | undefined) =>
  new URL(location ?? '', 'http://host').searchParams.get('code');

test('csrf hands out a token', async ({ visitor }) => {
  const answer = await visitor('harbor').get('/api/auth/csrf');
  expect(answer.status).toBe(200);
  expect(answer.headers['cache-control']).toContain('no-store');
  expect(JSON.parse(answer.body).csrfToken).toMatch(/^[0-9a-f]{64}$/);
});

test('session is null when signed out and a name when signed in, and leaves the cookie alone', async ({
  visitor,
}) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  const session = async () => {
    const answer = await guest.get('/api/auth/session');
    expect(answer.status).toBe(200);
    expect(String(answer.headers['set-cookie'])).not.toContain(SESSION);
    return JSON.parse(answer.body);
  };
  expect(await session()).toBeNull();
  await guest.signIn(dana);
  expect(await session()).toEqual({ user: { name: 'Dana Ortiz' }, expires: expect.any(String) });
  for (const stale of ['x'.repeat(43), 'short', '', 'ä'.repeat(43)]) {
    guest.cookies.set(SESSION, encodeURIComponent(stale));
    expect(await session()).toBeNull();
  }
});

test('signout ends the session on both servers', async ({ visitor }) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  await guest.signIn(dana);
  const secret = guest.cookies.get(SESSION) ?? '';
  const answer = await postWithToken(guest, '/api/auth/signout');
  expect(answer.status).toBe(302);
  expect(guest.cookies.has(SESSION)).toBe(false);
  guest.cookies.set(SESSION, secret);
  for (const server of ['first', 'second'] as const) {
    expect((await guest.get('/home', { server })).headers.location).toBe('/?over=ended');
  }
});

test('signout without the token ends nothing', async ({ visitor }) => {
  const guest = visitor('harbor');
  await guest.signIn(await person('harbor'));
  await guest.post('/api/auth/signout', 'csrfToken=made-up', { headers });
  expect((await guest.get('/home')).status).toBe(200);
});

test('the credentials endpoint signs in, with the cookie that the form sets', async ({
  visitor,
}) => {
  const { username, password } = await person('harbor');
  const guest = visitor('harbor');
  const callbackUrl = 'https://evil.example/';
  const answer = await postWithToken(guest, CALLBACK, { username, password, callbackUrl });
  expect(answer.status).toBe(302);
  expect(String(answer.headers.location)).not.toContain('evil');
  const [cookie] = (answer.headers['set-cookie'] ?? []).filter((c) => c.startsWith(SESSION));
  expect(cookie).toMatch(/^csi-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/i);
  expect((await guest.get('/home')).status).toBe(200);
});

test('the credentials endpoint needs its token', async ({ visitor }) => {
  const { username, password } = await person('harbor');
  const guest = visitor('harbor');
  const body = new URLSearchParams({ csrfToken: 'made-up', username, password }).toString();
  await guest.post(CALLBACK, body, { headers });
  expect(guest.cookies.has(SESSION)).toBe(false);
});

test('the form and the credentials endpoint count towards one lock', async ({ visitor }) => {
  for (const username of [(await person('harbor')).username, newUsername()]) {
    const guest = visitor('harbor');
    const wrong = { username, password: WRONG };
    const first = await postWithToken(guest, CALLBACK, wrong);
    expect(codeOf(first.headers.location)).toBe('wrong.2');
    expect((await guest.signIn(wrong)).body).toContain('You have 1 attempt left');
    const third = await postWithToken(guest, CALLBACK, wrong);
    expect(codeOf(third.headers.location)).toBe('locked');
    const fourth = await postWithToken(guest, CALLBACK, wrong);
    expect(codeOf(fourth.headers.location)).toBe('locked');
    expect((await guest.signIn(wrong)).body).toContain('This account is locked.');
    const page = await guest.get(third.headers.location?.replace(/^https?:\/\/[^/]+/, '') ?? '');
    expect(page.body).toContain('This account is locked.');
  }
});

test('the credentials endpoint and the form share one throttle', async ({ visitor }) => {
  const guest = visitor('flood');
  for (let n = 0; n < 15; n += 1) {
    await guest.signIn({ username: newUsername(), password: WRONG });
    await postWithToken(guest, CALLBACK, { username: newUsername(), password: WRONG });
  }
  const { username, password } = await person('flood');
  const answer = await postWithToken(guest, CALLBACK, { username, password });
  expect(answer.status).toBe(429);
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  expect(guest.cookies.has(SESSION)).toBe(false);
});

test('the credentials endpoint takes no body that is not text once each', async ({ visitor }) => {
  for (const body of ['', 'username=a&username=b', 'username[]=a&password[]=b', '%ff=%00']) {
    const guest = visitor('harbor');
    const token = `csrfToken=${await csrfToken(guest)}`;
    const answer = await guest.post(CALLBACK, `${token}&${body}`, { headers });
    expect([body, answer.status < 500]).toEqual([body, true]);
    expect(guest.cookies.has(SESSION)).toBe(false);
  }
});

const CLOSED = [
  'GET signin',
  'POST signin',
  'GET signin/credentials',
  'POST signin/credentials',
  'GET signout',
  'GET providers',
  'GET error',
  'GET verify-request',
  'GET callback/credentials',
  'GET callback/other',
  'POST callback/other',
  'POST session',
  'POST csrf',
  'POST webauthn-options',
  'GET webauthn-options/x',
  'GET session/',
  'GET csrf/x',
  'GET SESSION',
  'GET %73ession',
  'POST signout/',
  'GET ',
  'GET ../auth/providers',
];

for (const endpoint of CLOSED) {
  test(`nothing is found at ${endpoint} under /api/auth`, async ({ visitor }) => {
    const [method = '', name = ''] = endpoint.split(' ');
    const guest = visitor('harbor');
    const path = `/api/auth/${name}`;
    const answer =
      method === 'GET' ? await guest.get(path) : await postWithToken(guest, path, { a: 'b' });
    // Next takes a final slash away before anybody looks.
    const isNotFound = answer.status === 404;
    const leadsOn = answer.status === 308 && !answer.headers.location?.includes('://');
    expect([answer.status, isNotFound || leadsOn]).toEqual([answer.status, true]);
    expect(String(answer.headers['set-cookie'])).not.toContain(SESSION);
  });
}
