import { wordsOf } from '@/tests/e2e/support/forms';
import { PASSWORD, person } from '@/tests/e2e/support/people';
import { expectPage } from '@/tests/e2e/support/posts';
import { loggedFor, reasonFor } from '@/tests/e2e/support/reference';
import { samlPortal } from '@/tests/e2e/support/saml-portal';
import { expect, test } from '@/tests/e2e/support/test';

const ACS = '/sso/saml/acs';
const SLO = '/sso/saml/slo';
const METADATA = '/sso/saml/metadata';
const FORM = 'application/x-www-form-urlencoded';
/** As in lib/door/request-checks. */
const LARGEST = 512 * 1024;

test('at a utility with its SAML portal alone every password door refuses', async ({ visitor }) => {
  const { username } = await person('dune');
  const guest = visitor('cove');
  const csrf = JSON.parse((await guest.get('/api/auth/csrf')).body) as { csrfToken: string };
  const body = new URLSearchParams({ ...csrf, username, password: PASSWORD }).toString();
  const headers = { 'content-type': FORM };
  const tried = await guest.post('/api/auth/callback/credentials', body, { headers });
  expect(tried.headers.location).toContain('code=passwords_off');
  const forgot = await guest.get('/forgot-password');
  expect(forgot.body).not.toMatch(/<input\b[^>]*type="email"/);
  expect((await guest.get('/reset-password?r=x')).body).not.toMatch(/type="password"/);
  expect((await guest.get('/change-password')).headers.location).toContain('/?');
  expect(guest.cookies.has('csi-session')).toBe(false);
});

for (const utility of ['harbor', 'tide'] as const) {
  test(`no utility without a SAML portal has any of its addresses: ${utility}`, async ({
    visitor,
  }) => {
    const guest = visitor(utility);
    for (const path of [
      METADATA,
      `${SLO}?SAMLRequest=x`,
      '/sso/saml/finish?handle=x',
      '/sso/saml/unasked',
      '/sso/saml/continue',
    ]) {
      expect([path, (await guest.get(path)).status]).toEqual([path, 404]);
    }
    const headers = { 'content-type': FORM };
    for (const path of [ACS, SLO, '/sso/saml/finish']) {
      const { status } = await guest.post(path, 'SAMLResponse=x', { headers });
      expect([path, status]).toEqual([path, 404]);
    }
    expect([...guest.cookies.keys()]).toEqual([]);
  });
}

test('no SAML utility has the addresses of OpenID Connect', async ({ visitor }) => {
  const guest = visitor('cove');
  const headers = { 'content-type': FORM };
  for (const path of ['/sso/oidc/initiate', '/api/auth/callback/portal?code=x&state=y']) {
    expect([path, (await guest.get(path)).status]).toEqual([path, 404]);
  }
  const body = 'logout_token=x';
  expect((await guest.post('/sso/oidc/backchannel-logout', body, { headers })).status).toBe(404);
});

test('where unasked answers are not believed nobody can say yes to one', async ({ visitor }) => {
  const guest = visitor('cove');
  const headers = { 'content-type': FORM };
  expect((await guest.post('/sso/saml/finish', '', { headers })).status).toBe(404);
  const { status, headers: answered } = await guest.get('/sso/saml/continue');
  expect([status, answered.location]).toEqual([307, '/?over=failed']);
});

test('the metadata is there for every portal to read, the same on each domain and server', async ({
  visitor,
  servers,
}) => {
  const first = await visitor('cove').get(METADATA);
  expect(first.status).toBe(200);
  expect(first.headers['content-type']).toBe('application/samlmetadata+xml');
  expect(first.headers['cache-control']).toBe('public, max-age=300');
  expect(first.headers['set-cookie']).toBeUndefined();
  const own = servers.url('cove', METADATA);
  expect(first.body).toContain(`entityID="${own}"`);
  expect(first.body).toContain(`Location="${servers.url('cove', ACS)}"`);
  expect(first.body).not.toContain('PRIVATE');
  expect((await visitor('cove').get(METADATA, { server: 'second' })).body).toBe(first.body);
});

test('the assertion consumer reads no more than its largest form', async ({ visitor }) => {
  const guest = visitor('cove');
  const headers = { 'content-type': FORM };
  const field = 'SAMLResponse=';
  const most = field + 'A'.repeat(LARGEST - field.length);
  expect((await guest.post(ACS, most, { headers })).status).toBe(403);
  expect((await guest.post(ACS, `${most}A`, { headers })).status).toBe(413);
  expect((await guest.post(SLO, 'A'.repeat(64 * 1024 + 1), { headers })).status).toBe(413);
});

test('what is no form of a portal’s page is refused at the door', async ({ visitor }) => {
  for (const type of ['multipart/form-data; boundary=x', 'text/plain', 'application/json', '']) {
    for (const path of [ACS, SLO]) {
      const guest = visitor('cove');
      const answer = await guest.post(path, 'SAMLResponse=x', {
        headers: { 'content-type': type },
      });
      expect([type, path, answer.status]).toEqual([type, path, 415]);
      expectPage(answer);
    }
  }
});

test.describe('made up', () => {
  for (const [what, body] of Object.entries({
    'without a field': '',
    'with an empty field': 'SAMLResponse=',
    'with the field twice': 'SAMLResponse=PGEvPg==&SAMLResponse=PGEvPg==',
    'with RelayState twice': 'SAMLResponse=PGEvPg==&RelayState=/a&RelayState=/b',
    'with no base64': 'SAMLResponse=%00%00',
    'with no XML': `SAMLResponse=${encodeURIComponent(Buffer.from('secret words').toString('base64'))}`,
    'with a document type': `SAMLResponse=${encodeURIComponent(
      Buffer.from('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>').toString('base64'),
    )}`,
    'with a request': `SAMLRequest=${encodeURIComponent(Buffer.from('<a/>').toString('base64'))}`,
  })) {
    test(`answers end on one plain page: ${what}`, async ({ visitor }) => {
      const guest = visitor('cove');
      const headers = { 'content-type': FORM };
      const answer = await guest.post(ACS, body, { headers });
      expect(answer.status).toBe(403);
      expectPage(answer);
      expect(wordsOf(answer.body)).toContain('You could not be signed in');
      expect(answer.headers['cache-control']).toContain('no-store');
      expect(answer.body).not.toContain('secret words');
      expect([...guest.cookies.keys()]).toEqual([]);
      expect(await reasonFor(answer.body)).toBe('malformed_answer');
    });
  }
});

test('an answer is told of in the log without what it says, or where it leads', async ({
  visitor,
}) => {
  const guest = visitor('cove');
  const said = Buffer.from('<a>confidential</a>').toString('base64');
  const body = new URLSearchParams({ SAMLResponse: said, RelayState: '/where/it/leads' });
  const answer = await guest.post(ACS, body.toString(), { headers: { 'content-type': FORM } });
  const line = JSON.stringify(await loggedFor(answer.body));
  expect(line).toContain('malformed_answer');
  expect(line).not.toContain('confidential');
  expect(line).not.toContain(said);
  expect(line).not.toContain('where/it/leads');
});

test('prefetching and looking ahead begin nothing and answer nothing', async ({ visitor }) => {
  for (const look of [{ headers: { 'sec-purpose': 'prefetch' } }, { method: 'HEAD' }]) {
    for (const path of ['/sso/start', '/sso/saml/unasked', '/sso/saml/finish', SLO]) {
      const guest = visitor('cove');
      const answer = await guest.get(path, look);
      expect([path, answer.status]).toEqual([path, 404]);
      expect([...guest.cookies.keys()]).toEqual([]);
    }
  }
});

test('on another domain of the utility every way begins on the first, where the answer comes', async ({
  visitor,
  servers,
}) => {
  const guest = visitor('cove');
  const server = 'second';
  const begun = await guest.get('/sso/start?returnTo=/admin/audit', { server });
  expect(begun.headers.location).toBe(
    servers.url('cove', '/sso/start?returnTo=%2Fadmin%2Faudit', 'first'),
  );
  const path = '/sso/saml/unasked?returnTo=%2Fadmin%2Faudit';
  const unasked = await guest.get(path, { server });
  expect(unasked.headers.location).toBe(servers.url('cove', path, 'first'));
  expect([...guest.cookies.keys()]).toEqual([]);
});

test('return paths lead home', async ({ visitor }) => {
  for (const path of ['https://evil.example/', '//evil.example', '/\\evil.example', '/sso/start']) {
    const query = new URLSearchParams({ returnTo: path });
    for (const start of ['/sso/start', '/sso/saml/unasked']) {
      const { status, headers } = await visitor('cove').get(`${start}?${query}`);
      expect(status).toBe(303);
      expect(headers.location).toContain(samlPortal('cove', '/sso?'));
    }
  }
});
