import type { Page } from '@playwright/test';
import { asAdministrator, NEW_USER } from '@/tests/e2e/support/administrators';
import { newUsername, person } from '@/tests/e2e/support/people';
import type { Servers } from '@/tests/e2e/support/servers';
import { fillAndSignIn } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

const MINUTE = 60_000;

/** Next keeps an alert of its own on every page. */
const told = (page: Page) => page.getByRole('alert').filter({ hasText: /./ });

/**
 * From now on what stands in front of the servers answers every form with a page of its own, as it does when a
 * server was too slow for it, or fell while it answered.
 *
 * @returns how often a form with this field was sent since, and a way back
 */
async function answerInPlaceOfServer(page: Page, servers: Servers, status: number, field: string) {
  let sent = 0;
  const all = servers.url('harbor', '/**');
  await page.route(all, async (route) => {
    const request = route.request();
    if (request.method() !== 'POST') return route.fallback();
    if (request.postData()?.includes(field)) sent += 1;
    const body = '<html><title>Bad gateway</title><h1>The proxy is sorry</h1></html>';
    await route.fulfill({ status, contentType: 'text/html', body });
  });
  return { sent: () => sent, stop: () => page.unroute(all) };
}

for (const status of [502, 504]) {
  test(`Sign in keeps the username when a proxy answers ${status}, and is sent again only by hand`, async ({
    page,
    servers,
  }) => {
    const dana = await person('harbor');
    await page.clock.install();
    await page.goto(servers.url('harbor'));
    const proxy = await answerInPlaceOfServer(page, servers, status, 'password');
    await fillAndSignIn(page, dana);
    await expect(told(page)).toContainText('The service did not answer properly');
    await expect(told(page)).toContainText('enter your password and sign in again');
    await expect(page.getByText('The proxy is sorry')).toHaveCount(0);
    await expect(page.getByLabel('Username')).toHaveValue(dana.username);
    await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
    await page.clock.runFor(10 * MINUTE);
    expect(proxy.sent()).toBe(1);
    await proxy.stop();
    await fillAndSignIn(page, dana);
    await expect(page).toHaveURL(servers.url('harbor', '/home'));
  });
}

test('Add User keeps all that was typed but the password when a proxy answers in its place', async ({
  page,
  servers,
}) => {
  const username = newUsername();
  await asAdministrator(page, servers, 'harbor', NEW_USER);
  const proxy = await answerInPlaceOfServer(page, servers, 502, 'temporaryPassword');
  await page.getByLabel('Full Name').fill('Kim Park');
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Email Address').fill(`${username}@mail.example`);
  await page.getByLabel('Bill Advisor').check();
  await page.getByLabel(/^Temporary password/).fill('Welcome-Aboard-31');
  await page.getByRole('button', { name: 'Add user' }).click();
  await expect(told(page)).toContainText('except passwords');
  await expect(page.getByLabel('Full Name')).toHaveValue('Kim Park');
  await expect(page.getByLabel('Username')).toHaveValue(username);
  await expect(page.getByLabel('Bill Advisor')).toBeChecked();
  await expect(page.getByLabel(/^Temporary password/)).toHaveValue('');
  expect(proxy.sent()).toBe(1);
  await proxy.stop();
  await page.getByRole('button', { name: 'Add user' }).click();
  await expect(page.getByText('Kim Park has a temporary password')).toBeVisible();
});

test('what ticked itself off for a new password is open again when the password is gone', async ({
  page,
  servers,
}) => {
  await page.goto(servers.url('harbor', '/change-password'));
  await fillAndSignIn(page, await person('harbor'));
  const met = page.locator('[data-requirement][data-state=met]');
  await expect(met).toHaveCount(0);
  await page.getByLabel('New password', { exact: true }).fill('Harvest-Moon-41');
  await expect(met).not.toHaveCount(0);
  await answerInPlaceOfServer(page, servers, 504, 'newPassword');
  await page.getByRole('button', { name: 'Change your password' }).click();
  await expect(told(page)).toContainText('The service did not answer properly');
  await expect(page.getByLabel('New password', { exact: true })).toHaveValue('');
  await expect(met).toHaveCount(0);
});

test.describe('where no form can hold on', () => {
  // Next's own word for it, which leads to the page's.
  test.use({ expectedConsole: /An unexpected response was received/ });

  test('the page says to look before one does it again', async ({ page, servers }) => {
    await page.goto(servers.url('harbor', '/home'));
    await fillAndSignIn(page, await person('harbor'));
    await page.waitForURL(servers.url('harbor', '/home'));
    const proxy = await answerInPlaceOfServer(page, servers, 502, 'action');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(told(page)).toContainText('may have arrived or not');
    await proxy.stop();
    await page.getByRole('button', { name: 'Load the page again' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible();
  });
});
