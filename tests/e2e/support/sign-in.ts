import type { Page } from '@playwright/test';
import type { Person } from '@/tests/e2e/support/people';

/** Fills in the Login dialog of the page that is shown, and sends it. */
export async function fillAndSignIn(
  page: Page,
  { username, password }: Pick<Person, 'username' | 'password'>,
): Promise<void> {
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** What the error summary says; it is there. */
export function summaryOf(page: Page) {
  return page.getByRole('alert').filter({ hasText: 'There is a problem' });
}
