import { wordsOf } from '@/tests/e2e/support/forms';
import { disable, newcomer, newUsername, person, unlock, WRONG } from '@/tests/e2e/support/people';
import { fillAndSignIn, summaryOf } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with script ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('two wrong passwords are counted down, the third locks, and the operator unlocks', async ({
      page,
      servers,
    }) => {
      const dana = await person('harbor');
      const errors = summaryOf(page).getByRole('listitem');
      await page.goto(servers.url('harbor'));
      for (const left of ['2 attempts', '1 attempt']) {
        await fillAndSignIn(page, { ...dana, password: WRONG });
        await expect(errors).toHaveText([
          `The username or the password is wrong. You have ${left} left before the account is locked.`,
        ]);
        await expect(page.locator(':focus')).toContainText('There is a problem');
        await expect(page.getByLabel('Username')).toHaveValue(dana.username);
        await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
      }
      for (const password of [WRONG, dana.password]) {
        await fillAndSignIn(page, { ...dana, password });
        await expect(errors).toHaveText(['This account is locked.']);
        await expect(summaryOf(page)).toContainText(
          'Contact your Customer Service Administrator to have it unlocked: ' +
            'Service desk, ext. 4410.If you do not know who that is, ask your supervisor.',
        );
        // The same words stood there before: the answer has come once the field is empty.
        await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
      }
      await unlock(dana);
      await fillAndSignIn(page, dana);
      await expect(page).toHaveURL(servers.url('harbor', '/home'));
    });

    test('a double click on Sign in signs in once', async ({ page, servers }) => {
      const dana = await person('harbor');
      await page.goto(servers.url('harbor'));
      await page.getByLabel('Username').fill(dana.username);
      await page.getByLabel('Password', { exact: true }).fill(dana.password);
      await page.getByRole('button', { name: 'Sign in' }).dblclick();
      await expect(page).toHaveURL(servers.url('harbor', '/home'));
      await page.reload();
      await expect(page.getByText('Welcome, Dana Ortiz')).toBeVisible();
      const open = await servers.sql`select 1 from sessions
        where user_id = ${dana.userId} and ended_at is null`;
      expect(open).toHaveLength(1);
    });
  });
}

test('a right password sets the count to zero', async ({ visitor }) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  for (const password of [WRONG, WRONG, dana.password, WRONG]) {
    guest.cookies.clear();
    const answer = await guest.signIn({ ...dana, password });
    if (password === dana.password) expect(answer.headers.location).toBe('/home');
  }
  guest.cookies.clear();
  const { body } = await guest.signIn({ ...dana, password: WRONG });
  expect(wordsOf(body)).toContain('You have 1 attempt left');
});

test('a username matches without regard to case, Unicode form and spaces around it', async ({
  visitor,
}) => {
  const username = newUsername();
  const dana = await person('harbor', { username });
  const fullWidth = [...username].map((c) =>
    String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0),
  );
  for (const typed of [username.toUpperCase(), `  ${username} `, fullWidth.join('')]) {
    const answer = await visitor('harbor').signIn({ ...dana, username: typed });
    expect(answer.headers.location).toBe('/home');
  }
});

test('where the username has an @, the message adds that it is not the email address', async ({
  visitor,
}) => {
  const known = await person('harbor', { username: `${newUsername()}@x` });
  for (const username of [known.username, `${newUsername()}@x`]) {
    const guest = visitor('harbor');
    for (const words of ['2 attempts', '1 attempt', 'This account is locked.']) {
      const { body } = await guest.signIn({ username, password: WRONG });
      expect(wordsOf(body)).toContain(words);
      expect(wordsOf(body)).toContain('A username is not the email address');
    }
  }
});

test('only the right password tells that an account is disabled', async ({ visitor }) => {
  const dana = await person('harbor');
  await disable(dana);
  const wrong = await visitor('harbor').signIn({ ...dana, password: WRONG });
  expect(wordsOf(wrong.body)).toContain('You have 2 attempts left');
  expect(wordsOf(wrong.body)).not.toContain('disabled');
  const guest = visitor('harbor');
  const right = await guest.signIn(dana);
  expect(wordsOf(right.body)).toContain('This account is disabled.');
  expect(wordsOf(right.body)).toContain('Service desk, ext. 4410');
  expect(guest.cookies.has('csi-session')).toBe(false);
});

test('only the right temporary password tells that it has expired', async ({
  servers,
  visitor,
}) => {
  const dana = await newcomer('harbor');
  const expires = (when: string) => servers.sql`update users
    set temporary_expires_at = now() + ${when}::interval where user_id = ${dana.userId}`;
  await expires('-1 second');
  const wrong = await visitor('harbor').signIn({ ...dana, password: WRONG });
  expect(wordsOf(wrong.body)).toContain('You have 2 attempts left');
  expect(wordsOf(wrong.body)).not.toContain('expired');
  const late = visitor('harbor');
  const { body } = await late.signIn(dana);
  expect(wordsOf(body)).toContain('Your temporary password has expired.');
  expect(wordsOf(body)).toContain('Ask your Customer Service Administrator for a new one');
  expect(late.cookies.has('csi-session')).toBe(false);
  await expires('20 seconds');
  expect((await visitor('harbor').signIn(dana)).headers.location).toBe('/home');
});

test('a utility without a contact names none', async ({ visitor }) => {
  const dana = await person('plain');
  const guest = visitor('plain');
  for (const _ of [1, 2]) await guest.signIn({ ...dana, password: WRONG });
  const { body } = await guest.signIn({ ...dana, password: WRONG });
  expect(wordsOf(body)).toContain(
    'Contact your Customer Service Administrator to have it unlocked.',
  );
});

test('where people sign in at their portal, no password is compared', async ({
  servers,
  visitor,
}) => {
  const events = () => servers.sql`select count(*)::int as n from audit_events
    where utility_id = 'portal' and type like 'sign_in%'`;
  const before = await events();
  const guest = visitor('portal');
  const token = JSON.parse((await guest.get('/api/auth/csrf')).body).csrfToken;
  const body = new URLSearchParams({ csrfToken: token, username: 'x', password: 'y' }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await guest.post('/api/auth/callback/credentials', body, { headers });
  expect(answer.headers.location).toContain('code=passwords_off');
  expect(guest.cookies.has('csi-session')).toBe(false);
  expect(await events()).toEqual(before);
});
