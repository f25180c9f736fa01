import type { Page } from '@playwright/test';
import { asAdministrator, NEW_USER, pathOf } from '@/tests/e2e/support/administrators';
import { IMPORT, peopleFile, reloadUntil, sendFile } from '@/tests/e2e/support/imports';
import { newUsername, person } from '@/tests/e2e/support/people';
import { fillNewPassword, mailedLink, NEW_PASSWORD } from '@/tests/e2e/support/reset';
import { idleFor } from '@/tests/e2e/support/session-times';
import { fillAndSignIn } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

test.use({ javaScriptEnabled: false });

/** What only script could bring to life: show, copy, print, stop, stay, whatever it says. */
async function expectNothingDead(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const dead = page.locator('button[type=button], [role=button], a[href^="javascript:"], dialog');
  await expect(dead).toHaveCount(0);
  // Each of the others sends a form.
  const all = await page.locator('button').count();
  await expect(page.locator('form button')).toHaveCount(all);
}

/** What is typed for a new password ticks nothing off, and counts nothing down. */
async function expectNoTicks(page: Page): Promise<void> {
  await page.getByLabel('New password', { exact: true }).fill(NEW_PASSWORD);
  const states = page.locator('[data-requirement]:not([data-state=unknown])');
  await expect(page.locator('[data-requirement]')).not.toHaveCount(0);
  await expect(states).toHaveCount(0);
}

test('one signs in after a full queue, is warned of no end, and ends a session, with nothing that needs script', async ({
  page,
  servers,
}) => {
  const dana = await person('harbor');
  await page.goto(servers.url('harbor', '/?code=busy.12'));
  await expect(page.getByText('Wait 12 seconds')).toBeVisible();
  await expect(page.getByText('Trying again')).toHaveCount(0);
  await expectNothingDead(page);
  await fillAndSignIn(page, dana);
  await expect(page.getByText('Welcome, Dana Ortiz')).toBeVisible();
  await idleFor(servers, dana, 29 * 60);
  await page.goto(servers.url('harbor', '/sessions'));
  await expect(page.getByText('You are signed in nowhere else.')).toBeVisible();
  await expectNothingDead(page);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('You are signed out', { exact: true })).toBeVisible();
});

test('a password is changed, and another is reset, with nothing that needs script', async ({
  page,
  servers,
  visitor,
}) => {
  const dana = await person('harbor');
  await page.goto(servers.url('harbor', '/change-password'));
  await fillAndSignIn(page, dana);
  await expectNothingDead(page);
  await expectNoTicks(page);
  await page.getByLabel('Current password').fill(dana.password);
  await fillNewPassword(page, 'Change your password', NEW_PASSWORD);
  await expect(page.getByText('Your password has been changed')).toBeVisible();
  await expectNothingDead(page);

  await page.goto(await mailedLink(visitor('harbor'), await person('harbor')));
  await expectNothingDead(page);
  await expectNoTicks(page);
  await fillNewPassword(page, 'Submit', NEW_PASSWORD);
  await expect(page.getByText('Your password was reset')).toBeVisible();
  await expectNothingDead(page);
});

test('a temporary password is handed out with nothing that needs script', async ({
  page,
  servers,
  visitor,
}) => {
  const handOut = page.locator('[data-temporary-password]');
  const dana = await person('harbor');
  const username = newUsername();
  await asAdministrator(page, servers, 'harbor', NEW_USER);
  await expectNothingDead(page);
  await page.getByLabel('Full Name').fill('Kim Park');
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Email Address').fill(`${username}@mail.example`);
  await page.getByRole('button', { name: 'Add user' }).click();
  const password = (await handOut.textContent()) ?? '';
  await expectNothingDead(page);
  const answer = await visitor('harbor').signIn({ username, password });
  expect(answer.headers.location).toBe('/home');
  await page.goto(servers.url('harbor', pathOf(dana)));
  await expectNothingDead(page);
  await page.getByRole('button', { name: 'Reset to a temporary password' }).click();
  await expect(handOut).toBeVisible();
  await expectNothingDead(page);
});

test('an import shows how far it is as often as one looks, with nothing that needs script', async ({
  page,
  servers,
}) => {
  await asAdministrator(page, servers, 'harbor', IMPORT);
  await expectNothingDead(page);
  await sendFile(page, peopleFile(`Kim Park,${newUsername()},kim@mail.example,CSR`));
  await expectNothingDead(page);
  const importId = new URL(page.url()).searchParams.get('id') ?? '';
  // In the hands of a server that is long in doing it.
  await servers.sql`update user_imports set state = 'importing', leased_by = gen_random_uuid(),
    leased_until = now() + interval '1 hour' where import_id = ${importId}`;
  await page.reload();
  await expect(page.getByRole('progressbar')).toBeVisible();
  await expectNothingDead(page);
  await servers.sql`update user_imports set leased_until = now() where import_id = ${importId}`;
  await page.getByRole('link', { name: 'Load this page again' }).click();
  await reloadUntil(page, '1 person was added');
  await expectNothingDead(page);
});
