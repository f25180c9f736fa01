import type { Page } from '@playwright/test';
import { handedOut, press } from '@/tests/e2e/support/admin-forms';
import {
  administrator,
  asAdministrator,
  NEW_USER,
  signInTo,
  USERS,
} from '@/tests/e2e/support/administrators';
import { newUsername, person } from '@/tests/e2e/support/people';
import { rawLogs } from '@/tests/e2e/support/server-logs';
import { fillAndSignIn, summaryOf } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

const handOut = (page: Page) => page.locator('[data-temporary-password]');

/** A name that suggests a username that nobody has. */
function newName(): { fullName: string; suggested: string } {
  const letters = newUsername().replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? '');
  const last = letters.slice('person-'.length);
  return { fullName: `Zoë Maria ${last}`, suggested: `zoe${last}` };
}

test('somebody is added with the username that the name suggests, and signs in', async ({
  page,
  servers,
  anotherBrowser,
}) => {
  const { fullName, suggested } = newName();
  await asAdministrator(page, servers, 'harbor', USERS);
  await page.getByRole('link', { name: 'Add new user' }).click();
  await page.getByLabel('Full Name').fill(fullName);
  await page.getByLabel('Email Address').fill(`${suggested}@mail.example`);
  await expect(page.getByLabel('Username')).toHaveValue(suggested);
  await page.getByRole('button', { name: 'Add user' }).click();
  const password = (await handOut(page).textContent()) ?? '';
  await expect(page.getByRole('heading', { name: fullName })).toBeVisible();
  await expect(page.getByText(suggested, { exact: true })).toBeVisible();
  await expect(page.getByText(/works until|until/i).first()).toBeVisible();
  expect(page.url()).toBe(servers.url('harbor', NEW_USER));
  const theirs = await (await anotherBrowser()).newPage();
  await theirs.goto(servers.url('harbor'));
  await fillAndSignIn(theirs, { username: suggested, password });
  await theirs.waitForURL(servers.url('harbor', '/change-password'));
  await page.reload();
  expect(await page.content()).not.toContain(password);
  expect(rawLogs().join('\n')).not.toContain(password);
});

test('a username is suggested while the name is typed, and waits selected for who goes on to its field', async ({
  page,
  servers,
}) => {
  const { fullName, suggested } = newName();
  await asAdministrator(page, servers, 'harbor', NEW_USER);
  await page.getByLabel('Full Name').pressSequentially(fullName);
  await expect(page.getByLabel('Username')).toHaveValue(suggested);
  await page.getByLabel('Full Name').fill('Kim Park');
  await page.getByLabel('Full Name').press('Tab');
  await expect(page.getByLabel('Username')).toBeFocused();
  await expect(page.getByLabel('Username')).toHaveValue(/^kimpark\d*$/);
  await page.keyboard.type('my-own-choice');
  await expect(page.getByLabel('Username')).toHaveValue('my-own-choice');
});

test('a suggestion that others have gets a number, and never overwrites what was typed', async ({
  page,
  servers,
}) => {
  const { fullName, suggested } = newName();
  await person('harbor', { username: suggested });
  await asAdministrator(page, servers, 'harbor', NEW_USER);
  await page.getByLabel('Full Name').fill(fullName);
  await page.getByLabel('Email Address').focus();
  await expect(page.getByLabel('Username')).toHaveValue(`${suggested}2`);
  await page.getByLabel('Username').fill('my-own-choice');
  await page.getByLabel('Full Name').fill('Somebody Else');
  const answered = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.getByLabel('Email Address').focus();
  await answered;
  await expect(page.getByLabel('Username')).toHaveValue('my-own-choice');
});

test('a taken username and a shared address are told while one can still act', async ({
  page,
  servers,
}) => {
  const dana = await person('harbor');
  await asAdministrator(page, servers, 'harbor', NEW_USER);
  await page.getByLabel('Full Name').fill('Kim Park');
  await page.getByLabel('Username').fill(dana.username.toUpperCase());
  await page.getByLabel('Email Address').fill(dana.email.toUpperCase());
  await page.getByLabel('Full Name').focus();
  await expect(page.getByText('This username is taken')).toBeVisible();
  await expect(page.getByText('Another username has this email address.')).toBeVisible();
  await page.getByRole('button', { name: 'Add user' }).click();
  await expect(summaryOf(page)).toContainText(
    `The username ${dana.username.toUpperCase()} is taken`,
  );
  await expect(page.getByLabel('Full Name')).toHaveValue('Kim Park');
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with script' : 'without script';

  test(`an address that another has is refused first, and taken knowingly, ${how}`, async ({
    anotherBrowser,
    servers,
  }) => {
    const dana = await person('harbor');
    const username = newUsername();
    const page = await (await anotherBrowser({ javaScriptEnabled })).newPage();
    await asAdministrator(page, servers, 'harbor', NEW_USER);
    await page.getByLabel('Full Name').fill('Kim Park');
    await page.getByLabel('Username').fill(username);
    await page.getByLabel('Email Address').fill(dana.email);
    await page.getByRole('button', { name: 'Add user' }).click();
    await expect(summaryOf(page)).toContainText('press the button once more');
    await page.getByRole('button', { name: 'Add user' }).click();
    await expect(handOut(page)).toBeVisible();
  });

  test(`what is wrong is told all at once, and what was typed stays, ${how}`, async ({
    anotherBrowser,
    servers,
  }) => {
    const page = await (await anotherBrowser({ javaScriptEnabled })).newPage();
    await asAdministrator(page, servers, 'harbor', NEW_USER);
    await page.getByLabel('Username').fill('two words');
    await page.getByLabel('Email Address').fill('nowhere');
    await page.getByLabel('CSR').uncheck();
    await page.getByRole('button', { name: 'Add user' }).click();
    const links = summaryOf(page).getByRole('link');
    await expect(links).toHaveCount(4);
    await expect(page.getByLabel('Username')).toHaveValue('two words');
    await expect(page.getByLabel('Email Address')).toHaveValue('nowhere');
    await expect(page.getByLabel('CSR')).not.toBeChecked();
    for (const label of ['Full Name', 'Username', 'Email Address']) {
      await expect(page.getByLabel(label)).toHaveAttribute('aria-invalid', 'true');
    }
    await links.first().click();
    await expect(page.getByLabel('Full Name')).toBeFocused();
  });
}

test('without script an empty username is suggested in the answer', async ({
  anotherBrowser,
  servers,
}) => {
  const { fullName, suggested } = newName();
  const page = await (await anotherBrowser({ javaScriptEnabled: false })).newPage();
  await asAdministrator(page, servers, 'harbor', NEW_USER);
  await page.getByLabel('Full Name').fill(fullName);
  await page.getByLabel('Email Address').fill(`${suggested}@mail.example`);
  await page.getByLabel('CSA').check();
  await page.getByRole('button', { name: 'Add user' }).click();
  await expect(summaryOf(page)).toContainText(suggested);
  await expect(page.getByLabel('Username')).toHaveValue(suggested);
  await expect(page.getByLabel('CSA')).toBeChecked();
  await page.getByRole('button', { name: 'Add user' }).click();
  await expect(handOut(page)).toBeVisible();
});

test('a typed temporary password is the one, and is nowhere after a refusal', async ({
  page,
  servers,
}) => {
  const username = newUsername();
  await asAdministrator(page, servers, 'harbor', NEW_USER);
  await page.getByLabel('Full Name').fill('Kim Park');
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Email Address').fill('nowhere');
  await page.getByLabel(/^Temporary password/).fill('Welcome-Aboard-31');
  await page.getByRole('button', { name: 'Add user' }).click();
  await expect(summaryOf(page)).toBeVisible();
  await expect(page.getByLabel(/^Temporary password/)).toHaveValue('');
  expect(await page.content()).not.toContain('Welcome-Aboard-31');
  await page.getByLabel('Email Address').fill(`${username}@mail.example`);
  await page.getByLabel(/^Temporary password/).fill('Welcome-Aboard-31');
  await page.getByRole('button', { name: 'Add user' }).click();
  await expect(handOut(page)).toHaveText('Welcome-Aboard-31');
});

test('at a utility of both ways the form asks, and an SSO account gets no password', async ({
  page,
  servers,
}) => {
  const username = newUsername();
  await asAdministrator(page, servers, 'river', NEW_USER);
  await page.getByLabel('Full Name').fill('Alice Portal');
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Email Address').fill(`${username}@mail.example`);
  await page.getByLabel('SSO').check();
  await page.getByRole('button', { name: 'Add user' }).click();
  await expect(page.getByText('Alice Portal was added')).toBeVisible();
  await expect(handOut(page)).toHaveCount(0);
  await page.getByRole('link', { name: 'Edit this user' }).click();
  await expect(page.getByRole('button', { name: 'Change to a password' })).toBeVisible();
});

test('sent twice, a form adds one person', async ({ visitor, servers }) => {
  const username = newUsername();
  const csa = visitor('harbor');
  await csa.signIn(await administrator('harbor'));
  const fields = { fullName: 'Kim Park', username, email: `${username}@mail.example` };
  const add = (server: 'first' | 'second') => press(csa, NEW_USER, 'Add user', fields, server);
  const answers = await Promise.all([add('first'), add('second')]);
  const good = answers.filter(({ body }) => body.includes('data-temporary-password'));
  expect(good).toHaveLength(1);
  expect(handedOut(good[0]?.body ?? '')).toBeTruthy();
  const rows = await servers.sql`select 1 from users where username = ${username}`;
  expect(rows).toHaveLength(1);
});

test('the next user can be added from the hand-out, with an empty form', async ({
  page,
  servers,
}) => {
  const csa = await administrator('harbor');
  await signInTo(page, servers, csa, NEW_USER);
  const username = newUsername();
  await page.getByLabel('Full Name').fill('Kim Park');
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Email Address').fill(`${username}@mail.example`);
  await page.getByRole('button', { name: 'Add user' }).click();
  await page.getByRole('link', { name: 'Add another user' }).click();
  await expect(page.getByLabel('Full Name')).toHaveValue('');
  await expect(handOut(page)).toHaveCount(0);
});
