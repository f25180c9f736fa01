import type { Page } from '@playwright/test';
import { mailsFor, newestMail } from '@/tests/e2e/support/mails';
import { newcomer, PASSWORD, type Person, person } from '@/tests/e2e/support/people';
import { fillNewPassword, NEW_PASSWORD } from '@/tests/e2e/support/reset';
import type { Servers } from '@/tests/e2e/support/servers';
import { fillAndSignIn, summaryOf } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';
import { SESSION } from '@/tests/e2e/support/visitor';

const CHANGE = '/change-password';
const BUTTON = 'Change your password';

async function signIn(page: Page, servers: Servers, who: Person): Promise<void> {
  await page.goto(servers.url(who.utility));
  await fillAndSignIn(page, who);
  await expect(page.getByText('Welcome, Dana Ortiz')).toBeVisible();
}

async function change(page: Page, current: string, password: string, confirm?: string) {
  await page.getByLabel('Current password').fill(current);
  await fillNewPassword(page, BUTTON, password, confirm);
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with script ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('the header leads to a change of the password, past every mistake, and on to /home', async ({
      anotherBrowser,
      context,
      page,
      servers,
      visitor,
    }) => {
      const dana = await person('harbor');
      const elsewhere = await (await anotherBrowser({ javaScriptEnabled })).newPage();
      await signIn(elsewhere, servers, dana);
      await signIn(page, servers, dana);
      await page.getByRole('banner').getByRole('link', { name: 'Change Password' }).click();
      await expect(page).toHaveURL(servers.url('harbor', CHANGE));
      await expect(page).toHaveTitle(/^Change your password – Harbor Power/);
      const current = page.getByLabel('Current password');
      await expect(current).toHaveAttribute('autocomplete', 'current-password');
      for (const label of ['New password', 'Confirm new password']) {
        const field = page.getByLabel(label, { exact: true });
        await expect(field).toHaveAttribute('autocomplete', 'new-password');
      }
      await expect(page.locator('input[autocomplete=username]')).toHaveValue(dana.username);

      const refused = async (words: (string | RegExp)[], ...typed: [string, string, string?]) => {
        await change(page, ...typed);
        await expect(summaryOf(page).getByRole('link')).toHaveText(words);
        await expect(page.locator(':focus')).toContainText('There is a problem');
        await expect(current).toHaveValue('');
      };
      await refused(['Enter your current password', 'Enter a new password'], '', '');
      await refused(['Enter your current password'], '', NEW_PASSWORD);
      await refused(['Enter the new password a second time'], PASSWORD, NEW_PASSWORD, '');
      await refused(['The two passwords are not the same'], PASSWORD, NEW_PASSWORD, PASSWORD);
      await refused([/too short/, /must have 3 of/, /your username/], PASSWORD, 'ortiz');
      await expect(page.locator('[data-requirement][data-state=failed]')).toHaveCount(3);
      await refused([/one that many people use/], PASSWORD, 'P@ssw0rd');
      await refused([/different from your last 5 passwords/], PASSWORD, PASSWORD);
      await summaryOf(page).getByRole('link').click();
      await page.keyboard.type('x');
      await expect(page.getByLabel('New password', { exact: true })).toHaveValue('x');

      const secretOf = async () =>
        (await context.cookies()).find(({ name }) => name === SESSION)?.value ?? '';
      const before = await secretOf();
      await change(page, PASSWORD, NEW_PASSWORD);
      await expect(page.getByRole('status')).toContainText('Your password has been changed');
      await expect(page).toHaveTitle(/^Your password has been changed – Harbor Power/);
      expect(await secretOf()).not.toBe(before);
      const stale = visitor('harbor');
      stale.cookies.set(SESSION, before);
      expect((await stale.get('/home')).headers.location).toBe('/');
      await page.getByRole('link', { name: 'Proceed' }).click();
      await expect(page).toHaveURL(servers.url('harbor', '/home'));

      await elsewhere.reload();
      await expect(elsewhere.getByText('because this session was ended')).toBeVisible();
      await fillAndSignIn(elsewhere, { ...dana, password: NEW_PASSWORD });
      await expect(elsewhere).toHaveURL(servers.url('harbor', '/home'));
      const mail = await newestMail(dana.email);
      expect(mail.subject).toBe('Your password was changed');
      expect(mail.text).toContain(dana.username);
      for (const text of [mail.text, mail.html]) expect(text).not.toMatch(/token=|Harvest-Moon/);
    });

    test('a double click changes the password once, hurts nobody and says that it worked', async ({
      page,
      servers,
      visitor,
    }) => {
      const dana = await person('harbor');
      await signIn(page, servers, dana);
      await page.goto(servers.url('harbor', CHANGE));
      await page.getByLabel('Current password').fill(PASSWORD);
      await page.getByLabel('New password', { exact: true }).fill(NEW_PASSWORD);
      await page.getByLabel('Confirm new password').fill(NEW_PASSWORD);
      await page.getByRole('button', { name: BUTTON }).dblclick();
      await expect(page.getByRole('status')).toContainText('Your password has been changed');
      await page.goto(servers.url('harbor', '/home'));
      await expect(page.getByText('Welcome, Dana Ortiz')).toBeVisible();
      const again = await visitor('harbor').signIn({ ...dana, password: NEW_PASSWORD });
      expect(again.headers.location).toBe('/home');
      await newestMail(dana.email);
      expect(mailsFor(dana.email)).toHaveLength(1);
    });

    test('without a session one is asked to sign in, and brought back', async ({
      page,
      servers,
    }) => {
      const dana = await person('harbor');
      await page.goto(servers.url('harbor', '/.well-known/change-password'));
      await expect(page.getByRole('heading', { name: 'Login' })).toBeVisible();
      await fillAndSignIn(page, dana);
      await expect(page).toHaveURL(servers.url('harbor', CHANGE));
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(BUTTON);
    });

    test('with a temporary password the header has no such link, and the page is the other one', async ({
      page,
      servers,
    }) => {
      const dana = await newcomer('harbor');
      await signIn(page, servers, dana);
      await expect(page.getByRole('link', { name: 'Change Password' })).toHaveCount(0);
      await page.goto(servers.url('harbor', '/.well-known/change-password'));
      await expect(page).toHaveURL(servers.url('harbor', CHANGE));
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(
        'Create your personal password',
      );
      await expect(page.getByLabel('Current password')).toHaveCount(0);
    });
  });
}
