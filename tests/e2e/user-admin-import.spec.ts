import { administrator, asAdministrator, signInTo } from '@/tests/e2e/support/administrators';
import { IMPORT, peopleFile, reloadUntil, sendFile } from '@/tests/e2e/support/imports';
import { newUsername, person } from '@/tests/e2e/support/people';
import { expect, test } from '@/tests/e2e/support/test';
import type { Visitor } from '@/tests/e2e/support/visitor';

const lineOf = (username: string) => `Kim Park,${username},${username}@mail.example,CSR`;
const MADE_UP = '00000000-0000-4000-8000-000000000000';

/** Asks for the sheet of an import as its form does. */
function sheet(who: Visitor, importId: string) {
  const body = new URLSearchParams({ importId, format: 'csv', again: 'no' }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return who.post(`${IMPORT}/sheet`, body, { headers });
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with script ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('a file is checked, imported, and its people are handed passwords that let them in', async ({
      page,
      servers,
      visitor,
    }) => {
      const csa = await asAdministrator(page, servers, 'harbor', IMPORT);
      const [one, two, wrong] = [newUsername(), newUsername(), newUsername()];
      await sendFile(page, peopleFile(lineOf(one), `${lineOf(wrong)},KING`, lineOf(two)));
      await expect(page.getByText('Line 3')).toBeVisible();
      await expect(page.getByText('It has more or fewer cells')).toBeVisible();
      await page.getByRole('button', { name: 'Import 2 users' }).click();
      await reloadUntil(page, '2 people were added');
      const importId = new URL(page.url()).searchParams.get('id') ?? '';
      const admin = visitor('harbor');
      await admin.signIn(csa);
      const { status, body } = await sheet(admin, importId);
      expect(status).toBe(200);
      const [, password = ''] = new RegExp(`${one},([^,]+),`).exec(body) ?? [];
      const answer = await visitor('harbor').signIn({ username: one, password });
      expect(answer.headers.location).toBe('/home');
      expect(body).toContain(two);
      expect(body).not.toContain(wrong);
      // Once: who has one gets no other without being asked for.
      expect((await sheet(admin, importId)).body).not.toContain(two);
    });
  });
}

test('the same file sent again adds nobody twice', async ({ page, servers }) => {
  await asAdministrator(page, servers, 'harbor', IMPORT);
  const file = peopleFile(lineOf(newUsername()));
  await sendFile(page, file);
  await page.getByRole('button', { name: 'Import 1 user' }).click();
  await reloadUntil(page, '1 person was added');
  await page.goto(servers.url('harbor', IMPORT));
  await sendFile(page, file);
  await expect(page.getByText('There is nobody to add')).toBeVisible();
});

test('a file that is none of CSV says what to do', async ({ page, servers }) => {
  await asAdministrator(page, servers, 'harbor', IMPORT);
  const buffer = Buffer.from(
    `Full Name,Username,Email Address,Roles\nKim,"kim,k@mail.example,CSR\n`,
  );
  await page.getByLabel('CSV file').setInputFiles({ ...peopleFile(), buffer });
  await page.getByRole('button', { name: 'Check the file' }).click();
  await reloadUntil(page, 'The file cannot be read. Nobody was added.');
  await expect(page.getByText('Line 2: the quotation mark')).toBeVisible();
});

test('somebody who is no administrator sends, hands out and exports nothing', async ({
  page,
  servers,
  visitor,
}) => {
  const sam = await person('harbor');
  await signInTo(page, servers, sam, IMPORT);
  await expect(page.getByText('This page is for administrators')).toBeVisible();
  const csr = visitor('harbor');
  await csr.signIn(sam);
  expect((await csr.get(IMPORT)).status).toBe(403);
  expect((await csr.get('/admin/users/export')).body).not.toContain(sam.username);
  expect((await sheet(csr, MADE_UP)).headers.location).toBe(IMPORT);
  const before = await servers.sql`select count(*)::int as n from user_imports`;
  const form =
    '--b\r\nContent-Disposition: form-data; name="file"; filename="p.csv"\r\n\r\nx\r\n--b--\r\n';
  const headers = { 'content-type': 'multipart/form-data; boundary=b' };
  const answer = await csr.post(`${IMPORT}/upload`, form, { headers });
  expect(answer.headers.location).toBe(IMPORT);
  expect(await servers.sql`select count(*)::int as n from user_imports`).toEqual(before);
});

test('an administrator of another utility finds no import of this one by its id', async ({
  page,
  servers,
  visitor,
}) => {
  await asAdministrator(page, servers, 'harbor', IMPORT);
  const username = newUsername();
  await sendFile(page, peopleFile(lineOf(username)));
  const importId = new URL(page.url()).searchParams.get('id') ?? '';
  const stranger = visitor('plain');
  await stranger.signIn(await administrator('plain'));
  expect((await stranger.get(`${IMPORT}?id=${importId}`)).body).toContain(
    'There is no such import.',
  );
  expect((await sheet(stranger, importId)).headers.location).toBe(IMPORT);
  expect((await stranger.get(`${IMPORT}/problems?id=${importId}`)).body).not.toContain(username);
});

test('everybody can be taken out into a file, which holds no secret', async ({ visitor }) => {
  const dana = await person('harbor');
  const csa = visitor('harbor');
  await csa.signIn(await administrator('harbor'));
  const { status, headers, body } = await csa.get('/admin/users/export');
  expect(status).toBe(200);
  expect(headers['content-disposition']).toMatch(/^attachment; filename="[^"]+\.csv"$/);
  expect(body).toContain(`${dana.username},${dana.email}`);
  expect(body).not.toMatch(/argon2/i);
});
