import type { Page } from '@playwright/test';
import { makeTestLink } from '@/lib/sso/test-links';
import { asAdministrator } from '@/tests/e2e/support/administrators';
import type { Arrive } from '@/tests/e2e/support/arrive';
import { type Group, portalUsername, signInAtPortal } from '@/tests/e2e/support/portal';
import { answerMadeUp, madeUpPerson, madeUpPortal } from '@/tests/e2e/support/saml-portal';
import type { Servers } from '@/tests/e2e/support/servers';
import { operatorAt, type UtilityName } from '@/tests/e2e/support/utilities';
import type { How, ReadMessage } from '@/tests/support/saml-provider';

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

/** Begins a test at a portal for which the test itself speaks, by SAML, and stays there with what it was asked. */
export async function askToTest(page: Page, servers: Servers): Promise<ReadMessage> {
  const { signInAddress, readRequest } = madeUpPortal('ford');
  await page.goto(servers.url('ford', await testLink('ford')));
  await page.getByRole('link', { name: USUAL, exact: true }).click();
  await page.waitForURL((url) => url.href.startsWith(signInAddress));
  return readRequest(page.url());
}

/** A whole test there, of an answer that is made so. */
export async function testedAtFord(page: Page, servers: Servers, how: How = {}): Promise<void> {
  const asked = await askToTest(page, servers);
  await answerMadeUp(page, 'ford', asked, madeUpPerson(portalUsername('csi-reps')), how);
  await page.waitForURL(servers.url('ford', TEST));
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
  'sso-test-saml-let-in': async (page, servers) => {
    await testByLink(page, servers, 'cove', ['csi-reps', 'csi-bills'], AS_IF_IDLE);
    await page.getByText('Show it', { exact: true }).click();
  },
  'sso-test-saml-refused': async (page, servers) => {
    const conditions = { audiences: [['https://other.example/metadata']] };
    await testedAtFord(page, servers, { assertion: { conditions } });
  },
  'sso-test-saml-unsigned': (page, servers) => testedAtFord(page, servers, { sign: 'neither' }),
  async 'sso-test-away'(page, servers) {
    await page.goto(servers.url('ebb', await testLink('ebb')));
    await page.getByRole('link', { name: USUAL, exact: true }).click();
    await page.getByText('No answer from').waitFor();
  },
};
