import { press } from '@/tests/e2e/support/admin-forms';
import { administrator, pathOf, signInTo, USERS } from '@/tests/e2e/support/administrators';
import { wordsOf } from '@/tests/e2e/support/forms';
import { mailsFor, newestMail } from '@/tests/e2e/support/mails';
import {
  arrive,
  arriveChanging,
  bind,
  LINKS,
  signedInByPortal,
} from '@/tests/e2e/support/pending-links';
import { newcomer, newUsername, person } from '@/tests/e2e/support/people';
import { fillAndSignIn, summaryOf } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with script' : 'without script';

  test(`who came from the portal is found, looked at and linked, ${how}`, async ({
    anotherBrowser,
    servers,
    visitor,
  }) => {
    const dana = await person('river', { fullName: 'Dana Ortiz' });
    const theirs = visitor('river');
    await theirs.signIn(dana);
    await arrive(dana);
    const page = await (await anotherBrowser({ javaScriptEnabled })).newPage();
    await signInTo(page, servers, await administrator('river'), USERS);
    await page.getByRole('link', { name: 'Show pending links' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Pending links');
    const row = page.getByRole('row').filter({ hasText: dana.username }).first();
    await expect(row).toContainText('Dana Portal');
    await expect(row).toContainText('Once');
    await row.getByRole('link', { name: `Decide about ${dana.username}` }).click();

    const main = page.getByRole('main');
    for (const text of [
      'Somebody came from your utility’s portal with this username',
      `${dana.username}@river-portal.example`,
      'CSR, Bill Advisor',
      'Would be added: Bill Advisor',
      'https://id.river-portal.example/realms/staff, by OpenID Connect',
      'Linking takes the password away for good',
    ]) {
      await expect(main.getByText(text)).toBeVisible();
    }
    await page.getByRole('button', { name: 'Link this account' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'is linked' })).toBeVisible();
    await expect(main.getByText('Linked since')).toBeVisible();
    for (const name of ['Link this account', 'Not this person', 'Reset to a temporary password']) {
      await expect(page.getByRole('button', { name })).toHaveCount(0);
    }
    expect((await newestMail(dana.email)).subject).toBe('You now sign in at your utility’s portal');
    expect((await theirs.get('/home')).headers.location).toMatch(/^\/\?over=ended/);
    await page.goto(servers.url('river', LINKS));
    await expect(main.getByText(dana.username)).toHaveCount(0);
  });

  test(`an arrival is dismissed, and the password stays, ${how}`, async ({
    anotherBrowser,
    servers,
    visitor,
  }) => {
    const dana = await person('river');
    await arrive(dana);
    const page = await (await anotherBrowser({ javaScriptEnabled })).newPage();
    await signInTo(page, servers, await administrator('river'), pathOf(dana));
    await page.getByRole('button', { name: 'Not this person' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'dismissed' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Link this account' })).toHaveCount(0);
    const theirs = visitor('river');
    await theirs.signIn(dana);
    expect((await theirs.get('/home')).status).toBe(200);
    expect(mailsFor(dana.email)).toEqual([]);
  });

  test(`an account is unlinked, then changed to a password, ${how}`, async ({
    anotherBrowser,
    servers,
  }) => {
    const alice = await newcomer('river', { signInMethod: 'sso' });
    await bind(alice);
    const page = await (await anotherBrowser({ javaScriptEnabled })).newPage();
    await signInTo(page, servers, await administrator('river'), pathOf(alice));
    await page.getByRole('button', { name: 'Unlink from the portal' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'is unlinked' })).toBeVisible();
    await expect(page.getByText('Not linked yet')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Unlink from the portal' })).toHaveCount(0);
    await bind(alice, 'again');
    await page.getByRole('button', { name: 'Change to a password' }).click();
    const password = (await page.locator('[data-temporary-password]').textContent()) ?? '';
    const rows = await servers.sql`select from sso_identities where user_id = ${alice.userId}`;
    expect(rows).toHaveLength(0);
    await page.goto(servers.url('river', '/home'));
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/over=signed_out/);
    await fillAndSignIn(page, { ...alice, password });
    await page.waitForURL(servers.url('river', '/change-password'));
  });
}

test('somebody else who came meanwhile is not linked by a form that was open', async ({
  page,
  servers,
}) => {
  const dana = await person('river');
  await arrive(dana);
  await signInTo(page, servers, await administrator('river'), pathOf(dana));
  await arrive(dana, { subject: 'somebody-else', fullName: 'Eve Portal' });
  await page.getByRole('button', { name: 'Link this account' }).click();
  await expect(
    page.getByRole('alert').filter({ hasText: 'has come in the meantime' }),
  ).toBeVisible();
  await expect(page.getByText('Eve Portal')).toBeVisible();
  await page.getByRole('button', { name: 'Link this account' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'is linked' })).toBeVisible();
  const [row] = await servers.sql`select subject from sso_identities
    where user_id = ${dana.userId}`;
  expect(row?.subject).toBe('somebody-else');
});

test('a person who has another account already is linked to no second one', async ({
  page,
  servers,
}) => {
  const [dana, alice] = [await person('river'), await newcomer('river', { signInMethod: 'sso' })];
  await bind(alice, `of-${dana.userId}`);
  await arrive(dana, { subject: `of-${dana.userId}` });
  await signInTo(page, servers, await administrator('river'), pathOf(dana));
  await page.getByRole('button', { name: 'Link this account' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'another account here' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Not this person' })).toBeVisible();
  const theirs = page.getByRole('link', { name: alice.username, exact: true });
  await expect(theirs).toHaveAttribute('href', pathOf(alice));
  await expect(page.getByRole('button', { name: 'Unlock' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Reset to a temporary password' })).toBeVisible();
});

test('a portal that names somebody else each time is told of, with what to mend', async ({
  page,
  servers,
}) => {
  const [dana, sam] = [await person('river'), await person('river')];
  await arriveChanging(dana, 2);
  await arriveChanging(sam, 3);
  await signInTo(page, servers, await administrator('river'), pathOf(dana));
  await expect(page.getByText('Linking will not help')).toHaveCount(0);
  await page.goto(servers.url('river', pathOf(sam)));
  await expect(page.getByText('has sent a different identifier 2 times')).toBeVisible();
  await expect(page.getByText('sso.attributes.subject')).toBeVisible();
  await expect(page.getByText('Is it the same person?')).toHaveCount(0);
});

test('an administrator links their own account, and signs in at the portal from then on', async ({
  page,
  servers,
}) => {
  const csa = await administrator('river');
  await arrive(csa, { roles: ['CSA'] });
  await signInTo(page, servers, csa, pathOf(csa));
  await expect(page.getByText('you are signed out at once')).toBeVisible();
  await page.getByRole('button', { name: 'Link this account' }).click();
  await page.waitForURL(/over=ended/);
  await fillAndSignIn(page, csa);
  await expect(summaryOf(page)).toBeVisible();
});

test('an account without an email address is told so, and renamed', async ({ page, servers }) => {
  const alice = await newcomer('river', { signInMethod: 'sso' });
  await servers.sql`update users set email = '', email_key = '' where user_id = ${alice.userId}`;
  await signInTo(page, servers, await administrator('river'), `${USERS}?q=${alice.username}`);
  await expect(page.getByRole('row').nth(1)).toContainText('None');
  await page.goto(servers.url('river', pathOf(alice)));
  await expect(page.getByText('gives no email address for this person')).toBeVisible();
  const username = newUsername();
  await page.getByLabel('Username').fill(username);
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'saved' })).toBeVisible();
  await expect(page.getByLabel('Username')).toHaveValue(username);
});

test('what the portal decides does not look as if one could change it', async ({
  page,
  servers,
}) => {
  const alice = await newcomer('river', { signInMethod: 'sso' });
  await signInTo(page, servers, await administrator('river'), pathOf(alice));
  const look = (label: string, property: string) =>
    page
      .getByLabel(label, { exact: true })
      .evaluate((field, name) => getComputedStyle(field).getPropertyValue(name), property);
  for (const label of ['Full Name', 'Email Address', 'CSR']) {
    expect(await look(label, 'background-color')).not.toBe(
      await look('Username', 'background-color'),
    );
  }
  await page.emulateMedia({ forcedColors: 'active' });
  expect(await look('Full Name', 'border-top-style')).toBe('dashed');
  expect(await look('Username', 'border-top-style')).toBe('solid');
  expect(await look('CSR', 'border-top-style')).toBe('solid');
});

test('where nobody signs in at a portal any more, who waits can be dismissed only', async ({
  visitor,
}) => {
  const dana = await person('brook');
  await arrive(dana);
  const csa = visitor('brook');
  await csa.signIn(await administrator('brook'));
  const { body } = await csa.get(pathOf(dana));
  expect(wordsOf(body)).toContain('Pending links (');
  expect(wordsOf(body)).toContain('so the account cannot be linked');
  expect(body).not.toContain('Link this account');
  const made = await press(csa, pathOf(dana), 'Remove this entry', { act: 'link' });
  expect(made.headers.location).toBe(`${pathOf(dana)}?not=sso_off`);
  const dismissed = await press(csa, pathOf(dana), 'Remove this entry');
  expect(dismissed.headers.location).toBe(`${pathOf(dana)}?done=link_dismissed`);
});

test('a utility without a portal, for whose people nobody waits, has no such section', async ({
  visitor,
}) => {
  const csa = visitor('harbor');
  await csa.signIn(await administrator('harbor'));
  expect(wordsOf((await csa.get(USERS)).body)).not.toContain('Pending links');
  const { status, body } = await csa.get(`${LINKS}?after=nonsense`);
  expect([status, wordsOf(body).includes('Nothing is waiting for you.')]).toEqual([200, true]);
});

test('an SSO administrator unlinks others, and not themself', async ({ page, servers }) => {
  const bob = await newcomer('river', { signInMethod: 'sso', roles: ['CSA'] });
  const alice = await newcomer('river', { signInMethod: 'sso' });
  await bind(bob);
  await bind(alice);
  await signedInByPortal(page, servers, bob);
  await page.goto(servers.url('river', pathOf(bob)));
  await expect(page.getByText('Linked since')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Change Password' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Unlink from the portal' })).toHaveCount(0);
  await page.goto(servers.url('river', pathOf(alice)));
  await page
    .locator('form', { hasText: 'Unlink from the portal' })
    .locator('[name=userId]')
    .evaluate((field: HTMLInputElement, userId) => {
      field.value = userId;
    }, bob.userId);
  await page.getByRole('button', { name: 'Unlink from the portal' }).click();
  await expect(page).toHaveURL(servers.url('river', `${pathOf(bob)}?not=oneself`));
  await expect(page.getByRole('alert').filter({ hasText: 'your own account' })).toBeVisible();
});
