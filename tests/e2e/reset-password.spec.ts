import { mailsFor, newestMail } from '@/tests/e2e/support/mails';
import { newcomer, PASSWORD, person, unlock, WRONG } from '@/tests/e2e/support/people';
import {
  fillNewPassword,
  mailedLink,
  NEW_PASSWORD,
  partsOf,
  RESET,
} from '@/tests/e2e/support/reset';
import { fillAndSignIn, summaryOf } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

const field = 'New password';

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with script ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('a mailed link leads past every mistake to a new password, and everything of the old one ends', async ({
      anotherBrowser,
      page,
      servers,
      visitor,
    }) => {
      const dana = await person('harbor');
      const elsewhere = await (await anotherBrowser({ javaScriptEnabled })).newPage();
      await elsewhere.goto(servers.url('harbor'));
      await fillAndSignIn(elsewhere, dana);
      await expect(elsewhere).toHaveURL(servers.url('harbor', '/home'));
      const link = await mailedLink(visitor('harbor'), dana);
      const { id, secret } = partsOf(link);

      await page.goto(link);
      await expect(page).toHaveURL(servers.url('harbor', `${RESET}?r=${id}`));
      await expect(page).toHaveTitle(/^Password reset – Harbor Power/);
      await expect(page.getByRole('main')).toContainText(
        `Choose a new password for the username ${dana.username}.`,
      );
      expect(await page.content()).not.toContain(secret);
      for (const label of [field, 'Confirm new password']) {
        const box = page.getByLabel(label, { exact: true });
        await expect(box).toHaveAttribute('autocomplete', 'new-password');
      }
      await expect(page.locator('input[autocomplete=username]')).toHaveValue(dana.username);

      const refused = async (words: (string | RegExp)[], password: string, confirm?: string) => {
        await fillNewPassword(page, 'Submit', password, confirm);
        await expect(summaryOf(page).getByRole('link')).toHaveText(words);
        await expect(page.locator(':focus')).toContainText('There is a problem');
        await expect(page.getByLabel(field, { exact: true })).toHaveValue('');
      };
      await refused(['Enter a new password'], '');
      await refused(['Enter the new password a second time'], NEW_PASSWORD, '');
      await refused(['The two passwords are not the same'], NEW_PASSWORD, PASSWORD);
      await refused([/^The password is too short/, /must have 3 of/, /your username/], 'ortiz');
      const failed = page.locator('[data-requirement][data-state=failed]');
      await expect(failed).toHaveCount(3);
      await refused(['The password must be different from your last 5 passwords'], dana.password);
      await expect(failed).toHaveText(/be different from your last 5 passwords/);
      await refused([/one that many people use/], 'P@ssw0rd');

      await fillNewPassword(page, 'Submit', NEW_PASSWORD);
      await expect(page.getByRole('status')).toContainText('Your password was reset');
      await expect(page).toHaveTitle(/^Your password was reset – Harbor Power/);
      await expect(page.locator('meta[http-equiv=refresh]')).toHaveCount(0);
      await page.getByRole('link', { name: 'Go to sign in' }).click();
      await expect(page).toHaveURL(servers.url('harbor'));
      await fillAndSignIn(page, dana);
      await expect(page.getByText('You have 2 attempts left')).toBeVisible();
      await fillAndSignIn(page, { ...dana, password: NEW_PASSWORD });
      await expect(page).toHaveURL(servers.url('harbor', '/home'));

      await elsewhere.reload();
      await expect(elsewhere.getByText('because this session was ended')).toBeVisible();
      const mail = await newestMail(dana.email, 2);
      expect(mail.subject).toBe('Your password was reset');
      expect(mail.text).toContain(dana.username);
      for (const text of [mail.text, mail.html]) expect(text).not.toMatch(/token=|Harvest-Moon/);
    });

    test('a link opened for a temporary password replaces it, and one is in at once', async ({
      page,
      servers,
      visitor,
    }) => {
      const dana = await newcomer('harbor');
      await page.goto(await mailedLink(visitor('harbor'), dana));
      await fillNewPassword(page, 'Submit', dana.password);
      await expect(summaryOf(page).getByRole('link')).toHaveText([
        'The password must be different from the temporary one',
      ]);
      await fillNewPassword(page, 'Submit', NEW_PASSWORD);
      await expect(page.getByRole('status')).toContainText('Your password was reset');
      await page.getByRole('link', { name: 'Go to sign in' }).click();
      await fillAndSignIn(page, { ...dana, password: NEW_PASSWORD });
      await expect(page).toHaveURL(servers.url('harbor', '/home'));
    });

    test('a double click on Submit resets once and says that it worked', async ({
      page,
      servers,
      visitor,
    }) => {
      const dana = await person('harbor');
      await page.goto(await mailedLink(visitor('harbor'), dana));
      await page.getByLabel(field, { exact: true }).fill(NEW_PASSWORD);
      await page.getByLabel('Confirm new password').fill(NEW_PASSWORD);
      await page.getByRole('button', { name: 'Submit' }).dblclick();
      await expect(page.getByRole('status')).toContainText('Your password was reset');
      await page.goto(servers.url('harbor'));
      await fillAndSignIn(page, { ...dana, password: NEW_PASSWORD });
      await expect(page).toHaveURL(servers.url('harbor', '/home'));
      await newestMail(dana.email, 2);
      expect(mailsFor(dana.email)).toHaveLength(2);
    });

    test('an account that was locked after the link was sent stays as it is, until it is unlocked', async ({
      page,
      servers,
      visitor,
    }) => {
      const dana = await person('harbor');
      await page.goto(await mailedLink(visitor('harbor'), dana));
      for (const _ of [1, 2, 3]) await visitor('harbor').signIn({ ...dana, password: WRONG });
      const before =
        await servers.sql`select password_hash from users where user_id = ${dana.userId}`;
      await fillNewPassword(page, 'Submit', NEW_PASSWORD);
      const main = page.getByRole('main');
      await expect(main).toContainText(`The account ${dana.username} is locked`);
      await expect(main).toContainText('to have it unlocked: Service desk, ext. 4410.');
      await expect(main).toContainText('Nothing was changed.');
      await expect(page.getByRole('textbox')).toHaveCount(0);
      expect(
        await servers.sql`select password_hash from users where user_id = ${dana.userId}`,
      ).toEqual(before);
      await unlock(dana);
      await page.reload();
      await fillNewPassword(page, 'Submit', NEW_PASSWORD);
      await expect(page.getByRole('status')).toContainText('Your password was reset');
    });
  });
}
