import { person } from '@/tests/e2e/support/people';
import { fillAndSignIn } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with script ${javaScriptEnabled ? 'on' : 'off'}, the Welcome page`, () => {
    test.use({ javaScriptEnabled });

    test('shows the utility, the Login dialog and a word to bookmark it', async ({
      page,
      servers,
    }) => {
      await page.goto(servers.url('harbor'));
      await expect(page).toHaveTitle('Welcome – Harbor Power Customer Service Interface');
      await expect(page.getByRole('heading', { name: 'Welcome' })).toBeVisible();
      await expect(page.getByRole('heading', { name: 'Login' })).toBeVisible();
      await expect(page.getByRole('banner')).toContainText('Harbor Power');
      await expect(page.getByRole('contentinfo')).toContainText('Bookmark this page');
      await expect(page.getByLabel('Username')).toHaveAttribute('type', 'text');
      await expect(page.getByLabel('Password', { exact: true })).toHaveAttribute(
        'type',
        'password',
      );
      await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
      const toggles = page.getByRole('button', { name: 'Show password' });
      await expect(toggles).toHaveCount(javaScriptEnabled ? 1 : 0);
    });

    test('tells password managers what its fields are for', async ({ page, servers }) => {
      await page.goto(servers.url('harbor'));
      const username = page.getByLabel('Username');
      await expect(username).toHaveAttribute('autocomplete', 'username');
      await expect(username).toHaveAttribute('autocapitalize', 'none');
      await expect(username).toHaveAttribute('spellcheck', 'false');
      const password = page.getByLabel('Password', { exact: true });
      await expect(password).toHaveAttribute('autocomplete', 'current-password');
      await expect(password).toHaveAttribute('spellcheck', 'false');
    });

    test('signs a person in', async ({ page, servers }) => {
      const dana = await person('harbor');
      await page.goto(servers.url('harbor'));
      await fillAndSignIn(page, dana);
      await expect(page).toHaveURL(servers.url('harbor', '/home'));
      await expect(page.getByText('Welcome, Dana Ortiz')).toBeVisible();
    });

    test('sends a signed-in person on to /home', async ({ page, servers }) => {
      await page.goto(servers.url('harbor'));
      await fillAndSignIn(page, await person('harbor'));
      await expect(page).toHaveURL(servers.url('harbor', '/home'));
      await page.goto(servers.url('harbor'));
      await expect(page).toHaveURL(servers.url('harbor', '/home'));
    });

    test('takes pasted words', async ({ page, servers }) => {
      const dana = await person('harbor');
      await page.goto(servers.url('harbor'));
      const username = page.getByLabel('Username');
      await username.fill(dana.password);
      await username.press('ControlOrMeta+a');
      await username.press('ControlOrMeta+x');
      await page.getByLabel('Password', { exact: true }).press('ControlOrMeta+v');
      await username.fill(dana.username);
      await username.press('Enter');
      await expect(page).toHaveURL(servers.url('harbor', '/home'));
    });

    test('is worked by keyboard alone, in the order in which it is read', async ({
      page,
      servers,
    }) => {
      const dana = await person('harbor');
      await page.goto(servers.url('harbor'));
      await expect(page.getByLabel('Username')).toBeFocused();
      if (javaScriptEnabled) {
        await expect(page.getByRole('button', { name: 'Show password' })).toBeVisible();
      }
      await page.keyboard.type(dana.username);
      await page.keyboard.press('Tab');
      await expect(page.getByLabel('Password', { exact: true })).toBeFocused();
      await page.keyboard.type(dana.password);
      await page.keyboard.press('Tab');
      if (javaScriptEnabled) {
        await expect(page.getByRole('button', { name: 'Show password' })).toBeFocused();
        await page.keyboard.press('Tab');
      }
      await expect(page.getByRole('button', { name: 'Sign in' })).toBeFocused();
      await page.keyboard.press('Enter');
      await expect(page).toHaveURL(servers.url('harbor', '/home'));
    });
  });
}

test('the show button shows the password, and hides it again before it is sent', async ({
  page,
  servers,
}) => {
  const dana = await person('harbor');
  await page.goto(servers.url('harbor'));
  const password = page.getByLabel('Password', { exact: true });
  await page.getByLabel('Username').fill(dana.username);
  await password.fill(dana.password);
  await page.getByRole('button', { name: 'Show password' }).click();
  await expect(password).toHaveAttribute('type', 'text');
  await page.getByRole('button', { name: 'Hide password' }).click();
  await expect(password).toHaveAttribute('type', 'password');
  await page.getByRole('button', { name: 'Show password' }).click();
  await page.evaluate(() => {
    const remember = () => {
      const input = document.querySelector<HTMLInputElement>('#password');
      sessionStorage.setItem('type', input?.type ?? '');
    };
    new MutationObserver(remember).observe(document.body, { attributes: true, subtree: true });
  });
  await password.press('Enter');
  await expect(page).toHaveURL(servers.url('harbor', '/home'));
  expect(await page.evaluate(() => sessionStorage.getItem('type'))).toBe('password');
});

test('the skip link is first, and leads to the main content', async ({ page, servers }) => {
  await page.goto(servers.url('harbor', '/?over=signed_out'));
  await page.getByLabel('Username').press('Shift+Tab');
  const skip = page.getByRole('link', { name: 'Skip to main content' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();
});

test.describe('on a phone, and at 400 % zoom', () => {
  test.use({ viewport: { width: 320, height: 256 } });

  for (const path of ['/', '/?over=idle', '/?code=locked', '/?code=wrong.2']) {
    test(`nothing is wider than the screen at ${path}`, async ({ page, servers }) => {
      await page.goto(servers.url('harbor', path));
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width).toBeLessThanOrEqual(320);
      const submit = page.getByRole('button', { name: 'Sign in' });
      await submit.scrollIntoViewIfNeeded();
      await expect(submit).toBeInViewport({ ratio: 1 });
    });
  }
});
