import { press } from '@/tests/e2e/support/admin-forms';
import { administrator, pathOf, SHARED, signInTo, USERS } from '@/tests/e2e/support/administrators';
import { wordsOf } from '@/tests/e2e/support/forms';
import { person } from '@/tests/e2e/support/people';
import { allSettled, requestReset } from '@/tests/e2e/support/reset';
import { expect, test } from '@/tests/e2e/support/test';

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with script' : 'without script';

  test(`a shared address is mended on the spot, and blocked requests are counted, ${how}`, async ({
    anotherBrowser,
    servers,
    visitor,
    address,
  }) => {
    const one = await person('squall', { fullName: 'Twin One' });
    const two = await person('squall', { fullName: 'Twin Two', email: one.email });
    await requestReset(visitor('squall'), one.email);
    await allSettled(servers, address, [one, two]);
    const page = await (await anotherBrowser({ javaScriptEnabled })).newPage();
    await signInTo(page, servers, await administrator('squall'), SHARED);
    const card = page.getByRole('listitem').filter({ hasText: one.username }).first();
    await expect(card).toContainText(one.email);
    await expect(card).toContainText(/1 /);
    await expect(card).toContainText('Twin Two');
    const mend = async (email: string) => {
      const form = page.locator('form').filter({ has: page.locator(`[value="${two.userId}"]`) });
      await form.getByRole('textbox').fill(email);
      await form.getByRole('button').click();
      return form;
    };
    const refused = await mend(one.email);
    await expect(refused.getByRole('alert')).toBeVisible();
    await mend('nowhere');
    await expect(refused.getByRole('alert')).toContainText('Enter one email address');
    await mend(`own-${two.email}`);
    await expect(page).toHaveURL(servers.url('squall', `${SHARED}?saved=${two.userId}`));
    await expect(page.getByRole('status')).toContainText(`own-${two.email}`);
    await expect(page.getByRole('link', { name: one.username })).toHaveCount(0);
  });
}

test('the list shows who shares an address, and the section how many addresses are shared', async ({
  page,
  servers,
}) => {
  const one = await person('gale');
  const two = await person('gale', { email: one.email });
  const csa = await administrator('gale');
  await signInTo(page, servers, csa, USERS);
  await expect(page.getByRole('link', { name: /Shared email addresses \([1-9]/ })).toBeVisible();
  await page.getByLabel('Search').fill(one.email);
  await page.getByLabel('Shared email address', { exact: true }).check();
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(page.getByRole('row')).toHaveCount(3);
  for (const { username } of [one, two]) {
    await expect(page.getByRole('cell', { name: username, exact: true })).toBeVisible();
  }
});

test('a place that was made up shows the first page, and nothing fails', async ({ visitor }) => {
  const csa = visitor('harbor');
  await csa.signIn(await administrator('harbor'));
  for (const query of [
    'after=%00',
    `after=${'x'.repeat(5_000)}`,
    'after=%25',
    'saved=nonsense',
    'after=a&after=b',
  ]) {
    expect([query, (await csa.get(`${SHARED}?${query}`)).status]).toEqual([query, 200]);
  }
});

test('somebody of another utility is not named as saved', async ({ visitor }) => {
  const dana = await person('harbor');
  const csa = visitor('plain');
  await csa.signIn(await administrator('plain'));
  const { body } = await csa.get(`${SHARED}?saved=${dana.userId}`);
  expect(wordsOf(body)).not.toContain(dana.username);
});

test('an address is given to nobody of another utility', async ({ visitor, servers }) => {
  const dana = await person('harbor');
  const one = await person('plain');
  await person('plain', { email: one.email });
  const csa = visitor('plain');
  await csa.signIn(await administrator('plain'));
  await press(csa, SHARED, 'Save', { userId: dana.userId, version: '1', email: `x${dana.email}` });
  const rows = await servers.sql`select email from users where user_id = ${dana.userId}`;
  expect(rows[0]?.email).toBe(dana.email);
  expect((await csa.get(pathOf(dana))).status).toBe(404);
});

test('an id that is none makes nothing fail', async ({ visitor }) => {
  const one = await person('plain');
  await person('plain', { email: one.email });
  const csa = visitor('plain');
  await csa.signIn(await administrator('plain'));
  const answer = await press(csa, SHARED, 'Save', { userId: 'nonsense', email: 'x@mail.example' });
  expect(answer.status).toBeLessThan(500);
});
