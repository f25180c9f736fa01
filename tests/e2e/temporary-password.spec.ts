import type { Locator, Page } from '@playwright/test';
import { newcomer, PASSWORD } from '@/tests/e2e/support/people';
import { fillAndSignIn, summaryOf } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });

async function create(page: Page, password: string, confirm = password): Promise<void> {
  await field(page, 'New password').fill(password);
  await field(page, 'Confirm new password').fill(confirm);
  await page.getByRole('button', { name: 'Create your personal password' }).click();
}

const failedIn = (page: Page): Locator => page.locator('[data-requirement][data-state=failed]');

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with script ${javaScriptEnabled ? 'on' : 'off'}, a temporary password`, () => {
    test.use({ javaScriptEnabled });

    test('leads to a password of one’s own, past every mistake, and on to the page asked for', async ({
      page,
      servers,
    }) => {
      const dana = await newcomer('harbor');
      const asked = servers.url('harbor', '/home?tab=2');
      await page.goto(asked);
      await fillAndSignIn(page, dana);
      const heading = page.getByRole('heading', { name: 'Create your personal password' });
      await expect(heading).toBeVisible();

      await create(page, '');
      await expect(summaryOf(page).getByRole('link')).toHaveText(['Enter a new password']);
      await create(page, PASSWORD, '');
      await expect(summaryOf(page).getByRole('link')).toHaveText([
        'Enter the new password a second time',
      ]);
      await create(page, PASSWORD, `${PASSWORD}x`);
      await expect(summaryOf(page).getByRole('link')).toHaveText([
        'The two passwords are not the same',
      ]);
      await expect(page.locator('#confirm-password-error')).toContainText('not the same');

      await create(page, 'ortiz');
      await expect(summaryOf(page).getByRole('link')).toHaveText([
        'The password is too short: it must have at least 8 characters',
        'The password must have 3 of these: 2 lowercase letters, 1 uppercase letter, 2 digits, and 1 symbol',
        /^The password must not contain your username/,
      ]);
      await expect(failedIn(page)).toHaveCount(3);
      await expect(failedIn(page).first()).toHaveText('have at least 8 characters (not met)');
      await expect(page.locator('#new-password-error')).toContainText('does not meet every');
      await expect(field(page, 'New password')).toHaveAccessibleDescription(
        /at least 8 characters/,
      );
      await expect(page.locator(':focus')).toContainText('There is a problem');

      await create(page, dana.password);
      await expect(summaryOf(page).getByRole('link')).toHaveText([
        'The password must be different from the temporary one',
      ]);
      await create(page, PASSWORD);
      await expect(page).toHaveURL(asked);
      await expect(page.getByText('Welcome, Dana Ortiz')).toBeVisible();
    });

    test('of somebody who asked for nothing leads to /home, with a word of what was done', async ({
      page,
      servers,
    }) => {
      const dana = await newcomer('harbor');
      await page.goto(servers.url('harbor'));
      await fillAndSignIn(page, dana);
      await expect(field(page, 'New password')).toHaveAttribute('autocomplete', 'new-password');
      await expect(field(page, 'Confirm new password')).toHaveAttribute(
        'autocomplete',
        'new-password',
      );
      await expect(page.locator('input[autocomplete=username]')).toHaveValue(dana.username);
      await expect(page.getByRole('navigation')).toHaveCount(0);
      await create(page, PASSWORD);
      await expect(page.getByRole('status')).toHaveText(
        'Your password has been created. Use it from now on.',
      );
      await expect(page).toHaveURL(servers.url('harbor', '/home?done=password_created'));
    });

    test('that expires while the session is open says so, and lets nothing more be done', async ({
      page,
      servers,
    }) => {
      const dana = await newcomer('harbor');
      await page.goto(servers.url('harbor'));
      await fillAndSignIn(page, dana);
      await expect(field(page, 'New password')).toBeVisible();
      await servers.sql`update users set temporary_expires_at = now()
        where user_id = ${dana.userId}`;
      await create(page, PASSWORD);
      await expect(page.getByText('Your temporary password has expired').first()).toBeVisible();
      await page.goto(servers.url('harbor', '/home'));
      await expect(page.getByText('Your temporary password has expired')).toBeVisible();
      await expect(page.getByText('for a new one: Service desk, ext. 4410.')).toBeVisible();
      await expect(page.getByRole('textbox')).toHaveCount(0);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await expect(page.getByText('You are signed out', { exact: true })).toBeVisible();
    });
  });
}
