import { askToLeave } from '@/tests/e2e/support/ask';
import { leaveWhileSigningIn } from '@/tests/e2e/support/leave';
import { person } from '@/tests/e2e/support/people';
import { comeIn, portalOrigin, portalUsername, signInAtPortal } from '@/tests/e2e/support/portal';
import { fillAndSignIn } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

const CALLBACK = '/api/auth/callback/portal';

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled });

    test('who goes from the portal’s own page arrives as who is signed in there', async ({
      page,
      servers,
    }) => {
      const username = portalUsername('csi-reps');
      await comeIn(page, servers, 'delta', username);
      const portal = portalOrigin();
      await page.goto(`${portal}/`);
      await page.getByRole('link', { name: 'Customer Service Interface' }).first().click();
      await expect(page).toHaveURL(/\/home$/);
      await expect(page.getByText('Welcome, Alice Archer')).toBeVisible();
    });
  });
}

test('a browser that leaves before it has the cookie leaves no session open', async ({
  page,
  context,
  servers,
}) => {
  const username = portalUsername('csi-reps');
  await comeIn(page, servers, 'tide', username);
  const [user] = await servers.sql`select user_id from users where username = ${username}`;
  await context.clearCookies();
  const answered = new Promise<string>((resolve) => {
    // A browser cannot be kept from following a redirect.
    void page.route(`${portalOrigin()}/**`, async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      let answer = await route.fetch({ maxRedirects: 0 });
      let location = answer.headers().location ?? '';
      while (location && !location.includes(CALLBACK)) {
        answer = await context.request.get(new URL(location, portalOrigin()).href, {
          maxRedirects: 0,
        });
        location = answer.headers().location ?? '';
      }
      resolve(location);
      return route.fulfill({ body: '' });
    });
  });
  await page.goto(servers.url('tide', '/sso/start'));
  await signInAtPortal(page, username);
  const { pathname, search, origin } = new URL(await answered);
  const cookie = (await context.cookies(`${origin}${CALLBACK}`))
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');
  await leaveWhileSigningIn(servers, user?.user_id, () =>
    askToLeave(servers.portOf(), servers.host('tide'), pathname + search, { headers: { cookie } }),
  );
  const reasons = () => servers.sql`select end_reason from sessions
    where user_id = ${user?.user_id} order by created_at`;
  await expect.poll(reasons).toEqual([{ end_reason: null }, { end_reason: 'answer_lost' }]);
});

test('who arrives from the portal takes over a browser in which somebody else is signed in', async ({
  page,
  servers,
}) => {
  const dana = await person('delta', { fullName: 'Dana Ortiz' });
  await page.goto(servers.url('delta'));
  await fillAndSignIn(page, dana);
  await expect(page.getByText('Welcome, Dana Ortiz')).toBeVisible();
  const initiate = `/sso/oidc/initiate?${new URLSearchParams({
    iss: `${portalOrigin()}/oidc`,
    target_link_uri: servers.url('delta', '/home'),
    login_hint: 'hinted-person',
  })}`;
  await page.goto(servers.url('delta', initiate));
  await expect(page.getByLabel('Username')).toHaveValue('hinted-person');
  await signInAtPortal(page, portalUsername('csi-reps'));
  await expect(page.getByText('Welcome, Alice Archer')).toBeVisible();
  const [row] = await servers.sql`
    select end_reason from sessions where user_id = ${dana.userId}`;
  expect(row).toEqual({ end_reason: 'signed_in_again' });
});

test.describe('an answer of the portal', () => {
  test('is worth nothing in another browser, nor a second time', async ({
    page,
    anotherBrowser,
    servers,
  }) => {
    const answers: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes(CALLBACK)) answers.push(request.url());
    });
    await comeIn(page, servers, 'tide', portalUsername('csi-reps'));
    const [answer = ''] = answers;
    const other = await (await anotherBrowser()).newPage();
    for (const tab of [other, page]) {
      const response = await tab.goto(answer);
      expect(response?.status()).toBe(403);
      await expect(tab.getByRole('heading', { name: 'You could not be signed in' })).toBeVisible();
    }
    await other.goto(servers.url('tide', '/home'));
    await expect(other.getByLabel('Username')).toBeVisible();
  });

  test('is worth nothing at another utility', async ({ page, servers }) => {
    await page.goto(servers.url('tide', '/sso/start'));
    const answered = page.waitForRequest((request) => request.url().includes(CALLBACK));
    await signInAtPortal(page, portalUsername('csi-reps'));
    const { search } = new URL((await answered).url());
    const response = await page.goto(servers.url('delta', `${CALLBACK}${search}`));
    expect(response?.status()).toBe(403);
  });
});

test.describe('made up', () => {
  for (const query of [
    '',
    '?code=x',
    '?code=x&state=y',
    '?state=y&state=z&code=x',
    `?code=x&state=${'y'.repeat(5000)}`,
    '?error=access_denied&state=y',
    '?code=%00&state=%00',
  ]) {
    test(`answers end on one plain page: ${query.slice(0, 40)}`, async ({ visitor }) => {
      const guest = visitor('tide');
      const { status, body, headers } = await guest.get(`${CALLBACK}${query}`);
      expect(status).toBe(403);
      expect(body).toContain('You could not be signed in');
      expect(headers['cache-control']).toContain('no-store');
      expect(body).not.toContain('yyyy');
      expect([...guest.cookies.keys()]).toEqual([]);
    });
  }

  for (const query of [
    '',
    '?iss=https://evil.example',
    '?iss=ISSUER&target_link_uri=https://evil.example/',
    '?iss=ISSUER&target_link_uri=//evil.example',
    '?iss=ISSUER&iss=ISSUER',
    `?iss=ISSUER&login_hint=${encodeURIComponent('https://evil.example')}`,
  ]) {
    test(`logins that a portal initiates begin nothing: ${query}`, async ({ visitor }) => {
      const issuer = encodeURIComponent(`${portalOrigin()}/oidc`);
      const guest = visitor('tide');
      const answer = await guest.get(`/sso/oidc/initiate${query.replaceAll('ISSUER', issuer)}`);
      expect(answer.status).toBe(403);
      expect(answer.body).toContain('You could not be signed in');
      expect([...guest.cookies.keys()]).toEqual([]);
    });
  }

  test('return paths lead home', async ({ visitor }) => {
    for (const path of [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      '/sso/start',
    ]) {
      const query = new URLSearchParams({ returnTo: path });
      const { status, headers } = await visitor('tide').get(`/sso/start?${query}`);
      expect(status).toBe(303);
      expect(headers.location).toContain(portalOrigin());
    }
  });
});

test('a login that the portal initiates by a form is the same', async ({ visitor }) => {
  const guest = visitor('tide');
  const body = new URLSearchParams({ iss: `${portalOrigin()}/oidc` }).toString();
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    origin: portalOrigin(),
  };
  const answer = await guest.post('/sso/oidc/initiate', body, { headers });
  expect(answer.status).toBe(303);
  const next = await guest.get(answer.headers.location ?? '');
  expect(next.headers.location).toContain('/oidc/auth?');
});

test('what begins at the portal asks for a code with PKCE, state and nonce, and never silently', async ({
  visitor,
}) => {
  const { headers } = await visitor('tide').get('/sso/start');
  const asked = new URL(headers.location ?? '').searchParams;
  expect(Object.fromEntries(asked)).toMatchObject({
    response_type: 'code',
    client_id: 'csi-tide',
    scope: 'openid profile email',
    code_challenge_method: 'S256',
  });
  for (const name of ['state', 'nonce', 'code_challenge']) {
    expect(asked.get(name)).toMatch(/^[A-Za-z0-9_-]{43}$/);
  }
  expect(asked.get('prompt')).toBeNull();
  expect(asked.get('redirect_uri')).toMatch(/\/api\/auth\/callback\/portal$/);
});

test('a browser that keeps no cookies is not sent round and round', async ({ visitor }) => {
  const guest = visitor('tide');
  const begun = await guest.get('/sso/start');
  const state = new URL(begun.headers.location ?? '').searchParams.get('state') ?? '';
  guest.cookies.clear();
  const answer = await guest.get(`${CALLBACK}?code=x&state=${state}`);
  expect(answer.status).toBe(403);
  expect(answer.headers.location).toBeUndefined();
});

test('no utility without a portal has a way there', async ({ visitor }) => {
  for (const path of ['/sso/start', '/sso/oidc/initiate', `${CALLBACK}?code=x&state=y`]) {
    expect([path, (await visitor('harbor').get(path)).status]).toEqual([path, 404]);
  }
});

test('many attempts with long addresses leave the browser room for its requests', async ({
  visitor,
}) => {
  const guest = visitor('tide');
  for (let n = 0; n < 12; n += 1) {
    const returnTo = `/admin/users?q=${n}${'é'.repeat(n < 6 ? 100 : 900)}`;
    const { status } = await guest.get(`/sso/start?${new URLSearchParams({ returnTo })}`);
    expect(status).toBe(303);
  }
  const cookies = [...guest.cookies].filter(([name]) => name.startsWith('csi-sso-'));
  expect(cookies).toHaveLength(5);
  for (const [, value] of cookies) expect(value.length).toBeLessThan(2_400);
  expect((await guest.get('/?over=failed')).status).toBe(200);
});

test('on another domain of the utility every way begins on the first, where the answer comes', async ({
  visitor,
  servers,
}) => {
  const guest = visitor('tide');
  const server = 'second';
  const begun = await guest.get('/sso/start?returnTo=/admin/audit', { server });
  expect(begun.headers.location).toBe(
    servers.url('tide', '/sso/start?returnTo=%2Fadmin%2Faudit', 'first'),
  );
  const asked = await guest.get('/sso/start?fresh=1', { server });
  expect(asked.headers.location).toContain('fresh=1');
  const path = `/sso/oidc/initiate?iss=${encodeURIComponent(`${portalOrigin()}/oidc`)}`;
  const initiated = await guest.get(path, { server });
  expect(initiated.headers.location).toBe(servers.url('tide', path, 'first'));
});
