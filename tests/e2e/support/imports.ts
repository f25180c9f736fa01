import type { Page } from '@playwright/test';
import { expect } from '@/tests/e2e/support/test';

export const IMPORT = '/admin/users/import';

/** A file of people: their lines under the heading. */
export function peopleFile(...lines: string[]) {
  const text = ['Full Name,Username,Email Address,Roles', ...lines, ''].join('\r\n');
  return { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
}

/** Sends a file from the page of imports, and waits until it is checked. */
export async function sendFile(page: Page, file: ReturnType<typeof peopleFile>): Promise<void> {
  await page.getByLabel('CSV file').setInputFiles(file);
  await page.getByRole('button', { name: 'Check the file' }).click();
  await reloadUntil(page, 'Already there, exactly the same');
}

/** A server goes on with an import by itself; without script nothing else tells of it. */
export async function reloadUntil(page: Page, text: string): Promise<void> {
  await expect(async () => {
    await page.reload();
    await expect(page.getByText(text).first()).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
}
