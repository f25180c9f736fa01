import { PASSWORD } from '@/tests/e2e/support/people';
import { fillAndSignIn, summaryOf } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with script ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('empty fields are named, and each line leads to its field', async ({ page, servers }) => {
      await page.goto(servers.url('harbor'));
      await fillAndSignIn(page, { username: '', password: '' });
      await expect(page.locator(':focus')).toContainText('There is a problem');
      await expect(page.locator('#username-error')).toHaveText('Error: Enter your username');
      await expect(page.locator('#password-error')).toHaveText('Error: Enter your password');
      for (const [line, label] of [
        ['Enter your username', 'Username'],
        ['Enter your password', 'Password'],
      ] as const) {
        const field = page.getByLabel(label, { exact: true });
        await expect(field).toHaveAttribute('aria-invalid', 'true');
        await expect(field).toHaveAccessibleDescription(`Error: ${line}`);
        await summaryOf(page).getByRole('link', { name: line }).click();
        await expect(page.locator(':target')).toHaveAttribute('id', label.toLowerCase());
        // Typing goes there.
        await page.keyboard.type('x');
        await expect(field).toHaveValue('x');
      }
    });

    test('a missing password keeps the username that was typed', async ({ page, servers }) => {
      await page.goto(servers.url('harbor'));
      await fillAndSignIn(page, { username: 'danaortiz', password: '' });
      await expect(summaryOf(page).getByRole('listitem')).toHaveText(['Enter your password']);
      await expect(page.getByLabel('Username')).toHaveValue('danaortiz');
    });

    test('a username of blanks is no username, and the password is not sent back', async ({
      page,
      servers,
    }) => {
      await page.goto(servers.url('harbor'));
      await fillAndSignIn(page, { username: '   ', password: PASSWORD });
      await expect(summaryOf(page).getByRole('listitem')).toHaveText(['Enter your username']);
      expect(await page.content()).not.toContain(PASSWORD);
    });
  });
}

test('empty fields are no attempt: nothing is counted', async ({ servers, visitor }) => {
  const attempts = () => servers.sql`select count(*)::int as n from throttle_failures
    where utility_id = 'brief'`;
  const before = await attempts();
  const answer = await visitor('brief').signIn({ username: 'danaortiz', password: '' });
  expect(answer.status).toBe(200);
  expect(await attempts()).toEqual(before);
});
