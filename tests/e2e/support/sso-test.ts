import type { Page } from '@playwright/test';
import { makeTestLink } from '@/lib/sso/test-links';
import { asAdministrator } from '@/tests/e2e/support/administrators';
import type { Arrive } from '@/tests/e2e/support/arrive';
import { type Group, portalUsername, signInAtPortal } from '@/tests/e2e/support/portal';
import type { Servers } from '@/tests/e2e/support/servers';
import { operatorAt, type UtilityName } from '@/tests/e2e/support/utilities';

export const TEST = '/sso/test';
export const USUAL = 'Test the sign-in';
export const AS_IF_IDLE = 'Test it as after an idle sign-out';

/** The path of a link as `csi sso test` makes it. */
export async function testLink(utility: UtilityName): Promise<string> {
  const { address } = await makeTestLink(await operatorAt(utility));
  const { pathname, search } = new URL(address);
  return pathname + search;
}

/** Tests by a new link, as somebody new at the portal with these groups. */
export async function testByLink(
  page: Page,
  servers: Servers,
  utility: UtilityName,
  groups: Group[],
  way = USUAL,
): Promise<string> {
  const username = portalUsername(...groups);
  await page.goto(servers.url(utility, await testLink(utility)));
  await page.getByRole('link', { name: way, exact: true }).click();
  await signInAtPortal(page, username);
  await page.waitForURL(servers.url(utility, TEST));
  return username;
}

export const SSO_TEST_STATES: Record<string, Arrive> = {
  'sso-test': (page, servers) => asAdministrator(page, servers, 'delta', TEST),
  'sso-test-nothing': (page, servers) => asAdministrator(page, servers, 'harbor', TEST),
  'sso-test-link': async (page, servers) => page.goto(servers.url('tide', await testLink('tide'))),
  'sso-test-dead-link': (page, servers) =>
    page.goto(servers.url('tide', `${TEST}?link=${'x'.repeat(43)}`)),
  'sso-test-let-in': (page, servers) =>
    testByLink(page, servers, 'tide', ['csi-reps', 'csi-bills'], AS_IF_IDLE),
  'sso-test-no-role': (page, servers) => testByLink(page, servers, 'tide', []),
  async 'sso-test-away'(page, servers) {
    await page.goto(servers.url('ebb', await testLink('ebb')));
    await page.getByRole('link', { name: USUAL, exact: true }).click();
    await page.getByText('No answer from').waitFor();
  },
};
