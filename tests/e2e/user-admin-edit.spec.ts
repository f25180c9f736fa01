import { fieldsOfFormWith, postFields, press } from '@/tests/e2e/support/admin-forms';
import { administrator, pathOf, signInTo, USERS } from '@/tests/e2e/support/administrators';
import { wordsOf } from '@/tests/e2e/support/forms';
import { mailsFor, newestMail } from '@/tests/e2e/support/mails';
import { newcomer, newUsername, person } from '@/tests/e2e/support/people';
import { mailedLink, pathIn } from '@/tests/e2e/support/reset';
import { summaryOf } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with script' : 'without script';

  test(`two administrators who edit one person see both sides, ${how}`, async ({
    anotherBrowser,
    servers,
  }) => {
    const dana = await person('harbor', { fullName: 'Dana Before' });
    const open = async () => {
      const page = await (await anotherBrowser({ javaScriptEnabled })).newPage();
      await signInTo(page, servers, await administrator('harbor'), pathOf(dana));
      return page;
    };
    const [one, other] = [await open(), await open()];
    await one.getByLabel('Full Name').fill('Dana Theirs');
    await one.getByRole('button', { name: 'Save changes' }).click();
    await expect(one.getByRole('status').filter({ hasText: 'saved' })).toBeVisible();

    await other.getByLabel('Full Name').fill('Dana Mine');
    await other.getByLabel('Bill Advisor').check();
    await other.getByRole('button', { name: 'Save changes' }).click();
    const summary = summaryOf(other);
    await expect(summary).toContainText('Somebody else changed this user while you did');
    const rows = summary.getByRole('row');
    await expect(rows.filter({ hasText: 'Full Name' })).toContainText('Dana Theirs');
    await expect(rows.filter({ hasText: 'Full Name' })).toContainText('Dana Mine');
    await expect(rows.filter({ hasText: 'Roles' })).toContainText('CSR, Bill Advisor');
    await expect(other.getByLabel('Full Name')).toHaveValue('Dana Mine');
    await expect(other.getByLabel('Bill Advisor')).toBeChecked();
    const [before] = await servers.sql`select full_name from users where user_id = ${dana.userId}`;
    expect(before?.full_name).toBe('Dana Theirs');

    await other.getByRole('button', { name: 'Save changes' }).click();
    await expect(other.getByRole('status').filter({ hasText: 'saved' })).toBeVisible();
    await expect(other.getByLabel('Full Name')).toHaveValue('Dana Mine');

    await one.getByLabel('Full Name').fill('Dana Third');
    await one.getByRole('button', { name: 'Save changes' }).click();
    await one.getByRole('link', { name: 'Discard what I entered' }).click();
    await expect(one.getByLabel('Full Name')).toHaveValue('Dana Mine');
    await expect(summaryOf(one)).toHaveCount(0);
  });

  test(`every field is saved, and found on the list, ${how}`, async ({
    anotherBrowser,
    servers,
  }) => {
    const dana = await person('harbor');
    const username = newUsername();
    const page = await (await anotherBrowser({ javaScriptEnabled })).newPage();
    await signInTo(page, servers, await administrator('harbor'), pathOf(dana));
    await page.getByLabel('Full Name').fill('Renée Meyer');
    await page.getByLabel('Username').fill(username);
    await page.getByLabel('Email Address').fill(`${username}@new.example`);
    await page.getByLabel('CSR').uncheck();
    await page.getByLabel('Bill Advisor').check();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await expect(page).toHaveURL(servers.url('harbor', `${pathOf(dana)}?done=saved`));
    await page.goto(servers.url('harbor', `${USERS}?q=${username}`));
    const row = page.getByRole('row').nth(1);
    for (const text of ['Renée Meyer', username, `${username}@new.example`, 'Bill Advisor']) {
      await expect(row).toContainText(text);
    }
    expect((await newestMail(`${username}@new.example`, 2)).subject).toMatch(/were|was changed/);
    expect((await newestMail(dana.email)).subject).toBe('Your email address was changed');
  });

  test(`a shared address is refused first, then taken knowingly, ${how}`, async ({
    anotherBrowser,
    servers,
  }) => {
    const [dana, sam] = [await person('harbor'), await person('harbor')];
    const page = await (await anotherBrowser({ javaScriptEnabled })).newPage();
    await signInTo(page, servers, await administrator('harbor'), pathOf(dana));
    const save = async (email: string) => {
      await page.getByLabel('Email Address').fill(email);
      await page.getByRole('button', { name: 'Save changes' }).click();
    };
    await save(sam.email);
    await expect(summaryOf(page)).toContainText('press the button once more');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await expect(page).toHaveURL(servers.url('harbor', `${pathOf(dana)}?done=saved`));
    await expect(page.getByText('This email address belongs to other usernames too')).toBeVisible();
    await page.getByRole('link', { name: sam.username }).click();
    await expect(page).toHaveURL(servers.url('harbor', pathOf(sam)));
  });
}

test('a taken username and everything else that is wrong is told at its field', async ({
  page,
  servers,
}) => {
  const [dana, sam] = [await person('harbor'), await person('harbor')];
  await signInTo(page, servers, await administrator('harbor'), pathOf(dana));
  await page.getByLabel('Username').fill(sam.username);
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(summaryOf(page)).toContainText(`The username ${sam.username} is taken`);
  await expect(summaryOf(page)).toBeVisible();
  await summaryOf(page).getByRole('link').click();
  await expect(page.getByLabel('Username')).toBeFocused();
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with script' : 'without script';

  test(`after a refusal, a collision and a success the form begins anew, ${how}`, async ({
    anotherBrowser,
    servers,
  }) => {
    const dana = await person('harbor');
    const page = await (await anotherBrowser({ javaScriptEnabled })).newPage();
    await signInTo(page, servers, await administrator('harbor'), pathOf(dana));
    const save = async (fullName: string) => {
      await page.getByLabel('Full Name').fill(fullName);
      await page.getByRole('button', { name: 'Save changes' }).click();
    };
    const nameIs = async (fullName: string) => {
      const rows = await servers.sql`select full_name from users where user_id = ${dana.userId}`;
      return rows[0]?.full_name === fullName;
    };
    await save('');
    await expect(summaryOf(page)).toContainText('Enter a full name');
    await save('One');
    await expect(page.getByRole('status').filter({ hasText: 'saved' })).toBeVisible();
    await expect(summaryOf(page)).toHaveCount(0);
    await servers.sql`update users set full_name = 'Theirs', version = version + 1
      where user_id = ${dana.userId}`;
    await save('Two');
    await expect(summaryOf(page)).toContainText('Somebody else changed this user');
    await save('Two');
    await expect(page.getByRole('status').filter({ hasText: 'saved' })).toBeVisible();
    await expect(summaryOf(page)).toHaveCount(0);
    await save('Three');
    await expect.poll(() => nameIs('Three')).toBe(true);
    await expect(summaryOf(page)).toHaveCount(0);
    await expect(page.getByLabel('Full Name')).toHaveValue('Three');
  });
}

test('an address that is changed kills the link that was mailed to the old one', async ({
  visitor,
}) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  const link = await mailedLink(guest, dana);
  const csa = visitor('harbor');
  await csa.signIn(await administrator('harbor'));
  const email = `new-${dana.email}`;
  await press(csa, pathOf(dana), 'Save changes', { email });
  await newestMail(email);
  const opened = await guest.get(pathIn(link));
  const page = await guest.get(opened.headers.location ?? '');
  expect(wordsOf(page.body)).not.toContain(`for the username ${dana.username}`);
  expect(
    mailsFor(email)
      .map(({ text }) => text)
      .join(),
  ).not.toContain('token=');
});

test.describe('one’s own account', () => {
  test('has no reset, no disabling, no deleting, and the role stays', async ({ page, servers }) => {
    const csa = await administrator('harbor');
    await signInTo(page, servers, csa, pathOf(csa));
    await expect(page.getByText('This is your own account.')).toBeVisible();
    for (const name of ['Reset to a temporary password', 'Disable', 'Enable']) {
      await expect(page.getByRole('button', { name })).toHaveCount(0);
    }
    await expect(page.getByRole('link', { name: 'Delete…' })).toHaveCount(0);
    await expect(
      page.getByRole('main').getByRole('link', { name: 'Change Password' }),
    ).toHaveAttribute('href', '/change-password');
    await page.getByLabel('CSA').uncheck();
    await page.getByLabel('CSR').check();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await expect(summaryOf(page)).toContainText('This cannot be done to your own account.');
    await page.reload();
    await expect(page.getByLabel('CSA')).toBeChecked();
  });

  test('is not disabled, deleted or reset by a form that was made up either', async ({
    visitor,
  }) => {
    const who = await administrator('harbor');
    const dana = await person('harbor');
    const csa = visitor('harbor');
    await csa.signIn(who);
    for (const act of ['disable', 'delete']) {
      const answer = await press(csa, pathOf(dana), 'Disable', { act, userId: who.userId });
      expect([act, answer.headers.location]).toEqual([act, `${pathOf(who)}?not=oneself`]);
    }
    const reset = await press(csa, pathOf(dana), 'Reset to a temporary password', {
      userId: who.userId,
    });
    expect(wordsOf(reset.body)).toContain('This cannot be done to your own account.');
    expect(reset.body).not.toContain('data-temporary-password');
    expect((await csa.get(USERS)).status).toBe(200);
  });

  test('is asked for no confirmation of a deletion that cannot be', async ({ visitor }) => {
    const who = await administrator('harbor');
    const csa = visitor('harbor');
    await csa.signIn(who);
    const { status, body } = await csa.get(`${pathOf(who)}?confirm=delete`);
    expect([status, wordsOf(body).includes('Save changes')]).toEqual([200, true]);
    expect(wordsOf(body)).not.toContain('Delete');
  });

  test('is signed out everywhere, here too', async ({ page, servers }) => {
    const csa = await administrator('harbor');
    await signInTo(page, servers, csa, pathOf(csa));
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.waitForURL(/over=ended/);
  });
});

test('an SSO account has no password acts, says why, and changes its username alone', async ({
  page,
  servers,
}) => {
  const alice = await newcomer('river', { signInMethod: 'sso', fullName: 'Alice Portal' });
  const username = newUsername();
  await signInTo(page, servers, await administrator('river'), pathOf(alice));
  await expect(page.getByText('so there is no password here to reset')).toBeVisible();
  for (const name of ['Reset to a temporary password', 'Unlock']) {
    await expect(page.getByRole('button', { name })).toHaveCount(0);
  }
  for (const label of ['Full Name', 'Email Address']) {
    await expect(page.getByLabel(label)).not.toBeEditable();
  }
  await expect(page.getByLabel('CSR')).toBeDisabled();
  await page.getByLabel('Username').fill(username);
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page).toHaveURL(servers.url('river', `${pathOf(alice)}?done=saved`));
  await page.getByRole('button', { name: 'Change to a password' }).click();
  await expect(page.locator('[data-temporary-password]')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Reset to a temporary password' })).toBeVisible();
  await expect(page.getByLabel('Full Name')).toHaveValue('Alice Portal');
});

test('at a utility of SSO alone an SSO account cannot be changed to a password', async ({
  visitor,
  servers,
}) => {
  const alice = await newcomer('portal', { signInMethod: 'sso' });
  const rows = await servers.sql`select sign_in_method from users where user_id = ${alice.userId}`;
  expect(rows[0]?.sign_in_method).toBe('sso');
  expect((await visitor('portal').get(pathOf(alice))).status).toBe(307);
});

test('what changes nothing says so', async ({ page, servers }) => {
  const dana = await person('harbor');
  await signInTo(page, servers, await administrator('harbor'), pathOf(dana));
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Nothing was different' })).toBeVisible();
});

test('a shared address typed on a keyboard that composes marks is taken knowingly too', async ({
  visitor,
}) => {
  const sam = await person('harbor', { email: `ren\u00e9-${newUsername()}@mail.example` });
  const dana = await person('harbor');
  const csa = visitor('harbor');
  await csa.signIn(await administrator('harbor'));
  const email = sam.email.normalize('NFD');
  const first = await press(csa, pathOf(dana), 'Save changes', { email });
  expect(wordsOf(first.body)).toContain('press the button once more');
  const again = fieldsOfFormWith(first.body, 'Save changes');
  const second = await postFields(csa, pathOf(dana), again);
  expect(second.headers.location).toBe(`${pathOf(dana)}?done=saved`);
});
