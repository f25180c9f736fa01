import {
  administrator,
  asAdministrator,
  pathOf,
  signInTo,
} from '@/tests/e2e/support/administrators';
import { wordsOf } from '@/tests/e2e/support/forms';
import { person } from '@/tests/e2e/support/people';
import { expect, test } from '@/tests/e2e/support/test';

const AUDIT = '/admin/audit';

test('what was done to somebody stands in the list in plain words, and is found by their name', async ({
  page,
  servers,
}) => {
  const dana = await person('harbor');
  const csa = await asAdministrator(page, servers, 'harbor', pathOf(dana));
  await page.getByRole('button', { name: 'Disable' }).click();
  await expect(page.getByText('The account is disabled')).toBeVisible();
  await page.goto(servers.url('harbor', AUDIT));
  await page.getByLabel('Username').fill(dana.username);
  await page.getByRole('button', { name: 'Show' }).click();
  const row = page.getByRole('row', { name: /Account disabled/ });
  await expect(row).toContainText(csa.username);
  await expect(row).toContainText(dana.username);
  await expect(page.getByRole('row', { name: /Account added/ })).toBeVisible();
});

test('the filtered list is exported as CSV and as JSON', async ({ visitor }) => {
  const dana = await person('harbor');
  const admin = visitor('harbor');
  await admin.signIn(await administrator('harbor'));
  const csv = await admin.get(`${AUDIT}/export?format=csv&person=${dana.username}`);
  expect([csv.status, csv.headers['content-type']]).toEqual([
    200,
    expect.stringContaining('text/csv'),
  ]);
  expect(csv.body).toContain(dana.username);
  const json = await admin.get(`${AUDIT}/export?format=json&person=${dana.username}`);
  expect(JSON.parse(json.body).length).toBeGreaterThan(0);
  expect(csv.body + json.body).not.toMatch(/argon2|secret/i);
  expect((await admin.get(`${AUDIT}/export?format=xml`)).status).toBe(400);
});

test('impossible filters are told at their field, with status 400', async ({ visitor }) => {
  const admin = visitor('harbor');
  await admin.signIn(await administrator('harbor'));
  for (const query of ['from=2026-02-31', 'older=nonsense', `person=${'x'.repeat(500)}`]) {
    const { status, body } = await admin.get(`${AUDIT}?${query}`);
    expect([query, status, body.includes('There is a problem')]).toEqual([query, 400, true]);
  }
});

test('a place that is none is told with status 400, above the list from its beginning', async ({
  visitor,
}) => {
  const admin = visitor('harbor');
  await admin.signIn(await administrator('harbor'));
  const { status, body } = await admin.get(`${AUDIT}?older=nonsense`);
  expect(status).toBe(400);
  expect(wordsOf(body)).toContain('That page of the list does not exist. This is the first page.');
  expect(body).toContain('<table');
  expect((await admin.get(`${AUDIT}/export?format=csv&older=nonsense`)).status).toBe(400);
});

test('nobody but an administrator of the utility reads it', async ({ page, servers, visitor }) => {
  const dana = await person('harbor');
  await signInTo(page, servers, dana, AUDIT);
  await expect(page.getByText('This page is for administrators')).toBeVisible();
  const csr = visitor('harbor');
  await csr.signIn(dana);
  expect((await csr.get(AUDIT)).status).toBe(403);
  expect((await csr.get(`${AUDIT}/export?format=csv`)).status).toBe(403);
  const stranger = visitor('plain');
  await stranger.signIn(await administrator('plain'));
  const theirs = await stranger.get(`${AUDIT}?person=${dana.username}`);
  expect(theirs.body).toContain('Nobody at this utility has or had the username');
});
