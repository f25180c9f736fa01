import type { Page } from '@playwright/test';
import { person } from '@/tests/e2e/support/people';
import { fillAndSignIn, summaryOf } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

/** The state of each requirement, by its code. */
async function statesIn(page: Page): Promise<Record<string, string>> {
  const rows = await page
    .locator('[data-requirement]')
    .evaluateAll((all) =>
      all.map((row) => [row.getAttribute('data-requirement'), row.getAttribute('data-state')]),
    );
  return Object.fromEntries(rows);
}

const NONE = {
  too_short: 'unknown',
  too_few_classes: 'unknown',
  personal: 'unknown',
  common: 'unknown',
  remembered: 'unknown',
};

test('requirements tick themselves off while typing, and untick', async ({ page, servers }) => {
  await page.goto(servers.url('harbor', '/change-password'));
  await fillAndSignIn(page, await person('harbor'));
  const field = page.getByLabel('New password', { exact: true });
  await expect(field).toBeVisible();
  const states = () => statesIn(page);
  await expect.poll(states).toEqual(NONE);
  const met = 'met';
  const typed: [string, Partial<typeof NONE> & { too_long?: string }][] = [
    ['B', { personal: met }],
    ['Bay-27x', { personal: met, too_few_classes: met }],
    ['Bay-27xx', { personal: met, too_few_classes: met, too_short: met }],
    ['Bay-27-ortiz', { too_few_classes: met, too_short: met }],
    ['Bay-27-POWER', { too_few_classes: met, too_short: met }],
    ['lanterns', { personal: met, too_short: met }],
    [`Bay-27${'x'.repeat(250)}`, { personal: met, too_few_classes: met, too_short: met }],
    [
      `Bay-27${'x'.repeat(251)}`,
      { personal: met, too_few_classes: met, too_short: met, too_long: 'failed' },
    ],
    ['', {}],
  ];
  for (const [text, some] of typed) {
    await field.fill(text);
    await expect.poll(states).toEqual({ ...NONE, ...some });
  }
  await expect(page.locator('[data-requirement=too_short]')).toHaveText(
    'have at least 8 characters',
  );
  await field.fill('Bay-27xx');
  await expect(page.locator('[data-requirement=too_short]')).toHaveText(
    'have at least 8 characters (met)',
  );
});

test('what the server refused is marked until something else is typed', async ({
  page,
  servers,
}) => {
  const dana = await person('harbor');
  await page.goto(servers.url('harbor', '/change-password'));
  await fillAndSignIn(page, dana);
  await page.getByLabel('Current password').fill(dana.password);
  await page.getByLabel('New password', { exact: true }).fill(dana.password);
  await page.getByLabel('Confirm new password').fill(dana.password);
  await page.getByRole('button', { name: 'Change your password' }).click();
  await expect(summaryOf(page)).toBeVisible();
  await expect.poll(() => statesIn(page)).toEqual({ ...NONE, remembered: 'failed' });
  await page.getByLabel('New password', { exact: true }).pressSequentially('Ba');
  await expect.poll(() => statesIn(page)).toMatchObject({ remembered: 'unknown', personal: 'met' });
});

test('what was typed before the script ran is ticked off when it does', async ({
  page,
  servers,
}) => {
  await page.goto(servers.url('harbor', '/change-password'));
  await fillAndSignIn(page, await person('harbor'));
  await expect(page.getByLabel('Current password')).toBeVisible();
  let letRun: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letRun = resolve;
  });
  await page.route('**/*.js', async (route) => {
    await held;
    await route.continue();
  });
  await page.reload({ waitUntil: 'commit' });
  await page.getByLabel('Current password').fill('kept');
  await page.getByLabel('New password', { exact: true }).fill('Bay-27xx');
  letRun();
  await expect.poll(() => statesIn(page)).toMatchObject({ too_short: 'met', personal: 'met' });
  await expect(page.getByLabel('Current password')).toHaveValue('kept');
});
