import { fieldsOfForm, multipart, wordsOf } from '@/tests/e2e/support/forms';
import { newcomer, PASSWORD, person } from '@/tests/e2e/support/people';
import { fillAndSignIn } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';
import { SESSION, type Visitor } from '@/tests/e2e/support/visitor';

const PAGE = '/change-password';

function create(guest: Visitor, newPassword: string) {
  return guest.submit(PAGE, { newPassword, confirmPassword: newPassword });
}

test('with a temporary password every page leads to creating one’s own', async ({ visitor }) => {
  const guest = visitor('harbor');
  await guest.signIn(await newcomer('harbor'));
  const ways = [
    ['/home', PAGE],
    ['/home?tab=2', `${PAGE}?returnTo=%2Fhome%3Ftab%3D2`],
    ['/', '/home'],
  ] as const;
  for (const [path, location] of ways) {
    for (const server of ['first', 'second'] as const) {
      const answer = await guest.get(path, { server });
      expect([path, answer.headers.location]).toEqual([path, location]);
    }
  }
  expect(wordsOf((await guest.get(PAGE)).body)).not.toContain('Program Management');
});

test('who has a password of their own is not asked to create one', async ({ visitor }) => {
  const guest = visitor('harbor');
  await guest.signIn(await person('harbor'));
  const words = wordsOf((await guest.get(PAGE)).body);
  expect(words).toContain('Current password');
  expect(words).not.toContain('Create your personal password');
});

test('who is not signed in is asked to, and brought back', async ({ visitor }) => {
  const { headers } = await visitor('harbor').get(PAGE);
  expect(headers.location).toBe(`/?returnTo=${encodeURIComponent(PAGE)}`);
});

test('creating a password gives the session a new secret and ends the others', async ({
  visitor,
}) => {
  const dana = await newcomer('harbor');
  const [guest, elsewhere] = [visitor('harbor'), visitor('harbor')];
  await guest.signIn(dana);
  await elsewhere.signIn(dana, 'second');
  const before = guest.cookies.get(SESSION) ?? '';
  const answer = await create(guest, PASSWORD);
  expect([answer.status, answer.headers.location]).toEqual([303, '/home?done=password_created']);
  const [cookie] = answer.headers['set-cookie'] ?? [];
  expect(cookie).toMatch(/^csi-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=lax$/i);
  expect(guest.cookies.get(SESSION)).not.toBe(before);
  for (const server of ['first', 'second'] as const) {
    expect((await guest.get('/home', { server })).status).toBe(200);
    expect((await elsewhere.get('/home', { server })).headers.location).toBe('/?over=ended');
    const stale = visitor('harbor');
    stale.cookies.set(SESSION, before);
    expect((await stale.get('/home', { server })).headers.location).toBe('/');
  }
});

test('afterwards the new password signs in and the temporary one does not', async ({ visitor }) => {
  const dana = await newcomer('harbor');
  const guest = visitor('harbor');
  await guest.signIn(dana);
  await create(guest, PASSWORD);
  const old = await visitor('harbor').signIn(dana);
  expect(wordsOf(old.body)).toContain('You have 2 attempts left');
  const now = await visitor('harbor').signIn({ ...dana, password: PASSWORD });
  expect(now.headers.location).toBe('/home');
});

test('a form that is sent twice creates one password, and hurts nobody', async ({ visitor }) => {
  const dana = await newcomer('harbor');
  const guest = visitor('harbor');
  await guest.signIn(dana);
  const answers = await Promise.all([create(guest, PASSWORD), create(guest, PASSWORD)]);
  for (const { status } of answers) expect([200, 303, 307]).toContain(status);
  const now = await visitor('harbor').signIn({ ...dana, password: PASSWORD });
  expect(now.headers.location).toBe('/home');
});

const EMOJI = '\u{1f600}';
const SIDES = [
  ['harbor', 'Bay-27x', 'at least 8 characters'],
  ['harbor', 'Bay-27xx', null],
  ['harbor', 'lantern-27', null],
  ['harbor', 'lanternbay27', 'have 3 of these'],
  ['harbor', 'Power-Bay-27', 'parts of your name'],
  ['valley', 'quiet-lanterns', 'at least 15 characters'],
  ['valley', 'quiet-lanterns2', null],
  ['valley', ' a b c d e f g ', null],
  ['valley', EMOJI.repeat(14), 'at least 15 characters'],
  ['valley', EMOJI.repeat(256), null],
  ['valley', EMOJI.repeat(257), 'at most 256 characters'],
] as const;

for (const [utility, password, fault] of SIDES) {
  const shown = password.length > 20 ? `${password.length} units` : password;
  test(`at ${utility} "${shown}" is ${fault ? `refused: ${fault}` : 'taken'}`, async ({
    visitor,
  }) => {
    const dana = await newcomer(utility);
    const guest = visitor(utility);
    await guest.signIn(dana);
    const answer = await create(guest, password);
    if (fault) expect(wordsOf(answer.body)).toContain(fault);
    else expect(answer.headers.location).toBe('/home?done=password_created');
    const again = await visitor(utility).signIn({ ...dana, password });
    expect(again.headers.location).toBe(fault ? undefined : '/home');
  });
}

test('a modern utility asks for length, not for classes', async ({ visitor }) => {
  const guest = visitor('valley');
  await guest.signIn(await newcomer('valley'));
  const words = wordsOf((await guest.get(PAGE)).body);
  expect(words).toContain('have at least 15 characters');
  expect(words).not.toMatch(/uppercase|digit|symbol/);
});

test('passwords of two keyboards are one: é composed and decomposed', async ({ visitor }) => {
  const dana = await newcomer('valley');
  const guest = visitor('valley');
  await guest.signIn(dana);
  await create(guest, 'caf\u00e9 au lait le soir');
  const decomposed = await visitor('valley').signIn({
    ...dana,
    password: 'cafe\u0301 au lait le soir',
  });
  expect(decomposed.headers.location).toBe('/home');
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with script ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('a double click creates the password once, and one is signed in', async ({
      page,
      servers,
      visitor,
    }) => {
      const dana = await newcomer('harbor');
      await page.goto(servers.url('harbor'));
      await fillAndSignIn(page, dana);
      await page.getByLabel('New password', { exact: true }).fill(PASSWORD);
      await page.getByLabel('Confirm new password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Create your personal password' }).dblclick();
      await expect(page.getByRole('status')).toContainText('password');
      await page.reload();
      await expect(page).toHaveURL(/\/home/);
      await expect(page.getByText('Welcome, Dana Ortiz')).toBeVisible();
      const again = await visitor('harbor').signIn({ ...dana, password: PASSWORD });
      expect(again.headers.location).toBe('/home');
    });
  });
}

test('a form that is sent at once to two servers leaves a session that is good, whichever answer is kept', async ({
  visitor,
}) => {
  const dana = await newcomer('harbor');
  const guest = visitor('harbor');
  await guest.signIn(dana);
  const held = guest.cookies.get(SESSION) ?? '';
  const typed = { newPassword: PASSWORD, confirmPassword: PASSWORD };
  const form = fieldsOfForm((await guest.get(PAGE)).body);
  const { body, contentType } = multipart({ ...form, ...typed });
  const clicks = (['first', 'second'] as const).map(async (server) => {
    const click = visitor('harbor');
    click.cookies.set(SESSION, held);
    await click.post(PAGE, body, { server, headers: { 'content-type': contentType } });
    return click;
  });
  for (const click of await Promise.all(clicks)) {
    expect(click.cookies.get(SESSION)).not.toBe(held);
    expect((await click.get('/home')).status).toBe(200);
  }
});
