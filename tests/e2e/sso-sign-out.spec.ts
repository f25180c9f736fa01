import { comeIn, portalOrigin, portalUsername, signInAtPortal } from '@/tests/e2e/support/portal';
import { expect, test } from '@/tests/e2e/support/test';

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled });

    test('signing out here signs out at the portal, and says so', async ({ page, servers }) => {
      const username = portalUsername('csi-reps');
      await comeIn(page, servers, 'tide', username);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await expect(page).toHaveURL(servers.url('tide', '/?over=signed_out'));
      await expect(page.getByText('You are signed out', { exact: true })).toBeVisible();
      await page.getByRole('link', { name: 'Sign in again' }).click();
      await expect(page.getByLabel('Password')).toBeVisible();
      await page.goto(servers.url('tide', '/home'));
      await expect(page.getByLabel('Password')).toBeVisible();
    });
  });
}

test('signing out at the portal ends the session here, on every server', async ({
  page,
  context,
  servers,
}) => {
  const username = portalUsername('csi-reps');
  await comeIn(page, servers, 'tide', username);
  const cookies = await context.cookies(servers.url('tide'));
  const session = cookies.find(({ name }) => name === 'csi-session')?.value ?? '';
  const headers = { cookie: `csi-session=${session}` };
  const home = (server: 'first' | 'second') =>
    servers.ask('tide', '/home', { server, headers }).then(({ status }) => status);
  expect([await home('first'), await home('second')]).toEqual([200, 200]);
  const portal = await context.newPage();
  await portal.goto(`${portalOrigin()}/`);
  await portal.getByRole('button', { name: 'Sign out' }).click();
  await expect(portal.getByRole('heading', { name: 'You are signed out' })).toBeVisible();
  expect([await home('first'), await home('second')]).toEqual([307, 307]);
  await page.goto(servers.url('tide', '/home'));
  await expect(page.getByText('this session was ended')).toBeVisible();
});

test('a sign-out that the portal did not confirm is told, and its next answer must be fresh', async ({
  page,
  servers,
}) => {
  const username = portalUsername('csi-reps');
  await comeIn(page, servers, 'tide', username);
  // The portal's own end is never reached.
  await page.route(
    (url) => url.pathname === '/oidc/session/end',
    (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<p>Broken</p>' }),
  );
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('Broken')).toBeVisible();
  await page.unrouteAll();
  await page.goto(servers.url('tide'));
  await expect(page.getByText('Tide staff portal did not confirm')).toBeVisible();
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await expect(page.getByText('asks you to sign in again')).toBeVisible();
  await signInAtPortal(page, username);
  await expect(page).toHaveURL(servers.url('tide', '/home'));
});

test('the way back from the portal is believed only with what it was given', async ({
  page,
  servers,
}) => {
  await comeIn(page, servers, 'tide', portalUsername('csi-reps'));
  await page.route(
    (url) => url.pathname === '/oidc/session/end',
    (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<p>Broken</p>' }),
  );
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('Broken')).toBeVisible();
  await page.goto(servers.url('tide', '/sso/oidc/signed-out?state=made-up'));
  await expect(page).toHaveURL(servers.url('tide', '/?over=signed_out_here'));
});

test('the back button shows nothing of the session', async ({ page, servers }) => {
  await comeIn(page, servers, 'tide', portalUsername('csi-reps'));
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(servers.url('tide', '/?over=signed_out'));
  await page.goBack();
  await expect(page.getByText('Welcome, Alice Archer')).toHaveCount(0);
});
