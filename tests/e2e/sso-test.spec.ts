import type { Page } from '@playwright/test';
import {
  administrator,
  asAdministrator,
  signInTo,
  USERS,
} from '@/tests/e2e/support/administrators';
import { person } from '@/tests/e2e/support/people';
import { portalUsername, signInAtPortal } from '@/tests/e2e/support/portal';
import type { Servers } from '@/tests/e2e/support/servers';
import { AS_IF_IDLE, TEST, testByLink, testLink, USUAL } from '@/tests/e2e/support/sso-test';
import { expect, test } from '@/tests/e2e/support/test';
import { SESSION } from '@/tests/e2e/support/visitor';

const START = '/sso/test/start';
const begin = (page: Page, way = USUAL) =>
  page.getByRole('link', { name: way, exact: true }).click();

async function isAnybody({ sql }: Servers, username: string): Promise<boolean> {
  const rows = await sql`select 1 from users where username_key = ${username}`;
  return rows.length > 0;
}

test('an administrator tests the sign-in from User Admin, and stays who they are', async ({
  page,
  servers,
}) => {
  await asAdministrator(page, servers, 'delta', USERS);
  const session = async () => (await page.context().cookies()).find((c) => c.name === SESSION);
  const before = await session();
  await page.getByRole('link', { name: 'Test the sign-in at Delta staff portal' }).click();
  await begin(page);
  const username = portalUsername('csi-reps', 'csi-admins');
  await signInAtPortal(page, username);
  await expect(page).toHaveURL(servers.url('delta', TEST));
  await expect(page.getByText(`${username} would be let in, with a new account`)).toBeVisible();
  await expect(page.getByText('Roles: CSR, CSA.')).toBeVisible();
  expect(await session()).toEqual(before);
  await expect(page.getByText('Welcome, Alex Admin')).toBeVisible();
  expect(await isAnybody(servers, username)).toBe(false);
});

test('the report tells the claims, what the rules made of them, and no secret', async ({
  page,
  servers,
}) => {
  const username = await testByLink(page, servers, 'tide', ['csi-reps']);
  const row = (table: string, name: RegExp) =>
    page.getByRole('table', { name: table }).getByRole('row', { name });
  await expect(row('Attribute rules', /^Username preferred_username/)).toContainText(username);
  await expect(row('Role rules', /^CSR/)).toContainText('csi-reps');
  await expect(row('Claims', /^groups/)).toContainText('["csi-reps"]');
  await expect(row('Claims', /^nonce/)).toContainText('Not shown');
  expect(await page.content()).not.toMatch(/eyJ[\w-]{10}/);
});

test('after an idle sign-out this portal would do, which the test foretells', async ({
  page,
  servers,
}) => {
  await testByLink(page, servers, 'tide', ['csi-reps'], AS_IF_IDLE);
  await expect(page.getByText('Yes, as after an idle sign-out')).toBeVisible();
  await expect(page.getByText('It would be accepted', { exact: true })).toBeVisible();
});

test('the report is this browser’s alone, and its link is used up', async ({
  page,
  servers,
  anotherBrowser,
}) => {
  const link = await testLink('tide');
  await page.goto(servers.url('tide', link));
  await begin(page);
  await signInAtPortal(page, portalUsername());
  await expect(page.getByText('would not be let in: no role')).toBeVisible();
  await expect(page.getByText('Your link is used up.')).toBeVisible();
  expect((await page.context().cookies()).map(({ name }) => name)).not.toContain(SESSION);
  const other = await (await anotherBrowser()).newPage();
  await other.goto(servers.url('tide', link));
  await expect(other.getByText('This link is not good any more')).toBeVisible();
  await other.goto(servers.url('delta', TEST));
  await expect(other).toHaveURL(servers.url('delta', '/?returnTo=%2Fsso%2Ftest'));
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('a test goes the whole way', async ({ page, servers }) => {
    await testByLink(page, servers, 'tide', ['csi-bills']);
    await expect(page.getByText('Roles: Bill Advisor.')).toBeVisible();
  });
});

test('who only looks at a link, or ahead of a click, uses nothing up', async ({
  servers,
  visitor,
}) => {
  const link = await testLink('tide');
  const start = link.replace(TEST, START);
  for (const method of ['GET', 'HEAD']) {
    expect(await visitor('tide').get(link, { method })).toMatchObject({ status: 200 });
  }
  const looks = [{ method: 'HEAD' }, { headers: { 'sec-purpose': 'prefetch' } }];
  for (const look of looks) {
    expect(await visitor('tide').get(start, look)).toMatchObject({ status: 404 });
  }
  const begun = await visitor('tide').get(start);
  expect(begun.status).toBe(303);
  expect(new URL(begun.headers.location ?? '').pathname).toBe('/oidc/auth');
  const again = await visitor('tide').get(start, { server: 'second' });
  expect(again.headers.location).not.toContain('/oidc/auth');
  expect(await servers.ask('tide', link)).toMatchObject({ status: 403 });
});

test('a link of another utility begins nothing', async ({ visitor }) => {
  const link = await testLink('delta');
  expect(await visitor('tide').get(link)).toMatchObject({ status: 403 });
  expect((await visitor('tide').get(link.replace(TEST, START))).headers.location).toBe(link);
  expect(await visitor('delta').get(link)).toMatchObject({ status: 200 });
});

test('no test begins for who is no administrator', async ({ page, servers, visitor }) => {
  expect((await visitor('delta').get(START)).headers.location).toBe(TEST);
  expect((await visitor('delta').get(TEST)).headers.location).toBe('/?returnTo=%2Fsso%2Ftest');
  const sam = visitor('delta');
  await sam.signIn(await person('delta'));
  expect(await sam.get(TEST)).toMatchObject({ status: 403 });
  expect((await sam.get(START)).headers.location).toBe(TEST);
  await signInTo(page, servers, await person('delta'), USERS);
  await page.goto(servers.url('delta', TEST));
  await expect(page.getByText('This page is for administrators')).toBeVisible();
  await expect(page).toHaveTitle(/^This page is for administrators – /);
});

test('an administrator begins without a link, and uses none up', async ({ visitor }) => {
  const csa = visitor('delta');
  await csa.signIn(await administrator('delta'));
  const link = await testLink('delta');
  for (const path of [START, link.replace(TEST, START)]) {
    expect((await csa.get(path)).headers.location).toContain('/oidc/auth');
  }
  expect(await visitor('delta').get(link)).toMatchObject({ status: 200 });
});

test('where the portal is away that is the report, and the link stays good', async ({
  page,
  servers,
}) => {
  await page.goto(servers.url('ebb', await testLink('ebb')));
  await begin(page);
  await expect(page.getByText('No answer from Ebb staff portal')).toBeVisible();
  await expect(page.getByText(/^Details: localhost:\d+: unreachable/)).toBeVisible();
  await begin(page);
  await expect(page.getByRole('heading', { name: 'Test again' })).toBeVisible();
});

test('a utility without a portal has nothing to test', async ({ page, servers, visitor }) => {
  await asAdministrator(page, servers, 'harbor', USERS);
  await expect(page.getByRole('link', { name: /Test the sign-in/ })).toHaveCount(0);
  await page.goto(servers.url('harbor', TEST));
  await expect(page.getByText('There is nothing to test here')).toBeVisible();
  await page.getByRole('link', { name: 'Back to User Admin' }).click();
  await page.waitForURL(servers.url('harbor', USERS));
  expect(await visitor('harbor').get(START)).toMatchObject({ status: 404 });
});
