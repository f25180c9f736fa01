import type { Locator, Page } from '@playwright/test';
import {
  administrator,
  lockOut,
  NEW_USER,
  pathOf,
  SHARED,
  signInTo,
  USERS,
} from '@/tests/e2e/support/administrators';
import { newUsername, person } from '@/tests/e2e/support/people';
import { expect, test } from '@/tests/e2e/support/test';

/** Presses Tab until the focus is there, as a person without a mouse does. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let n = 0; n < 120; n += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('The focus never came there.');
}

async function pressOn(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

async function typeInto(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('by keyboard alone: search, a locked person, unlock, and a temporary password', async ({
  page,
  servers,
}) => {
  const dana = await person('harbor', { fullName: 'Dana Locked' });
  await lockOut(servers, dana);
  await signInTo(page, servers, await administrator('harbor'), USERS);
  await typeInto(page, page.getByLabel('Search'), dana.username);
  await tabTo(page, page.getByLabel('Status'));
  await page.keyboard.type('Lock');
  await pressOn(page, button(page, 'Search'));
  await page.waitForURL(/q=/);
  await pressOn(page, page.getByRole('link', { name: 'Edit Dana Locked' }));
  await page.waitForURL(servers.url('harbor', pathOf(dana)));
  await pressOn(page, button(page, 'Unlock'), 'Space');
  await expect(page.getByRole('status').filter({ hasText: 'unlocked' })).toBeVisible();
  await pressOn(page, button(page, 'Reset to a temporary password'));
  await expect(page.locator('[data-hand-out]')).toBeFocused();
  await tabTo(page, page.getByRole('button', { name: /^Copy/ }));
});

test('by keyboard alone: a person is added, with the errors first', async ({ page, servers }) => {
  const username = newUsername();
  await signInTo(page, servers, await administrator('harbor'), USERS);
  await pressOn(page, page.getByRole('link', { name: 'Add new user' }));
  await page.waitForURL(servers.url('harbor', NEW_USER));
  await typeInto(page, page.getByLabel('Full Name'), 'Kim Park');
  await typeInto(page, page.getByLabel('Username'), username);
  await pressOn(page, button(page, 'Add user'));
  const link = page.getByRole('alert').getByRole('link');
  await expect(link).toHaveCount(1);
  await pressOn(page, link);
  await expect(page.getByLabel('Email Address')).toBeFocused();
  await page.keyboard.type(`${username}@mail.example`);
  await pressOn(page, page.getByLabel('Bill Advisor'), 'Space');
  await expect(page.getByLabel('Bill Advisor')).toBeChecked();
  await pressOn(page, button(page, 'Add user'));
  await expect(page.locator('[data-hand-out]')).toBeFocused();
  await pressOn(page, page.getByRole('link', { name: 'Edit this user' }));
  await expect(page.getByLabel('Username')).toHaveValue(username);
});

test('by keyboard alone: a person is edited, disabled, enabled, signed out and deleted', async ({
  page,
  servers,
}) => {
  const dana = await person('harbor');
  await signInTo(page, servers, await administrator('harbor'), pathOf(dana));
  const says = (text: string) =>
    expect(page.getByRole('status').filter({ hasText: text })).toBeVisible();
  await typeInto(page, page.getByLabel('Full Name'), 'Dana Meyer');
  await page.keyboard.press('Enter');
  await says('The changes are saved');
  await pressOn(page, button(page, 'Disable'));
  await says('The account is disabled');
  await pressOn(page, button(page, 'Enable'));
  await says('The account is enabled');
  await pressOn(page, button(page, 'Sign out everywhere'));
  await says('Nobody was signed in');
  await pressOn(page, page.getByRole('link', { name: 'Delete…' }));
  await pressOn(page, button(page, `Delete ${dana.username}`));
  await says('The account was deleted.');
});

test('by keyboard alone: a typed temporary password', async ({ page, servers }) => {
  const dana = await person('harbor');
  await signInTo(page, servers, await administrator('harbor'), pathOf(dana));
  const summary = page.locator('summary').filter({ hasText: 'Type the temporary password' });
  await pressOn(page, summary);
  await typeInto(page, page.getByLabel('Temporary password'), 'Welcome-Aboard-31');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-temporary-password]')).toHaveText('Welcome-Aboard-31');
});

test('by keyboard alone: a shared address is mended, and the list is sorted and paged', async ({
  page,
  servers,
}) => {
  const one = await person('squall');
  const two = await person('squall', { email: one.email });
  await signInTo(page, servers, await administrator('squall'), SHARED);
  const form = page.locator('form').filter({ has: page.locator(`[value="${two.userId}"]`) });
  await typeInto(page, form.getByRole('textbox'), `own-${two.email}`);
  await page.keyboard.press('Enter');
  await page.waitForURL(/saved=/);
  const sections = page.getByRole('navigation', { name: 'User Admin sections' });
  await pressOn(page, sections.getByRole('link', { name: 'Users' }));
  await page.waitForURL(servers.url('squall', USERS));
  await pressOn(page, page.getByRole('link', { name: 'Username' }));
  await page.waitForURL(/sort=username/);
});

test('a person who was disabled by keyboard can be told from the page without colour', async ({
  page,
  servers,
}) => {
  const dana = await person('harbor');
  await page.emulateMedia({ forcedColors: 'active' });
  await signInTo(page, servers, await administrator('harbor'), pathOf(dana));
  await pressOn(page, button(page, 'Disable'));
  await expect(page.getByRole('definition').filter({ hasText: 'Disabled' })).toBeVisible();
});
