import type { Page } from '@playwright/test';
import { asAdministrator } from '@/tests/e2e/support/administrators';
import { person } from '@/tests/e2e/support/people';
import { comeIn, portalUsername, signInAtPortal, signInThere } from '@/tests/e2e/support/portal';
import { PROTOCOLS } from '@/tests/e2e/support/protocols';
import { reasonFor } from '@/tests/e2e/support/reference';
import { expect, test } from '@/tests/e2e/support/test';

for (const protocol of PROTOCOLS) {
  const { only, both, places } = protocol;

  for (const javaScriptEnabled of [true, false]) {
    const passOn = (page: Page) => (javaScriptEnabled ? Promise.resolve() : protocol.passOn(page));

    test.describe(`by ${protocol.name}, with${javaScriptEnabled ? '' : 'out'} script`, () => {
      test.use({ javaScriptEnabled });

      test('a bookmark leads through the portal to the page that was asked for', async ({
        page,
        servers,
      }) => {
        await page.goto(servers.url(only, '/admin/users?view=all'));
        await signInAtPortal(page, portalUsername('csi-admins'));
        await passOn(page);
        await expect(page).toHaveURL(servers.url(only, '/admin/users?view=all'));
        await expect(page.getByText('Welcome, Alice Archer')).toBeVisible();
      });

      test('who is signed in at the portal walks straight in', async ({ page, servers }) => {
        await signInThere(page, protocol.portalPage(), portalUsername('csi-reps'));
        await page.goto(servers.url(only));
        await passOn(page);
        await expect(page).toHaveURL(servers.url(only, '/home'));
      });

      test('the dialog stands beside the way to the portal, where there are both', async ({
        page,
        servers,
      }) => {
        await page.goto(servers.url(both));
        await expect(page.getByLabel('Username')).toBeVisible();
        await page.getByRole('link', { name: `Sign in with ${places.both} staff portal` }).click();
        await signInAtPortal(page, portalUsername('csi-reps'));
        await passOn(page);
        await expect(page).toHaveURL(servers.url(both, '/home'));
        await expect(page.getByRole('link', { name: 'Change Password' })).toHaveCount(0);
      });
    });
  }

  test.describe(`by ${protocol.name}`, () => {
    test('every tab of a morning gets in, whichever is first', async ({
      page,
      context,
      servers,
    }) => {
      const tabs = [page, await context.newPage(), await context.newPage()];
      const paths = ['/home', '/admin/users', '/admin/audit'];
      for (const [n, tab] of tabs.entries()) await tab.goto(servers.url(only, paths[n]));
      const username = portalUsername('csi-admins');
      for (const [n, tab] of tabs.entries()) {
        await signInAtPortal(tab, username);
        await expect(tab).toHaveURL(servers.url(only, paths[n]));
      }
    });

    test('what was asked for on another domain of the utility is shown on the first, where the answer comes', async ({
      page,
      servers,
    }) => {
      await page.goto(servers.url(only, '/admin/audit', 'second'));
      await signInAtPortal(page, portalUsername('csi-admins'));
      await expect(page).toHaveURL(servers.url(only, '/admin/audit', 'first'));
    });

    test('an account that was made is an SSO account in User Admin', async ({
      page,
      anotherBrowser,
      servers,
    }) => {
      const username = portalUsername('csi-reps', 'csi-bills');
      await comeIn(page, servers, both, username);
      const admin = await (await anotherBrowser()).newPage();
      await asAdministrator(admin, servers, both, `/admin/users?view=all&q=${username}`);
      await expect(admin.getByRole('cell', { name: username, exact: true })).toBeVisible();
      await expect(admin.getByRole('cell', { name: 'SSO' })).toBeVisible();
    });

    test.describe('who is not let in is told why, with a reference under which the log has the reason', () => {
      test('without a role, and whom to ask', async ({ page, servers }) => {
        await page.goto(servers.url(only, '/sso/start'));
        const answered = page.waitForResponse((answer) =>
          answer.url().includes(protocol.answersAt),
        );
        await signInAtPortal(page, portalUsername());
        expect((await answered).status()).toBe(403);
        const why = page.getByRole('heading', { name: 'You have no role here yet' });
        await expect(why).toBeVisible();
        await expect(page.getByText(protocol.contact)).toBeVisible();
        expect(await reasonFor(page)).toBe('no_role');
        await page.goto(servers.url(only, '/home'));
        await expect(why).toBeVisible();
      });

      test('with a username that is somebody’s, until an administrator links it', async ({
        page,
        anotherBrowser,
        servers,
      }) => {
        const username = portalUsername('csi-reps');
        const { userId } = await person(both, { username });
        await page.goto(servers.url(both, '/sso/start'));
        await signInAtPortal(page, username);
        await expect(page.getByRole('heading', { name: 'must be linked first' })).toBeVisible();
        expect(await reasonFor(page)).toBe('username_taken');
        const admin = await (await anotherBrowser()).newPage();
        await asAdministrator(admin, servers, both, `/admin/users/${userId}`);
        await expect(admin.getByText(protocol.provider)).toBeVisible();
        await admin.getByRole('button', { name: 'Link this account' }).click();
        await expect(admin.getByText('Change to a password').first()).toBeVisible();
        await page.goto(servers.url(both, '/sso/start'));
        await expect(page).toHaveURL(servers.url(both, '/home'));
      });

      test('with a disabled account, whatever the portal says', async ({ page, servers }) => {
        const username = portalUsername('csi-reps');
        await comeIn(page, servers, only, username);
        await servers.sql`update users set disabled_at = now() where username = ${username}`;
        await page.goto(servers.url(only, '/home'));
        await page.getByRole('link', { name: 'Sign in again' }).click();
        await signInAtPortal(page, username);
        await expect(page.getByRole('heading', { name: 'Your account is disabled' })).toBeVisible();
        expect(await reasonFor(page)).toBe('disabled');
      });
    });

    test('after a failed sign-in the Welcome page says so, and begins nothing by itself', async ({
      page,
      servers,
    }) => {
      await page.goto(servers.url(only, '/sso/start'));
      await signInAtPortal(page, portalUsername());
      await page.getByRole('link', { name: 'Go to the Welcome page' }).click();
      await expect(page.getByText('You are not signed in', { exact: true })).toBeVisible();
      await expect(page.getByRole('link', { name: 'Sign in again' })).toBeVisible();
    });
  });
}
