import type { Page } from '@playwright/test';
import { portalUsername, signInAtPortal } from '@/tests/e2e/support/portal';
import { reasonFor } from '@/tests/e2e/support/reference';
import { answerMadeUp, goOn, madeUpPerson } from '@/tests/e2e/support/saml-portal';
import type { Servers } from '@/tests/e2e/support/servers';
import {
  AS_IF_IDLE,
  askToTest,
  TEST,
  testByLink,
  testedAtFord,
  testLink,
  USUAL,
} from '@/tests/e2e/support/sso-test';
import { expect, test } from '@/tests/e2e/support/test';
import { SESSION } from '@/tests/e2e/support/visitor';

const row = (page: Page, table: string, name: RegExp) =>
  page.getByRole('table', { name: table }).getByRole('row', { name });

async function isAnybody({ sql }: Servers, username: string): Promise<boolean> {
  const rows = await sql`select 1 from users where username_key = ${username}`;
  return rows.length > 0;
}

test('the report tells who signed, each condition, and what the rules made of it; nobody is signed in', async ({
  page,
  servers,
}) => {
  const username = await testByLink(page, servers, 'cove', ['csi-reps', 'csi-bills']);
  await expect(page.getByText(`${username} would be let in, with a new account`)).toBeVisible();
  await expect(page.getByText('Roles: CSR, Bill Advisor.')).toBeVisible();
  await expect(page.getByText('Verified by the portal’s metadata')).toBeVisible();
  const ours = servers.url('cove', '/sso/saml/metadata');
  await expect(row(page, 'Conditions', /^Audience/)).toContainText(ours);
  await expect(page.getByRole('table', { name: 'Conditions' })).not.toContainText('Not met');
  await expect(row(page, 'Attribute rules', /^Username uid/)).toContainText(username);
  await expect(row(page, 'Attributes', /^displayName/)).toContainText('Alice Archer');
  expect((await page.context().cookies()).map(({ name }) => name)).not.toContain(SESSION);
  expect(await isAnybody(servers, username)).toBe(false);
});

test('the assertion can be read on a narrow screen, and is none that could be sent again', async ({
  page,
  servers,
}) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await testByLink(page, servers, 'cove', ['csi-reps']);
  const xml = page.getByText('<saml:Assertion ');
  await expect(xml).toBeHidden();
  await page.getByText('Show it', { exact: true }).click();
  await expect(xml).toBeVisible();
  await expect(xml).toContainText(/<ds:SignatureValue>.{8}… \(\d+ characters\)/);
  expect(await page.content()).not.toMatch(/SignatureValue&gt;[A-Za-z0-9+/]{9}/);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBe(320);
});

test('after an idle sign-out this portal would do, which the test foretells', async ({
  page,
  servers,
}) => {
  await testByLink(page, servers, 'cove', ['csi-reps'], AS_IF_IDLE);
  await expect(page.getByText('Yes, as after an idle sign-out')).toBeVisible();
  await expect(page.getByText('It would be accepted', { exact: true })).toBeVisible();
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('a test goes the whole way', async ({ page, servers }) => {
    await page.goto(servers.url('cove', await testLink('cove')));
    await page.getByRole('link', { name: USUAL, exact: true }).click();
    await signInAtPortal(page, portalUsername('csi-bills'));
    await goOn(page);
    await expect(page).toHaveURL(servers.url('cove', TEST));
    await expect(page.getByText('Roles: Bill Advisor.')).toBeVisible();
  });
});

test.describe('an answer that is refused', () => {
  test('is shown, not believed, with the condition that is not met', async ({ page, servers }) => {
    const audiences = [['https://other.example/metadata']];
    await testedAtFord(page, servers, { assertion: { conditions: { audiences } } });
    await expect(page.getByText('Nobody would be let in')).toBeVisible();
    await expect(row(page, 'Conditions', /^Audience/)).toContainText('Not met');
    await expect(page.getByText('Not believed')).toBeVisible();
    await page.getByText('Show it', { exact: true }).click();
    await expect(page.getByText('<saml:Assertion ')).toContainText(
      'https://other.example/metadata',
    );
  });

  test('is one already where the portal says no', async ({ page, servers }) => {
    const status = 'urn:oasis:names:tc:SAML:2.0:status:';
    await testedAtFord(page, servers, {
      sign: 'neither',
      response: { statusCodes: [`${status}Requester`, `${status}InvalidNameIDPolicy`] },
      change: { held: () => '' },
    });
    await expect(page.getByText('Details: Requester InvalidNameIDPolicy')).toBeVisible();
    await expect(page.getByText('No signature')).toHaveCount(0);
  });
});

test('an answer to a test that is posted in a stranger’s browser makes no report there', async ({
  page,
  servers,
  anotherBrowser,
}) => {
  const asked = await askToTest(page, servers);
  const other = await (await anotherBrowser()).newPage();
  await answerMadeUp(other, 'ford', asked, madeUpPerson(portalUsername('csi-reps')));
  await expect(other.getByRole('heading', { name: 'You could not be signed in' })).toBeVisible();
  expect(await reasonFor(other)).toBe('not_asked_here');
  await other.goto(servers.url('ford', TEST));
  await expect(other).toHaveURL(servers.url('ford', '/?returnTo=%2Fsso%2Ftest'));
});

test('where nobody knows what the portal says of itself that is the report, and the link stays good', async ({
  page,
  servers,
}) => {
  await page.goto(servers.url('portal', await testLink('portal')));
  await page.getByRole('link', { name: USUAL, exact: true }).click();
  await expect(page.getByText('No answer from Summit portal')).toBeVisible();
  await expect(page.getByText(/^Details: portal: not_described/)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Test again' })).toBeVisible();
});
