import type { Page } from '@playwright/test';
import {
  asksAgain,
  comeIn,
  portalUsername,
  signInAtPortal,
  signInThere,
} from '@/tests/e2e/support/portal';
import { PROTOCOLS } from '@/tests/e2e/support/protocols';
import { expect, test } from '@/tests/e2e/support/test';

const signOut = (page: Page) => page.getByRole('button', { name: 'Sign out' }).click();

for (const protocol of PROTOCOLS) {
  const { only, places, passOn, portalPage, signOutAt } = protocol;

  for (const javaScriptEnabled of [true, false]) {
    test.describe(`by ${protocol.name}, with${javaScriptEnabled ? '' : 'out'} script`, () => {
      test.use({ javaScriptEnabled });

      test('signing out here signs out at the portal, and says so', async ({ page, servers }) => {
        await page.goto(servers.url(only, '/home'));
        await signInAtPortal(page, portalUsername('csi-reps'));
        if (!javaScriptEnabled) await passOn(page);
        await signOut(page);
        await expect(page).toHaveURL(servers.url(only, '/?over=signed_out'));
        await expect(page.getByText('You are signed out', { exact: true })).toBeVisible();
        await page.goto(portalPage());
        await expect(page.getByLabel('Password')).toBeVisible();
        await page.goto(servers.url(only, '/home'));
        await expect(page.getByLabel('Password')).toBeVisible();
        await expect(asksAgain(page)).toHaveCount(0);
      });
    });
  }

  test.describe(`by ${protocol.name}`, () => {
    test('who signs in at the portal after such a sign-out is not asked twice', async ({
      page,
      servers,
    }) => {
      await comeIn(page, servers, only, portalUsername('csi-reps'));
      await signOut(page);
      await expect(page).toHaveURL(servers.url(only, '/?over=signed_out'));
      await signInThere(page, protocol.portalPage(), portalUsername('csi-reps'));
      await page.goto(servers.url(only, '/home'));
      await expect(page).toHaveURL(servers.url(only, '/home'));
    });

    test('signing out at the portal ends the session here, on every server', async ({
      page,
      context,
      servers,
    }) => {
      await comeIn(page, servers, only, portalUsername('csi-reps'));
      const cookies = await context.cookies(servers.url(only));
      const session = cookies.find(({ name }) => name === 'csi-session')?.value ?? '';
      const headers = { cookie: `csi-session=${session}` };
      const home = (server: 'first' | 'second') =>
        servers.ask(only, '/home', { server, headers }).then(({ status }) => status);
      expect([await home('first'), await home('second')]).toEqual([200, 200]);
      const portal = await context.newPage();
      await portal.goto(portalPage());
      await signOut(portal);
      await expect(portal.getByRole('heading', { name: 'You are signed out' })).toBeVisible();
      await expect(portal.getByText('did not confirm')).toHaveCount(0);
      expect([await home('first'), await home('second')]).toEqual([307, 307]);
      await page.goto(servers.url(only, '/home'));
      await expect(page.getByText('this session was ended')).toBeVisible();
    });

    test('a sign-out that the portal did not confirm is told, and its next answer must be fresh', async ({
      page,
      servers,
    }) => {
      const username = portalUsername('csi-reps');
      await comeIn(page, servers, only, username);
      // The portal's own end is never reached.
      await page.route(
        (url) => url.pathname === signOutAt,
        (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<p>Broken</p>' }),
      );
      await signOut(page);
      await expect(page.getByText('Broken')).toBeVisible();
      await page.unrouteAll();
      await page.goto(servers.url(only));
      await expect(page.getByText(`${places.only} staff portal did not confirm`)).toBeVisible();
      await page.getByRole('link', { name: 'Sign in again' }).click();
      await expect(asksAgain(page)).toBeVisible();
      await signInAtPortal(page, username);
      await expect(page).toHaveURL(servers.url(only, '/home'));
    });

    test('the back button shows nothing of the session', async ({ page, servers }) => {
      await comeIn(page, servers, only, portalUsername('csi-reps'));
      await signOut(page);
      await expect(page).toHaveURL(servers.url(only, '/?over=signed_out'));
      await page.goBack();
      await expect(page.getByText('Welcome, Alice Archer')).toHaveCount(0);
    });
  });
}
