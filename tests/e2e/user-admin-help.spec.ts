import type { Page } from '@playwright/test';
import { handedOut, press } from '@/tests/e2e/support/admin-forms';
import {
  administrator,
  lockOut,
  NEW_USER,
  pathOf,
  signInTo,
  USERS,
} from '@/tests/e2e/support/administrators';
import { type Person, person, WRONG } from '@/tests/e2e/support/people';
import { fillNewPassword, NEW_PASSWORD } from '@/tests/e2e/support/reset';
import { rawLogs } from '@/tests/e2e/support/server-logs';
import { fillAndSignIn, summaryOf } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';
import type { Visitor } from '@/tests/e2e/support/visitor';

const RESET = 'Reset to a temporary password';
const handOut = (page: Page) => page.locator('[data-temporary-password]');

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with script' : 'without script';

  test(`from the list a locked person has a temporary password in two clicks, ${how}`, async ({
    anotherBrowser,
    servers,
  }) => {
    const dana = await person('harbor', { fullName: 'Dana Locked' });
    await lockOut(servers, dana);
    const page = await (await anotherBrowser({ javaScriptEnabled })).newPage();
    const csa = await administrator('harbor');
    await signInTo(page, servers, csa, `${USERS}?q=${dana.username}&status=locked`);
    await page.getByRole('link', { name: 'Edit Dana Locked' }).click();
    await page.getByRole('button', { name: RESET }).click();
    const password = (await handOut(page).textContent()) ?? '';
    expect(password.length).toBeGreaterThanOrEqual(8);
    await expect(page.getByText(dana.username).first()).toBeVisible();
    expect(new URL(page.url()).pathname).toBe(pathOf(dana));
    expect(page.url()).not.toContain(password);

    const theirs = await (await anotherBrowser({ javaScriptEnabled })).newPage();
    await theirs.goto(servers.url('harbor'));
    await fillAndSignIn(theirs, { username: dana.username, password });
    await theirs.waitForURL(servers.url('harbor', '/change-password'));
    await fillNewPassword(theirs, 'Create your personal password', NEW_PASSWORD);
    await theirs.waitForURL(servers.url('harbor', '/home?done=password_created'));

    const again = await (await anotherBrowser()).newPage();
    await again.goto(servers.url('harbor'));
    await fillAndSignIn(again, { username: dana.username, password });
    await expect(summaryOf(again)).toContainText('attempt');
  });
}

test('a temporary password is shown once: not after a reload, in no address, in no log', async ({
  page,
  servers,
}) => {
  const dana = await person('harbor');
  await signInTo(page, servers, await administrator('harbor'), pathOf(dana));
  await page.getByRole('button', { name: RESET }).click();
  const password = (await handOut(page).textContent()) ?? '';
  await expect(page.getByText('Temporary password pending')).toBeVisible();
  expect(page.url()).toBe(servers.url('harbor', pathOf(dana)));
  await page.reload();
  await expect(page.getByRole('button', { name: RESET })).toBeVisible();
  expect(await page.content()).not.toContain(password);
  await page.goto(servers.url('harbor', USERS));
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(await page.content()).not.toContain(password);
  expect(rawLogs().join('\n')).not.toContain(password);
});

test('the answer that holds a temporary password is kept by no cache', async ({ visitor }) => {
  const dana = await person('harbor');
  const csa = visitor('harbor');
  await csa.signIn(await administrator('harbor'));
  const answer = await press(csa, pathOf(dana), RESET);
  const password = handedOut(answer.body);
  expect([answer.status, answer.headers['cache-control']]).toEqual([
    200,
    expect.stringContaining('no-store'),
  ]);
  expect((await csa.get(pathOf(dana))).body).not.toContain(password);
  expect(rawLogs().join('\n')).not.toContain(password);
});

test('the copy button copies it, and says so', async ({ page, context, servers }) => {
  const dana = await person('harbor');
  const origin = servers.url('harbor', '');
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
  await signInTo(page, servers, await administrator('harbor'), pathOf(dana));
  await page.getByRole('button', { name: RESET }).click();
  const password = await handOut(page).textContent();
  await page.getByRole('button', { name: 'Copy' }).click();
  await expect(page.getByRole('status').filter({ hasText: /copied/i })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(password);
});

for (const javaScriptEnabled of [true, false]) {
  test(`a typed temporary password is refused by the rules, then taken, script ${javaScriptEnabled}`, async ({
    anotherBrowser,
    servers,
  }) => {
    const dana = await person('harbor');
    const page = await (await anotherBrowser({ javaScriptEnabled })).newPage();
    await signInTo(page, servers, await administrator('harbor'), pathOf(dana));
    const type = async (password: string) => {
      const field = page.getByLabel('Temporary password');
      if (!(await field.isVisible())) await page.getByText('Type the temporary password').click();
      await field.fill(password);
      await page.getByRole('button', { name: RESET }).click();
    };
    await type('dana');
    await expect(summaryOf(page)).toBeVisible();
    await expect(page.getByLabel('Temporary password')).toHaveValue('');
    expect(await page.content()).not.toContain('value="dana"');
    await type('Welcome-Aboard-31');
    await expect(handOut(page)).toHaveText('Welcome-Aboard-31');
    const theirs = await (await anotherBrowser()).newPage();
    await theirs.goto(servers.url('harbor'));
    await fillAndSignIn(theirs, { ...dana, password: 'Welcome-Aboard-31' });
    await theirs.waitForURL(servers.url('harbor', '/change-password'));
  });
}

test('where temporary passwords are always made there is no field for one', async ({
  page,
  servers,
}) => {
  const dana = await person('valley');
  await signInTo(page, servers, await administrator('valley'), pathOf(dana));
  await expect(page.getByText('Type the temporary password')).toHaveCount(0);
  await page.getByRole('button', { name: RESET }).click();
  await expect(handOut(page)).toBeVisible();
  await page.goto(servers.url('valley', NEW_USER));
  await expect(page.getByLabel(/Temporary password/)).toHaveCount(0);
});

test.describe('what is done to a person holds from their next request on, on both servers', () => {
  /** Somebody at work on both servers, and an administrator on the first. */
  async function atWork(visitor: (utility: 'harbor') => Visitor, dana: Person) {
    const [guest, csa] = [visitor('harbor'), visitor('harbor')];
    await guest.signIn(dana, 'second');
    await csa.signIn(await administrator('harbor'), 'first');
    for (const server of ['first', 'second'] as const) {
      expect((await guest.get('/home', { server })).status).toBe(200);
    }
    return { guest, csa };
  }

  const ENDINGS = {
    Disable: '/?over=ended',
    'Sign out everywhere': '/?over=ended',
    [RESET]: '/?over=ended',
  };

  for (const [button, over] of Object.entries(ENDINGS)) {
    for (const server of ['second', 'first'] as const) {
      test(`${button}, seen on the ${server}`, async ({ visitor }) => {
        const dana = await person('harbor');
        const { guest, csa } = await atWork(visitor, dana);
        const answer = await press(csa, pathOf(dana), button);
        expect([200, 303]).toContain(answer.status);
        expect((await guest.get('/home', { server })).headers.location).toBe(over);
      });
    }
  }

  test('deleting', async ({ visitor }) => {
    const dana = await person('harbor');
    const { guest, csa } = await atWork(visitor, dana);
    const answer = await press(csa, `${pathOf(dana)}?confirm=delete`, `Delete ${dana.username}`);
    expect([answer.status, answer.headers.location]).toEqual([303, `${USERS}?done=deleted`]);
    for (const server of ['second', 'first'] as const) {
      expect((await guest.get('/home', { server })).headers.location).toBe('/');
    }
    expect((await csa.get(pathOf(dana))).status).toBe(404);
  });

  test('a role that is taken, and one that is given', async ({ visitor }) => {
    const dana = await person('harbor', { roles: ['CSA'] });
    const { guest, csa } = await atWork(visitor, dana);
    expect((await guest.get(USERS, { server: 'second' })).status).toBe(200);
    const save = (roles: string[]) => press(csa, pathOf(dana), 'Save changes', { roles });
    expect((await save(['CSR'])).headers.location).toBe(`${pathOf(dana)}?done=saved`);
    for (const server of ['second', 'first'] as const) {
      expect((await guest.get(USERS, { server })).status).toBe(403);
      expect((await guest.get('/home', { server })).body).not.toContain('User Admin');
    }
    await save(['CSR', 'CSA']);
    expect((await guest.get(USERS, { server: 'second' })).status).toBe(200);
  });

  test('unlocking, and enabling', async ({ visitor, servers }) => {
    const dana = await person('harbor');
    const csa = visitor('harbor');
    await csa.signIn(await administrator('harbor'));
    await lockOut(servers, dana);
    await press(csa, pathOf(dana), 'Unlock');
    await press(csa, pathOf(dana), 'Disable');
    const refused = await visitor('harbor').signIn(dana, 'second');
    expect(refused.headers.location).not.toBe('/home');
    await press(csa, pathOf(dana), 'Enable');
    expect((await visitor('harbor').signIn(dana, 'second')).headers.location).toBe('/home');
  });

  test('a lock leaves them at work', async ({ visitor, servers }) => {
    const dana = await person('harbor');
    const { guest } = await atWork(visitor, dana);
    await lockOut(servers, dana);
    expect((await guest.get('/home', { server: 'first' })).status).toBe(200);
    const other = await visitor('harbor').signIn({ ...dana, password: WRONG });
    expect(other.headers.location).not.toBe('/home');
  });
});

for (const javaScriptEnabled of [true, false]) {
  test(`deleting asks first, and frees the username, script ${javaScriptEnabled}`, async ({
    anotherBrowser,
    servers,
  }) => {
    const dana = await person('harbor');
    const page = await (await anotherBrowser({ javaScriptEnabled })).newPage();
    await signInTo(page, servers, await administrator('harbor'), pathOf(dana));
    await page.getByRole('link', { name: 'Delete…' }).click();
    await page.getByRole('link', { name: 'Keep the account' }).click();
    await expect(page).toHaveURL(servers.url('harbor', pathOf(dana)));
    await page.getByRole('link', { name: 'Delete…' }).click();
    await page.getByRole('button', { name: `Delete ${dana.username}` }).click();
    await expect(page).toHaveURL(servers.url('harbor', `${USERS}?done=deleted`));
    await expect(page.getByRole('status')).toContainText('The account was deleted');
    const next = await person('harbor', { username: dana.username });
    expect(next.userId).not.toBe(dana.userId);
  });
}

test('what has been done is said, and a second time that there was nothing to do', async ({
  page,
  servers,
  visitor,
}) => {
  const dana = await person('harbor');
  await visitor('harbor').signIn(dana);
  await signInTo(page, servers, await administrator('harbor'), pathOf(dana));
  const press = async (button: string, says: string) => {
    await page.getByRole('button', { name: button, exact: true }).click();
    await expect(page.getByRole('status').filter({ hasText: says })).toBeVisible();
  };
  await press('Sign out everywhere', 'All sessions were ended');
  await press('Sign out everywhere', 'Nobody was signed in with this account');
  await press('Disable', 'The account is disabled');
  await expect(page.getByText('Disabled', { exact: true })).toBeVisible();
  await press('Enable', 'The account is enabled');
});
