import type { Page } from '@playwright/test';
import type { Arrive } from '@/tests/e2e/support/arrive';
import { person } from '@/tests/e2e/support/people';
import { comeIn, portalUsername, signInAtPortal } from '@/tests/e2e/support/portal';
import type { Servers } from '@/tests/e2e/support/servers';
import type { UtilityName } from '@/tests/e2e/support/utilities';

const at =
  (utility: UtilityName, path: string): Arrive =>
  (page, servers) =>
    page.goto(servers.url(utility, path));

/** Signs in at the portal, and stays at the page that says why not here. */
async function turnedAway(page: Page, servers: Servers, username: string, heading: string) {
  await page.goto(servers.url('delta', '/sso/start'));
  await signInAtPortal(page, username);
  await page.getByRole('heading', { name: heading }).waitFor();
}

/** What people see on their way in and out by the portal. */
export const SSO_STATES: Record<string, Arrive> = {
  'welcome-both': at('delta', '/'),
  'welcome-sso': at('tide', '/?over=idle'),
  'welcome-sso-signed-out': at('tide', '/?over=signed_out'),
  'welcome-sso-unconfirmed': at('tide', '/?over=signed_out_here'),
  'sso-refused': at('tide', '/api/auth/callback/portal?code=x&state=y'),
  'sso-away': at('lull', '/sso/start'),
  'sso-no-role': (page, servers) =>
    turnedAway(page, servers, portalUsername(), 'You have no role here yet'),
  async 'sso-username-taken'(page, servers) {
    const username = portalUsername('csi-reps');
    await person('delta', { username });
    await turnedAway(page, servers, username, 'Your account must be linked first');
  },
  'home-sso': (page, servers) => comeIn(page, servers, 'delta', portalUsername('csi-reps')),
  async 'sso-leaving'(page, servers) {
    await comeIn(page, servers, 'tide', portalUsername('csi-reps'));
    // The page stays where its way on is not taken.
    await page.route(
      (url) => url.pathname === '/oidc/session/end',
      (route) => route.abort('aborted'),
    );
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Signing you out' }).waitFor();
  },
};
