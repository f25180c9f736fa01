import type { Page } from '@playwright/test';
import { person } from '@/tests/e2e/support/people';
import { fillNewPassword, mailedLink, NEW_PASSWORD } from '@/tests/e2e/support/reset';
import type { Servers } from '@/tests/e2e/support/servers';
import { expect, test } from '@/tests/e2e/support/test';
import type { Visitor } from '@/tests/e2e/support/visitor';

const leftIn = (page: Page) => page.getByText(/^You will be taken there in \d+ seconds?\.$/);

/** On the page that says that it worked, with a clock that only the test moves. */
async function arrive(page: Page, guest: Visitor): Promise<void> {
  await page.goto(await mailedLink(guest, await person('harbor')));
  await fillNewPassword(page, 'Submit', NEW_PASSWORD);
  await expect(page.getByRole('status')).toContainText('Your password was reset');
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  await page.reload();
  await expect(leftIn(page)).toHaveText('You will be taken there in 10 seconds.');
}

const expectStill = (page: Page, servers: Servers) =>
  expect(page).not.toHaveURL(servers.url('harbor'));

function setVisibility(page: Page, state: 'visible' | 'hidden') {
  return page.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => value });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}

test('after ten seconds in view the page goes on to the Welcome page, and not before', async ({
  page,
  servers,
  visitor,
}) => {
  await arrive(page, visitor('harbor'));
  await page.clock.runFor(9_000);
  await expect(leftIn(page)).toHaveText('You will be taken there in 1 second.');
  await expectStill(page, servers);
  await page.clock.runFor(2_000);
  await expect(page).toHaveURL(servers.url('harbor'));
  await expect(page.getByRole('heading', { name: 'Login' })).toBeVisible();
});

test('seconds out of view do not count', async ({ page, servers, visitor }) => {
  await arrive(page, visitor('harbor'));
  await page.clock.runFor(4_000);
  await setVisibility(page, 'hidden');
  await page.clock.runFor(60_000);
  await expect(leftIn(page)).toHaveText(/in [67] seconds/);
  await expectStill(page, servers);
  await setVisibility(page, 'visible');
  await page.clock.runFor(8_000);
  await expect(page).toHaveURL(servers.url('harbor'));
});

test('one button stops it for good, and the link still leads on', async ({
  page,
  servers,
  visitor,
}) => {
  await arrive(page, visitor('harbor'));
  await page.clock.runFor(5_000);
  await page.getByRole('button', { name: 'Stay on this page' }).click();
  await expect(leftIn(page)).toHaveCount(0);
  await page.clock.runFor(600_000);
  await expectStill(page, servers);
  await expect(page.getByRole('status')).toContainText('Your password was reset');
  await page.getByRole('link', { name: 'Go to sign in' }).click();
  await expect(page).toHaveURL(servers.url('harbor'));
});

test('the button keeps the focus somewhere when it goes', async ({ page, visitor }) => {
  await arrive(page, visitor('harbor'));
  await page.getByRole('button', { name: 'Stay on this page' }).press('Enter');
  await expect(leftIn(page)).toHaveCount(0);
  expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
});

test('the counting says nothing to screen readers second by second', async ({ page, visitor }) => {
  await arrive(page, visitor('harbor'));
  const live = page.locator('[aria-live], [role=status], [role=timer], [role=alert]');
  await expect(live.filter({ hasText: 'You will be taken there' })).toHaveCount(0);
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('there is the link, no counting, no button and no meta refresh', async ({
    page,
    servers,
    visitor,
  }) => {
    await page.goto(await mailedLink(visitor('harbor'), await person('harbor')));
    await fillNewPassword(page, 'Submit', NEW_PASSWORD);
    await expect(page.getByRole('status')).toContainText('Your password was reset');
    await expect(page.locator('meta[http-equiv=refresh i]')).toHaveCount(0);
    await expect(leftIn(page)).toHaveCount(0);
    await expect(page.getByRole('main').getByRole('button')).toHaveCount(0);
    await page.getByRole('link', { name: 'Go to sign in' }).click();
    await expect(page).toHaveURL(servers.url('harbor'));
  });
});
