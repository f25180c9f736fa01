import { type Answer, ask } from '@/tests/e2e/support/ask';
import { person } from '@/tests/e2e/support/people';
import { expectNoInnerLife } from '@/tests/e2e/support/posts';
import type { Servers } from '@/tests/e2e/support/servers';
import { expect, test } from '@/tests/e2e/support/test';
import type { UtilityName } from '@/tests/e2e/support/utilities';

type Asked = (servers: Servers, utility: UtilityName) => Promise<Answer>;

const at =
  (path: string, headers?: Record<string, string>, method = 'GET'): Asked =>
  (servers, utility) =>
    servers.ask(utility, path, { headers, method });

async function aScript(servers: Servers, utility: UtilityName): Promise<Answer> {
  const { body } = await servers.ask(utility, '/');
  const path = /src="(\/_next\/static\/[^"]+\.js)"/.exec(body)?.[1] ?? '';
  return servers.ask(utility, path);
}

/** Of a link’s shape; nobody’s. */
const LINK_TOKEN = `00000000-0000-4000-8000-000000000000.${'x'.repeat(43)}`;

const ANSWERS: Record<string, [status: number, ask: Asked]> = {
  'a page': [200, at('/')],
  'a redirect': [307, at('/home')],
  'asking for a new password': [200, at('/forgot-password')],
  'the confirmation of it': [200, at('/forgot-password?sent=1')],
  'a link that does not work': [200, at('/reset-password')],
  'a link that is opened': [303, at(`/reset-password?token=${LINK_TOKEN}`)],
  'a change without a session': [307, at('/change-password')],
  'where password managers look': [307, at('/.well-known/change-password')],
  'a page that is not there': [404, at('/no-such-page')],
  'a script': [200, aScript],
  'an icon': [200, at('/icon.svg')],
  'a token': [200, at('/api/auth/csrf')],
  'a closed endpoint': [404, at('/api/auth/providers')],
  liveness: [200, at('/api/health/live')],
  readiness: [200, at('/api/health/ready')],
  'figures without a token': [401, at('/api/metrics')],
  'a bad address': [400, at('/%zz')],
  'a foreign form': [403, at('/', { origin: 'https://evil.example' }, 'POST')],
  'another method': [405, at('/', {}, 'PUT')],
  'an unknown host': [404, (servers) => ask(servers.portOf(), 'nobody.localhost', '/', {})],
};

const isHtml = ({ headers }: Answer) => headers['content-type']?.startsWith('text/html');

for (const [what, [status, asked]] of Object.entries(ANSWERS)) {
  test(`the security headers stand on ${what}`, async ({ servers }) => {
    const answer = await asked(servers, 'harbor');
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
      'cross-origin-opener-policy': 'same-origin',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    for (const name of ['x-powered-by', 'server', 'strict-transport-security', 'via']) {
      expect([name, answer.headers[name]]).toEqual([name, undefined]);
    }
    expectNoInnerLife(answer.body);
    const policy = String(answer.headers['content-security-policy'] ?? '');
    if (isHtml(answer)) {
      expect(policy).toMatch(/^default-src 'none'; script-src 'nonce-[\w-]{43}' 'strict-dynamic';/);
      for (const rule of ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]) {
        expect(policy).toContain(rule);
      }
      expect(policy).not.toMatch(/unsafe|\*/);
    }
  });

  // Whose scheme nobody knows.
  if (what === 'an unknown host') continue;
  test(`over https ${what} tells browsers to stay with https`, async ({ servers }) => {
    const answer = await asked(servers, 'secure');
    expect(answer.status).toBe(status);
    expect(answer.headers['strict-transport-security']).toMatch(/^max-age=\d{8}$/);
    if (isHtml(answer)) {
      expect(answer.headers['content-security-policy']).toContain('upgrade-insecure-requests');
    }
  });
}

test('each answer has a nonce of its own, on every script and style', async ({ servers }) => {
  const nonces = new Set<string>();
  const pages = ['/', '/', '/?over=idle', '/no-such-page', '/%zz'];
  for (const path of [...pages, '/forgot-password', '/reset-password']) {
    const { headers, body } = await servers.ask('harbor', path);
    const nonce = /'nonce-([\w-]{43})'/.exec(String(headers['content-security-policy']))?.[1] ?? '';
    nonces.add(nonce);
    const tags = body.match(/<(script|style)\b[^>]*>/g) ?? [];
    expect(tags.length).toBeGreaterThan(0);
    for (const tag of tags) expect(tag).toContain(`nonce="${nonce}"`);
    expect(body).not.toMatch(/<[^>]+\s(style|on\w+)=/);
  }
  expect(nonces.size).toBe(7);
});

test('over https the cookie is a __Host- cookie, and Secure', async ({ servers, visitor }) => {
  const guest = visitor('secure');
  const answer = await guest.signIn(await person('secure'));
  const session = (answer.headers['set-cookie'] ?? []).filter((line) => /session=[^;]/.test(line));
  expect(session).toHaveLength(1);
  expect(session[0]).toMatch(
    /^__Host-csi-session=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=lax$/i,
  );
  expect((await guest.get('/home')).status).toBe(200);
  const secret = guest.cookies.get('__Host-csi-session');
  const cookie = `csi-session=${secret}`;
  const plain = await servers.ask('secure', '/home', { headers: { cookie } });
  expect(plain.headers.location).toBe('/');
});

test('an https utility takes forms from its https page alone', async ({ servers, visitor }) => {
  const headers = { origin: `http://${servers.host('secure')}`, 'content-type': 'text/plain' };
  expect((await visitor('secure').post('/', 'x', { headers })).status).toBe(403);
});
