import { PASSWORD, type Person, person } from '@/tests/e2e/support/people';
import { fillNewPassword, NEW_PASSWORD } from '@/tests/e2e/support/reset';
import type { Servers } from '@/tests/e2e/support/servers';
import { fillAndSignIn, summaryOf } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

const CHANGE = '/change-password';

/** The password was set so long ago. */
function setAgo(servers: Servers, { userId }: Person, ago: string) {
  return servers.sql`update users set password_set_at = now() - ${ago}::interval
    where user_id = ${userId}`;
}

test('a password is good until its ninetieth day is over, and not after, in an open session too', async ({
  servers,
  visitor,
}) => {
  const dana = await person('aged');
  const guest = visitor('aged');
  await setAgo(servers, dana, '90 days -1 minute');
  expect((await guest.signIn(dana)).headers.location).toBe('/home');
  expect((await guest.get('/home')).status).toBe(200);
  await setAgo(servers, dana, '90 days');
  for (const server of ['first', 'second'] as const) {
    for (const [path, location] of [
      ['/home', CHANGE],
      ['/home?tab=2', `${CHANGE}?returnTo=%2Fhome%3Ftab%3D2`],
    ] as const) {
      expect((await guest.get(path, { server })).headers.location).toBe(location);
    }
  }
  const { body } = await guest.get(CHANGE);
  expect(body).toContain('Passwords here last at most 90 days. Change yours to go on.');
  for (const word of ['Bill Advisor', 'href="/change-password"']) expect(body).not.toContain(word);
});

test('where a utility sets no age, none counts', async ({ servers, visitor }) => {
  const dana = await person('harbor');
  await setAgo(servers, dana, '10 years');
  const guest = visitor('harbor');
  await guest.signIn(dana);
  expect((await guest.get('/home')).status).toBe(200);
});

test('a made-up success does not let an old password through', async ({ servers, visitor }) => {
  const dana = await person('aged');
  await setAgo(servers, dana, '91 days');
  const guest = visitor('aged');
  await guest.signIn(dana);
  const { body } = await guest.get(`${CHANGE}?done=changed`);
  expect(body).toContain('name="currentPassword"');
  expect((await guest.get('/home')).headers.location).toBe(CHANGE);
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with script ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('an old password leads to changing it and to nothing else, then to the page asked for', async ({
      page,
      servers,
    }) => {
      const dana = await person('aged', { roles: ['BILL_ADVISOR'] });
      await setAgo(servers, dana, '91 days');
      const asked = servers.url('aged', '/home?tab=2');
      await page.goto(asked);
      await fillAndSignIn(page, dana);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Change your password');
      await expect(page.getByText('Passwords here last at most 90 days.')).toBeVisible();
      await expect(page.getByRole('navigation')).toHaveCount(0);
      await expect(page.getByRole('link', { name: 'Change Password' })).toHaveCount(0);

      await page.getByLabel('Current password').fill(PASSWORD);
      await fillNewPassword(page, 'Change your password', PASSWORD);
      await expect(summaryOf(page)).toContainText('different from your last 5 passwords');
      await page.getByLabel('Current password').fill(PASSWORD);
      await fillNewPassword(page, 'Change your password', NEW_PASSWORD);
      await expect(page.getByRole('status')).toContainText('Your password has been changed');
      await page.getByRole('link', { name: 'Proceed' }).click();
      await expect(page).toHaveURL(asked);
      await expect(page.getByRole('navigation').getByRole('link')).toHaveText(['Bill Advisor']);
    });
  });
}
