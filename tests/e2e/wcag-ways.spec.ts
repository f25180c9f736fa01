import type { Page } from '@playwright/test';
import { NEW_USER, signInTo, USERS } from '@/tests/e2e/support/administrators';
import { person } from '@/tests/e2e/support/people';
import { expect, test } from '@/tests/e2e/support/test';

/** Links and buttons of a landmark as they are read, in order. */
function namesIn(page: Page, landmark: 'header' | 'footer'): Promise<string[]> {
  const all = page.locator(`body > div > ${landmark}`).locator('a, button, [aria-current]');
  return all.evaluateAll((found) => found.map(({ textContent }) => textContent?.trim() ?? ''));
}

test('header, tabs, help and footer are the same and in the same order on every page (3.2.3, 3.2.6)', async ({
  page,
  servers,
}) => {
  const csa = await person('harbor', { roles: ['CSA', 'BILL_ADVISOR'] });
  await signInTo(page, servers, csa, '/home');
  const [header, footer] = [await namesIn(page, 'header'), await namesIn(page, 'footer')];
  expect(header.join()).toMatch(/Change Password,Help.*,Support.*,Sign out,Program Management/);
  const pages = [USERS, NEW_USER, `${USERS}/shared-emails`, `${USERS}/import`, '/admin/audit'];
  for (const path of [...pages, '/change-password', '/sessions']) {
    await page.goto(servers.url('harbor', path));
    expect([path, await namesIn(page, 'header')]).toEqual([path, header]);
    expect([path, await namesIn(page, 'footer')]).toEqual([path, footer]);
  }
});

test('the first key leads past the header to what the page is for (2.4.1)', async ({
  page,
  servers,
}) => {
  await signInTo(page, servers, await person('harbor'), '/change-password');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to main content' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('Current password')).toBeFocused();
});

test('a name and a password that are pasted sign in (3.3.8)', async ({
  page,
  servers,
  context,
}) => {
  const dana = await person('harbor');
  const origin = servers.url('harbor');
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
  await page.goto(origin);
  for (const [label, text] of [
    ['Username', dana.username],
    ['Password', dana.password],
  ] as const) {
    await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
    await page.getByLabel(label, { exact: true }).focus();
    await page.keyboard.press('ControlOrMeta+v');
    await expect(page.getByLabel(label, { exact: true })).toHaveValue(text);
  }
  await page.keyboard.press('Enter');
  await page.waitForURL(servers.url('harbor', '/home'));
});

test('a press that is let go elsewhere does nothing (2.5.2)', async ({ page, servers }) => {
  await signInTo(page, servers, await person('harbor'), '/home');
  await page.getByRole('button', { name: 'Sign out' }).hover();
  await page.mouse.down();
  await page.getByRole('heading', { level: 1 }).hover();
  await page.mouse.up();
  await page.reload();
  await expect(page).toHaveURL(servers.url('harbor', '/home'));
  // And one that is not is a press.
  await page.getByRole('button', { name: 'Sign out' }).hover();
  await page.mouse.down();
  await page.mouse.up();
  await page.waitForURL(/over=signed_out/);
});

test('what appears while typing is said by a region that was there before (4.1.3)', async ({
  page,
  servers,
}) => {
  const dana = await person('harbor');
  await signInTo(page, servers, await person('harbor', { roles: ['CSA'] }), NEW_USER);
  const regions = page.getByRole('main').getByRole('status');
  await expect(regions).toHaveText(['', '']);
  const before = await regions.elementHandles();
  await page.getByLabel('Username').fill(dana.username);
  await page.getByLabel('Email Address').fill(dana.email);
  await page.getByLabel('Full Name').focus();
  await expect(regions).toHaveText([/This username is taken/, /Another username has this email/]);
  const said = await Promise.all(before.map((region) => region.textContent()));
  expect(said.every(Boolean)).toBe(true);
});

test('the Welcome page says to a screen reader what it shows (1.3.1, 4.1.2)', async ({
  page,
  servers,
}) => {
  await page.goto(servers.url('harbor'));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('main').getByRole('alert')).toBeVisible();
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - heading "Welcome" [level=1]
    - paragraph
    - region "Login":
      - heading "Login" [level=2]
      - alert:
        - heading "There is a problem" [level=3]
        - list:
          - listitem:
            - link
          - listitem:
            - link
      - paragraph: /Error:/
      - textbox "Username"
      - paragraph: /Error:/
      - textbox "Password"
      - button "Show password"
      - button "Sign in"
      - link "Forgot Password?"
  `);
  await expect(page.getByLabel('Username')).toHaveAccessibleDescription(/^Error: ./);
  await expect(page.getByLabel('Password', { exact: true })).toHaveAccessibleDescription(
    /^Error: ./,
  );
});
