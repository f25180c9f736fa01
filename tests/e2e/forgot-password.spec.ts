import type { Page } from '@playwright/test';
import { mailsFor, newestMail } from '@/tests/e2e/support/mails';
import { newUsername, person } from '@/tests/e2e/support/people';
import { allSettled, FORGOT } from '@/tests/e2e/support/reset';
import { summaryOf } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

const emailIn = (page: Page) => page.getByLabel('Email address');

async function submit(page: Page, email: string): Promise<void> {
  await emailIn(page).fill(email);
  await page.getByRole('button', { name: 'Submit' }).click();
}

const NO_ADDRESSES: Record<string, string> = {
  'no domain': 'danaortiz',
  'no name': '@mail.example',
  'no dot in its domain': 'dana@mail',
  'a space inside': 'dana ortiz@mail.example',
  'another address behind it': 'dana@mail.example, sam@mail.example',
  '400 characters': `${'d'.repeat(387)}@mail.example`,
  '255 characters': `${'d'.repeat(242)}@mail.example`,
  'a header for a mail': 'dana@mail.example%0aBcc: sam@mail.example',
  'a name around it': '"Dana" <dana@mail.example>',
  script: '<script>alert(1)</script>@mail.example',
};

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with script ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('the Login dialog’s lower right leads to asking for a new password, and back', async ({
      page,
      servers,
    }) => {
      const dana = await person('harbor');
      await page.goto(servers.url('harbor'));
      const dialog = page.getByRole('region', { name: 'Login' });
      const link = dialog.getByRole('link', { name: 'Forgot Password?' });
      const [corner, box] = [await link.boundingBox(), await dialog.boundingBox()];
      if (!corner || !box) throw new Error('The link is not there.');
      expect(box.x + box.width - (corner.x + corner.width)).toBeLessThan(30);
      expect(box.y + box.height - (corner.y + corner.height)).toBeLessThan(20);
      await link.click();
      await expect(page).toHaveURL(servers.url('harbor', FORGOT));
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Forgot Password?');
      await expect(page).toHaveTitle(/^Forgot Password\? – Harbor Power/);
      await expect(emailIn(page)).toHaveAttribute('autocomplete', 'email');

      await submit(page, `  ${dana.email.toUpperCase()} `);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(
        'Password reset confirmation',
      );
      await expect(page).toHaveTitle(/^Password reset confirmation – Harbor Power/);
      await expect(page).toHaveURL(servers.url('harbor', `${FORGOT}?sent=1`));
      expect(await page.content()).not.toContain(dana.email);
      await page.getByRole('link', { name: 'Back to sign in' }).click();
      await expect(page).toHaveURL(servers.url('harbor'));
      expect((await newestMail(dana.email)).subject).toBe('Forgot Password');
    });

    test('the confirmation says what to do when nothing arrives, and names the contact', async ({
      page,
      servers,
    }) => {
      const help = async (utility: 'harbor' | 'plain') => {
        await page.goto(servers.url(utility, FORGOT));
        await submit(page, `${newUsername()}@mail.example`);
        await expect(page.getByRole('heading', { name: 'If nothing arrives' })).toBeVisible();
        return page.getByRole('main').getByRole('listitem').allTextContents();
      };
      const check =
        'to check the email address and the username on your account, and whether another username ' +
        'has the same address.';
      expect(await help('plain')).toEqual([
        'Look in the spam or junk folder.',
        'If you asked more than once, use the newest message: only its link works, for 24 hours.',
        `Ask your Customer Service Administrator ${check}`,
        'If you do not know your Customer Service Administrator, ask your supervisor.',
      ]);
      expect((await help('harbor'))[2]).toBe(
        `Ask your Customer Service Administrator (Service desk, ext. 4410) ${check}`,
      );
    });

    test('an empty field is named, and the summary leads to it', async ({ page, servers }) => {
      await page.goto(servers.url('harbor', FORGOT));
      for (const typed of ['', '   ']) {
        await submit(page, typed);
        await expect(page.locator(':focus')).toContainText('There is a problem');
        await expect(page.locator('#email-error')).toHaveText('Error: Enter your email address');
        await expect(emailIn(page)).toHaveAttribute('aria-invalid', 'true');
      }
      await summaryOf(page).getByRole('link', { name: 'Enter your email address' }).click();
      await page.keyboard.type('d');
      await expect(emailIn(page)).toHaveValue('d');
    });

    for (const [what, typed] of Object.entries(NO_ADDRESSES)) {
      test(`an address with ${what} is refused, stands there to be mended, and then works`, async ({
        page,
        servers,
      }) => {
        const dana = await person('plain');
        await page.goto(servers.url('plain', FORGOT));
        await submit(page, typed);
        await expect(summaryOf(page).getByRole('link')).toHaveText([
          'Enter one email address, like name@example.com',
        ]);
        await expect(page.locator(':focus')).toContainText('There is a problem');
        await expect(emailIn(page)).toHaveValue(typed);
        await expect(emailIn(page)).toHaveAccessibleDescription(/^Error: Enter one email address/);
        await page.getByRole('button', { name: 'Submit' }).click();
        await expect(page.locator(':focus')).toContainText('There is a problem');
        await expect(emailIn(page)).toHaveValue(typed);
        await submit(page, dana.email);
        await expect(page).toHaveURL(servers.url('plain', `${FORGOT}?sent=1`));
      });
    }

    test('a double click leaves a link that works', async ({ address, page, servers }) => {
      const dana = await person('harbor');
      await page.goto(servers.url('harbor', FORGOT));
      await emailIn(page).fill(dana.email);
      await page.getByRole('button', { name: 'Submit' }).dblclick();
      await expect(page).toHaveURL(servers.url('harbor', `${FORGOT}?sent=1`));
      await newestMail(dana.email);
      await allSettled(servers, address, [dana]);
      const links = mailsFor(dana.email).map(({ text }) => /https?:\S+token=\S+/.exec(text ?? ''));
      await page.goto(links.at(-1)?.[0] ?? '');
      await expect(page.getByLabel('New password', { exact: true })).toBeVisible();
    });

    test('where people sign in at their portal, the page says so and has no form', async ({
      page,
      servers,
    }) => {
      for (const path of [FORGOT, `${FORGOT}?sent=1`]) {
        await page.goto(servers.url('portal', path));
        await expect(page.getByRole('main')).toContainText('You sign in at Summit portal');
        await expect(page.getByRole('textbox')).toHaveCount(0);
        await expect(page).toHaveTitle(/^Forgot Password\? – Summit Gas/);
      }
    });
  });
}
