import { person } from '@/tests/e2e/support/people';
import { expectPage, readyToSignIn } from '@/tests/e2e/support/posts';
import type { Servers } from '@/tests/e2e/support/servers';
import { expect, test } from '@/tests/e2e/support/test';
import { SESSION } from '@/tests/e2e/support/visitor';

async function sessionsOf(servers: Servers, userId: string): Promise<number> {
  return (await servers.sql`select 1 from sessions where user_id = ${userId}`).length;
}

type Headers = (servers: Servers) => Record<string, string | undefined>;

const FOREIGN: Record<string, Headers> = {
  'another site': () => ({ origin: 'https://evil.example' }),
  'another utility': (s) => ({ origin: s.url('plain', '') }),
  'another port': (s) => ({ origin: s.url('harbor', '', 'second') }),
  'another scheme': (s) => ({ origin: `https://${s.host('harbor')}` }),
  'a longer name': (s) => ({ origin: `${s.url('harbor', '')}.evil.example` }),
  'an opaque origin': () => ({ origin: 'null' }),
  'an empty origin': () => ({ origin: '' }),
  'nowhere that is told': () => ({ origin: undefined }),
  'a sibling subdomain': () => ({ origin: undefined, 'sec-fetch-site': 'same-site' }),
  'another site, by Fetch Metadata': () => ({ 'sec-fetch-site': 'cross-site' }),
  'an address that was typed': () => ({ origin: undefined, 'sec-fetch-site': 'none' }),
  'this origin, by a forged X-Forwarded-Host': () => ({
    origin: 'https://evil.example',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
  }),
};

for (const [from, headersOf] of Object.entries(FOREIGN)) {
  test(`a form that comes from ${from} changes nothing`, async ({ servers, visitor }) => {
    const guest = visitor('harbor');
    const { who, body, contentType } = await readyToSignIn(guest);
    const origin = servers.url('harbor', '');
    const asked = { origin, 'content-type': contentType, ...headersOf(servers) };
    const headers = Object.fromEntries(
      Object.entries(asked).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    );
    const answer = await servers.ask('harbor', '/', {
      method: 'POST',
      body,
      headers: { 'content-length': String(Buffer.byteLength(body)), ...headers },
    });
    expect(answer.status).toBe(403);
    expectPage(answer);
    expect(answer.body).toContain('That did not come from this page');
    expect(await sessionsOf(servers, who.userId)).toBe(0);
  });
}

test('a form of this page is taken with either header alone', async ({ servers, visitor }) => {
  const sites: Record<string, string>[] = [
    { origin: servers.url('harbor', '') },
    { 'sec-fetch-site': 'same-origin' },
  ];
  for (const site of sites) {
    const guest = visitor('harbor');
    const { body, contentType } = await readyToSignIn(guest);
    const answer = await servers.ask('harbor', '/', {
      method: 'POST',
      body,
      headers: {
        ...site,
        'content-type': contentType,
        'content-length': String(Buffer.byteLength(body)),
      },
    });
    expect([site, answer.status]).toEqual([site, 303]);
  }
});

test('a sign-out from another site leaves the session open', async ({ visitor }) => {
  const guest = visitor('harbor');
  await guest.signIn(await person('harbor'));
  const answer = await guest.post('/api/auth/signout', 'csrfToken=x', {
    headers: {
      origin: 'https://evil.example',
      'content-type': 'application/x-www-form-urlencoded',
    },
  });
  expect(answer.status).toBe(403);
  expect((await guest.get('/home')).status).toBe(200);
});

test('forged forwarding headers change no address, no cookie and no policy', async ({
  visitor,
}) => {
  const forged = {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-port': '443',
    forwarded: 'host=evil.example;proto=https',
    'x-original-url': '/evil',
    'x-rewrite-url': '/evil',
    'x-matched-path': '/evil',
    'x-http-method-override': 'DELETE',
    'x-middleware-subrequest': 'middleware',
    'x-auth-return-redirect': '1',
    'content-security-policy': "script-src 'nonce-evil'",
  };
  const guest = visitor('harbor');
  const { body, contentType } = await readyToSignIn(guest);
  const signedIn = await guest.post('/', body, {
    headers: { 'content-type': contentType, ...forged },
  });
  expect([signedIn.status, signedIn.headers.location]).toEqual([303, '/home']);
  expect(guest.cookies.get(SESSION)).toHaveLength(43);
  const home = await guest.get('/home', { headers: forged });
  expect(home.status).toBe(200);
  const signedOut = visitor('harbor');
  const away = await signedOut.get('/home?a=b', { headers: forged });
  expect(away.headers.location).toBe('/?returnTo=%2Fhome%3Fa%3Db');
  const token = await signedOut.get('/api/auth/csrf', { headers: forged });
  for (const answer of [signedIn, home, away, token]) {
    expect(JSON.stringify(answer)).not.toMatch(/evil|__Host-/);
    expect(answer.headers['strict-transport-security']).toBeUndefined();
  }
});
