import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import { administrator, signInTo, USERS } from '@/tests/e2e/support/administrators';
import { wordsOf } from '@/tests/e2e/support/forms';
import { disable, newcomer, person } from '@/tests/e2e/support/people';
import { summaryOf } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';
import { addManyUsers } from '@/tests/support/many-users';

/** In the names of one test's people and nobody else's. */
const newToken = () => `t${randomBytes(5).toString('hex')}`;

const names = (page: Page) => page.getByRole('rowheader').allTextContents();

/** Three people: by name, username and address each in another order. */
async function three(token: string) {
  const one = { fullName: `Óscar ${token}`, username: `a-${token}`, email: `m@${token}.example` };
  const two = { fullName: `Olga ${token}`, username: `b-${token}`, email: `a@${token}.example` };
  const third = { fullName: `anna ${token}`, username: `c-${token}`, email: `z@${token}.example` };
  await person('roster', { ...one, roles: ['BILL_ADVISOR'] });
  await newcomer('roster', two);
  await disable(await person('roster', third));
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with script' : 'without script';

  test(`people are found, filtered and sorted, ${how}`, async ({ anotherBrowser, servers }) => {
    const token = newToken();
    await three(token);
    const page = await (await anotherBrowser({ javaScriptEnabled })).newPage();
    await signInTo(page, servers, await administrator('roster'), USERS);
    await page.getByLabel('Search').fill(token.toUpperCase());
    await page.getByRole('button', { name: 'Search' }).click();
    await expect(page.getByText('2 users', { exact: true })).toBeVisible();
    await expect(page.getByRole('rowheader')).toHaveText([`Olga ${token}`, `Óscar ${token}`]);

    const views = page.getByRole('navigation', { name: 'Which users' });
    await views.getByRole('link', { name: 'All users' }).click();
    await expect(page.getByRole('rowheader')).toHaveText([
      `anna ${token}`,
      `Olga ${token}`,
      `Óscar ${token}`,
    ]);
    await views.getByRole('link', { name: 'Inactive' }).click();
    await expect(page.getByRole('rowheader')).toHaveText([`anna ${token}`]);
    await expect(views.getByRole('link', { name: 'Inactive' })).toHaveAttribute(
      'aria-current',
      'page',
    );
    await views.getByRole('link', { name: 'All users' }).click();

    const heads = page.getByRole('columnheader');
    const sortBy = (name: string) => heads.getByRole('link', { name, exact: true }).click();
    await sortBy('Email address');
    await expect(page.getByRole('rowheader')).toHaveText([
      `Olga ${token}`,
      `Óscar ${token}`,
      `anna ${token}`,
    ]);
    await sortBy('Username');
    await expect(page.getByRole('rowheader')).toHaveText([
      `Óscar ${token}`,
      `Olga ${token}`,
      `anna ${token}`,
    ]);
    await sortBy('Username');
    await expect(page.getByRole('rowheader')).toHaveText([
      `anna ${token}`,
      `Olga ${token}`,
      `Óscar ${token}`,
    ]);
    await expect(page.getByRole('columnheader', { name: 'Username' })).toHaveAttribute(
      'aria-sort',
      'descending',
    );

    await page.getByLabel('Role').selectOption('Bill Advisor');
    await page.getByRole('button', { name: 'Search' }).click();
    await expect(page.getByRole('rowheader')).toHaveText([`Óscar ${token}`]);
    await page.getByLabel('Role').selectOption('Any');
    await page.getByLabel('Status').selectOption('Temporary password pending');
    await page.getByRole('button', { name: 'Search' }).click();
    await expect(page.getByRole('rowheader')).toHaveText([`Olga ${token}`]);
    await page.getByRole('link', { name: 'Clear search and filters' }).click();
    await expect(page).toHaveURL(servers.url('roster', USERS));
  });

  test(`pages lead on and back, and their address can be kept and shared, ${how}`, async ({
    anotherBrowser,
    servers,
  }) => {
    const token = newToken();
    await addManyUsers('roster', 120, { name: token });
    const page = await (await anotherBrowser({ javaScriptEnabled })).newPage();
    await signInTo(page, servers, await administrator('roster'), `${USERS}?q=${token}`);
    await expect(page.getByText('120 users', { exact: true })).toBeVisible();
    const first = await names(page);
    expect(first).toHaveLength(50);
    const go = async (where: string) => {
      const before = page.url();
      await page.getByRole('link', { name: where }).first().click();
      await page.waitForURL((url) => url.href !== before);
    };
    await go('Next page');
    const second = await names(page);
    const address = page.url();
    await go('Next page');
    const third = await names(page);
    expect(new Set([...first, ...second, ...third]).size).toBe(120);
    await expect(page.getByRole('link', { name: 'Next page' })).toHaveCount(0);
    await go('Previous page');
    expect(await names(page)).toEqual(second);
    await go('First page');
    expect(await names(page)).toEqual(first);

    await page.goto(address);
    await page.reload();
    expect(await names(page)).toEqual(second);
    const theirs = await (await anotherBrowser({ javaScriptEnabled })).newPage();
    const { pathname, search } = new URL(address);
    await signInTo(theirs, servers, await administrator('roster'), pathname + search);
    expect(await names(theirs)).toEqual(second);
  });
}

test('a page that is kept goes on where it was when people before it have come or gone', async ({
  page,
  servers,
}) => {
  const token = newToken();
  await addManyUsers('roster', 60, { name: token });
  await signInTo(page, servers, await administrator('roster'), `${USERS}?q=${token}`);
  await page.getByRole('link', { name: 'Next page' }).click();
  await page.waitForURL(/after=/);
  const kept = await names(page);
  expect(kept).toHaveLength(10);
  await person('roster', { fullName: `Aaa ${token}`, username: `new-${token}` });
  await page.reload();
  expect(await names(page)).toEqual(kept);
});

test('an empty list says what can be done', async ({ page, servers }) => {
  const csa = await administrator('roster');
  await signInTo(page, servers, csa, `${USERS}?q=nobody-has-this`);
  await expect(page.getByText('Nobody was found')).toBeVisible();
  await expect(page.getByText('Nobody matches this search.')).toBeVisible();
  await expect(page.getByLabel('Search')).toHaveValue('nobody-has-this');
});

test('times are the utility’s, whose zone is named', async ({ page, servers }) => {
  const token = newToken();
  const dana = await person('roster', { fullName: `Dana ${token}` });
  await servers.sql`update last_sign_ins set at = '2026-07-04T03:30:00Z'
    where user_id = ${dana.userId}`;
  await signInTo(page, servers, await administrator('roster'), `${USERS}?q=${token}`);
  await expect(page.getByRole('row').nth(1)).toContainText(/Jul 3, 2026, 11:30\sPM/);
  await expect(page.getByText('Times are in Eastern Time.')).toBeVisible();
});

const BAD: [what: string, query: string, says: string][] = [
  ['a made-up place', 'after=nonsense', 'That page of the list does not exist'],
  ['a place without end', `before=${'A'.repeat(5_000)}`, 'That page of the list does not exist'],
  [
    'a place of another sort',
    'sort=email&after=WyJuYW1lIiwiYSIsIngiXQ',
    'That page of the list does not exist',
  ],
  ['10,000 characters', `q=${'x'.repeat(10_000)}`, 'The search is too long'],
  ['a NUL', 'q=%00', 'characters that are in no name'],
  ['a line break', 'q=a%0Ab', 'characters that are in no name'],
];

for (const [what, query, says] of BAD) {
  test(`an address with ${what} is told so with status 400, and the list is there`, async ({
    visitor,
  }) => {
    const csa = visitor('roster');
    await csa.signIn(await administrator('roster'));
    const { status, body } = await csa.get(`${USERS}?${query}`);
    expect(status).toBe(400);
    expect(wordsOf(body)).toContain(says);
    expect(wordsOf(body)).toContain('There is a problem');
    expect(body).toContain('<table');
  });
}

test('characters that mean something to a database are characters like others', async ({
  visitor,
}) => {
  const token = newToken();
  await person('roster', { fullName: `Under ${token}`, username: `${token}_x` });
  const csa = visitor('roster');
  await csa.signIn(await administrator('roster'));
  for (const q of [
    '%',
    '_',
    '%%%',
    '___',
    '\\',
    "'; drop table users; --",
    '%25%5f',
    '*',
    '(',
    '[',
  ]) {
    const { status, body } = await csa.get(`${USERS}?${new URLSearchParams({ q })}`);
    expect([q, status]).toEqual([q, 200]);
    expect(body).not.toContain(`Under ${token}`);
  }
  const found = await csa.get(`${USERS}?q=${token}_`);
  expect(found.body).toContain(`Under ${token}`);
});

test('words that the list does not know are read past', async ({ visitor }) => {
  const csa = visitor('roster');
  await csa.signIn(await administrator('roster'));
  for (const query of [
    'view=none&sort=luck&order=up&role=ROOT&status=gone&method=x&shared=2',
    'q=a&q=b',
    'q[]=a',
    '__proto__=1',
  ]) {
    expect([query, (await csa.get(`${USERS}?${query}`)).status]).toEqual([query, 200]);
  }
});

test('what is wrong with a search leads to its field', async ({ page, servers }) => {
  const csa = await administrator('roster');
  await signInTo(page, servers, csa, `${USERS}?q=${'x'.repeat(255)}`);
  await expect(summaryOf(page)).toContainText('The search is too long');
  await summaryOf(page).getByRole('link').click();
  await expect(page.getByLabel('Search')).toBeFocused();
});

test('an address with a made-up time is told so with status 400', async ({ visitor }) => {
  const csa = visitor('roster');
  await csa.signIn(await administrator('roster'));
  const place = ['lastSignIn', '1', '00000000-0000-4000-8000-000000000000'];
  const after = Buffer.from(JSON.stringify(place)).toString('base64url');
  expect((await csa.get(`${USERS}?sort=lastSignIn&after=${after}`)).status).toBe(400);
});
