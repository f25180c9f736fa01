import { expectDead } from '@/tests/e2e/support/dead-links';
import { newestLink } from '@/tests/e2e/support/mails';
import { person } from '@/tests/e2e/support/people';
import { mailedLink, NEW_PASSWORD, openLink, outcomeOf } from '@/tests/e2e/support/reset';
import { expect, test } from '@/tests/e2e/support/test';

test('the password that a link was to replace takes it along when it is changed', async ({
  visitor,
}) => {
  const dana = await person('harbor');
  const [guest, session] = [visitor('harbor'), visitor('harbor')];
  const page = await openLink(guest, await mailedLink(guest, dana));
  await session.signIn(dana);
  const changed = await session.submit('/change-password', {
    currentPassword: dana.password,
    newPassword: NEW_PASSWORD,
    confirmPassword: NEW_PASSWORD,
  });
  expect(outcomeOf(changed)[0]).toBe(303);
  await expectDead(guest, page);
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with script ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('a form whose cookie ran out meanwhile leads to opening the link once more, which works', async ({
      page,
      servers,
      visitor,
    }) => {
      const dana = await person('harbor');
      const link = await mailedLink(visitor('harbor'), dana);
      await page.goto(link);
      await page.context().clearCookies();
      await page.getByLabel('New password', { exact: true }).fill(NEW_PASSWORD);
      await page.getByLabel('Confirm new password').fill(NEW_PASSWORD);
      await page.getByRole('button', { name: 'Submit' }).click();
      await expect(page.getByText('Open the link in the message once more')).toBeVisible();
      await page.goto(link);
      await expect(page.getByText(`for the username ${dana.username}`)).toBeVisible();
      expect(new URL(page.url()).host).toBe(new URL(servers.url('harbor')).host);
    });

    test('a link that died while its form was open leads to asking for a new one, which works', async ({
      page,
      servers,
      visitor,
    }) => {
      const dana = await person('harbor');
      await page.goto(await mailedLink(visitor('harbor'), dana));
      await servers.sql`update reset_requests set expires_at = now()
        where user_id = ${dana.userId}`;
      await page.getByLabel('New password', { exact: true }).fill(NEW_PASSWORD);
      await page.getByLabel('Confirm new password').fill(NEW_PASSWORD);
      await page.getByRole('button', { name: 'Submit' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(
        'This link does not work any more',
      );
      expect((await visitor('harbor').signIn(dana)).headers.location).toBe('/home');
      await page.getByRole('link', { name: 'Ask for a new link' }).click();
      await page.getByLabel('Email address').fill(dana.email);
      await page.getByRole('button', { name: 'Submit' }).click();
      await expect(page.getByText('an email is on its way')).toBeVisible();
      await page.goto(await newestLink(dana.email, 2));
      await expect(page.getByText(`for the username ${dana.username}`)).toBeVisible();
    });
  });
}
