import type { Page } from '@playwright/test';
import { person } from '@/tests/e2e/support/people';
import { fillAndSignIn } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

test.use({ expectedConsole: /net::ERR_|Failed to fetch/ });

const MINUTE = 60_000;

/** Next keeps an alert of its own on every page. */
const told = (page: Page) => page.getByRole('alert').filter({ hasText: /./ });

test('a form sent without a network says that nothing was sent, and keeps what was typed', async ({
  page,
  context,
  servers,
}) => {
  const dana = await person('harbor');
  await page.goto(servers.url('harbor'));
  await context.setOffline(true);
  await fillAndSignIn(page, dana);
  await expect(told(page)).toContainText('You are offline');
  await expect(told(page)).toContainText('Nothing was sent');
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue(dana.password);
  await context.setOffline(false);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(servers.url('harbor', '/home'));
});

test('a form whose answer is lost says that it may have arrived, and is not sent again by itself', async ({
  page,
  servers,
}) => {
  const dana = await person('harbor');
  await page.clock.install();
  await page.goto(servers.url('harbor'));
  let sent = 0;
  await page.route(servers.url('harbor'), async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    sent += 1;
    await route.abort('connectionreset');
  });
  await fillAndSignIn(page, dana);
  await expect(told(page)).toContainText('The connection was lost');
  await expect(told(page)).toContainText('We cannot tell whether this arrived');
  await expect(page.getByLabel('Username')).toHaveValue(dana.username);
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
  await page.clock.runFor(10 * MINUTE);
  expect(sent).toBe(1);
});

test('an administrator’s form keeps its fields while there is no network', async ({
  page,
  context,
  servers,
}) => {
  await page.goto(servers.url('harbor', '/admin/users/new'));
  await fillAndSignIn(page, await person('harbor', { roles: ['CSA'] }));
  await page.getByLabel('Full Name').fill('Kim Park');
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Add user' }).click();
  await expect(told(page)).toContainText('You are offline');
  await expect(page.getByLabel('Full Name')).toHaveValue('Kim Park');
});

test('where no form can say it, the page does, and comes back with the network', async ({
  page,
  context,
  servers,
}) => {
  await page.goto(servers.url('harbor', '/home'));
  await fillAndSignIn(page, await person('harbor'));
  await page.waitForURL(servers.url('harbor', '/home'));
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(told(page)).toContainText('You are offline');
  await context.setOffline(false);
  await page.getByRole('button', { name: 'Load the page again' }).click();
  // Nobody was signed out: it says to look.
  await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible();
});
