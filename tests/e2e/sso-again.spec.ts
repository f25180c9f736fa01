import type { Page } from '@playwright/test';
import {
  asksAgain,
  comeIn,
  portalUsername,
  signInAtPortal,
  signInThere,
  untilPortalsCanTell,
} from '@/tests/e2e/support/portal';
import { PROTOCOLS } from '@/tests/e2e/support/protocols';
import { grewIdle } from '@/tests/e2e/support/session-times';
import { expect, test } from '@/tests/e2e/support/test';

const again = (page: Page) => page.getByRole('link', { name: 'Sign in again' });

for (const protocol of PROTOCOLS) {
  const { only, both, places } = protocol;

  test.describe(`by ${protocol.name}`, () => {
    test('after an idle sign-out the page says so, and the portal asks for the password', async ({
      page,
      servers,
    }) => {
      const username = portalUsername('csi-admins');
      await comeIn(page, servers, only, username, '/admin/users');
      await grewIdle(servers, username);
      await page.goto(servers.url(only, '/admin/users'));
      await expect(page.getByText('nothing was done for 30 minutes')).toBeVisible();
      await again(page).click();
      await expect(asksAgain(page)).toBeVisible();
      await signInAtPortal(page, username);
      await expect(page).toHaveURL(servers.url(only, '/admin/users'));
    });

    test('an ended session asks for the password too, and the next person comes in as themselves', async ({
      page,
      servers,
    }) => {
      const first = portalUsername('csi-reps');
      await comeIn(page, servers, only, first);
      await servers.sql`update sessions set ended_at = now(), end_reason = 'signed_out_by_administrator'
        where user_id = (select user_id from users where username = ${first})`;
      await page.goto(servers.url(only, '/home'));
      await expect(page.getByText('this session was ended')).toBeVisible();
      await again(page).click();
      await expect(asksAgain(page)).toBeVisible();
      const second = portalUsername('csi-reps');
      await signInAtPortal(page, second);
      await expect(page).toHaveURL(servers.url(only, '/home'));
      const rows = await servers.sql`
        select u.username from sessions s join users u using (utility_id, user_id)
        where s.utility_id = ${only} and s.ended_at is null and u.username in (${first}, ${second})`;
      expect([...rows]).toEqual([{ username: second }]);
    });

    test('where both ways are open the portal asks as well', async ({ page, servers }) => {
      const username = portalUsername('csi-reps');
      await comeIn(page, servers, both, username);
      await grewIdle(servers, username);
      await page.goto(servers.url(both, '/home'));
      await page.getByRole('link', { name: `Sign in with ${places.both} staff portal` }).click();
      await expect(asksAgain(page)).toBeVisible();
    });

    test('who typed the portal’s password after the browser was closed is not asked twice', async ({
      page,
      context,
      anotherBrowser,
      servers,
    }) => {
      const username = portalUsername('csi-reps');
      await comeIn(page, servers, only, username);
      await grewIdle(servers, username);
      // Those that end with the browser are gone, ours and the portal's.
      const kept = (await context.cookies(servers.url(only))).filter(({ expires }) => expires > 0);
      const opened = await anotherBrowser({ storageState: { origins: [], cookies: kept } });
      const tab = await opened.newPage();
      await untilPortalsCanTell();
      await signInThere(tab, protocol.portalPage(), username);
      await tab.goto(servers.url(only, '/sso/start'));
      await expect(tab).toHaveURL(servers.url(only, '/home'));
    });

    test('who comes after somebody else lands at home, the same person where they were', async ({
      page,
      servers,
    }) => {
      const first = portalUsername('csi-admins');
      await comeIn(page, servers, only, first, '/admin/audit');
      for (const [next, path] of [
        [first, '/admin/audit'],
        [portalUsername('csi-admins'), '/home'],
      ] as const) {
        await grewIdle(servers, first);
        await page.goto(servers.url(only, '/admin/audit'));
        await again(page).click();
        await signInAtPortal(page, next);
        await expect(page).toHaveURL(servers.url(only, path));
      }
    });
  });
}
