import type { Page, Request } from '@playwright/test';
import { asAdministrator, NEW_USER, pathOf } from '@/tests/e2e/support/administrators';
import { newUsername, person } from '@/tests/e2e/support/people';
import { expect, test } from '@/tests/e2e/support/test';

const handOut = (page: Page) => page.locator('[data-temporary-password]');

/** Clicks twice, and waits until all that was sent by it is answered. */
async function doubleClick(page: Page, name: string): Promise<void> {
  // By request, not by count: an answer to what was sent before may come only now.
  const sent = new Set<Request>();
  const ended = new Set<Request>();
  page.on('request', (request) => {
    if (request.method() === 'POST') sent.add(request);
  });
  page.on('requestfinished', (request) => ended.add(request));
  page.on('requestfailed', (request) => ended.add(request));
  const allEnded = () => [...sent].every((request) => ended.has(request));
  await page.getByRole('button', { name, exact: true }).dblclick();
  await expect.poll(() => sent.size > 0 && allEnded()).toBe(true);
  // What was asked for after the first answer.
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect.poll(allEnded).toBe(true);
}

test('a double click hands out a temporary password that works', async ({
  page,
  servers,
  visitor,
}) => {
  const dana = await person('harbor');
  await asAdministrator(page, servers, 'harbor', pathOf(dana));
  await doubleClick(page, 'Reset to a temporary password');
  const password = (await handOut(page).textContent()) ?? '';
  const answer = await visitor('harbor').signIn({ ...dana, password });
  expect(answer.headers.location).toBe('/home');
});

test('a double click adds somebody once, and hands the password out', async ({
  page,
  servers,
  visitor,
}) => {
  const username = newUsername();
  await asAdministrator(page, servers, 'harbor', NEW_USER);
  await page.getByLabel('Full Name').fill('Kim Park');
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Email Address').fill(`${username}@mail.example`);
  await doubleClick(page, 'Add user');
  await expect(handOut(page)).toBeVisible();
  const password = (await handOut(page).textContent()) ?? '';
  const answer = await visitor('harbor').signIn({ username, password });
  expect(answer.headers.location).toBe('/home');
});

test('a double click saves once, and says that it did', async ({ page, servers }) => {
  const dana = await person('harbor');
  await asAdministrator(page, servers, 'harbor', pathOf(dana));
  await page.getByLabel('Full Name').fill('Dana Meyer');
  await doubleClick(page, 'Save changes');
  await expect(page.getByRole('status').filter({ hasText: 'The changes are saved' })).toBeVisible();
});

test.describe('where the server cannot be asked while a form is filled in', () => {
  test.use({ expectedConsole: /ERR_FAILED/ });

  test('nothing is suggested, nothing fails, and the form is sent all the same', async ({
    page,
    servers,
  }) => {
    const username = newUsername();
    await asAdministrator(page, servers, 'harbor', NEW_USER);
    await page.route('**/*', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    const refused = page.waitForEvent('requestfailed');
    await page.getByLabel('Full Name').fill('Kim Park');
    await page.getByLabel('Email Address').fill(`${username}@mail.example`);
    await refused;
    await page.unroute('**/*');
    await page.getByLabel('Username').fill(username);
    await page.getByRole('button', { name: 'Add user' }).click();
    await expect(handOut(page)).toBeVisible();
  });
});
