import type { Page } from '@playwright/test';
import { asAdministrator, NEW_USER } from '@/tests/e2e/support/administrators';
import { type Person, person } from '@/tests/e2e/support/people';
import type { Servers } from '@/tests/e2e/support/servers';
import { idleFor, openFor, secondsIdle } from '@/tests/e2e/support/session-times';
import { fillAndSignIn } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

const IDLE = 'Are you still there?';
const ABSOLUTE = 'This session is about to end';
const warning = (page: Page) => page.getByRole('dialog');

async function signedIn(page: Page, servers: Servers, path = '/home', who?: Person) {
  const dana = who ?? (await person('harbor'));
  await page.clock.install();
  await page.goto(servers.url('harbor', path));
  await fillAndSignIn(page, dana);
  await expect(page.getByText('Welcome, Dana Ortiz')).toBeVisible();
  return dana;
}

/** Nothing was done for so many minutes, in the browser and on the server. */
async function passIdle(page: Page, servers: Servers, who: Person, minutes: number) {
  await idleFor(servers, who, minutes * 60);
  await page.clock.fastForward(minutes * 60_000);
}

test('two minutes before the end a dialog counts down, and whoever stays has all the time again', async ({
  page,
  servers,
}) => {
  const dana = await signedIn(page, servers);
  await passIdle(page, servers, dana, 28);
  await expect(warning(page)).toHaveAccessibleName(IDLE);
  await expect(warning(page)).toHaveAccessibleDescription(
    /^You will be signed out in (2\sminutes|1\sminute, 5\d\sseconds)\. Nothing was done/,
  );
  await expect(warning(page).getByText(/in 1\sminute, 5[0-7]\sseconds/)).toBeVisible();
  await warning(page).getByRole('button', { name: 'Stay signed in' }).click();
  await expect(warning(page)).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(await secondsIdle(servers, dana)).toBeLessThan(60);
});

test('the dialog is worked by keyboard alone, and holds the focus until it is answered', async ({
  page,
  servers,
}) => {
  const dana = await signedIn(page, servers);
  await passIdle(page, servers, dana, 28);
  const stay = warning(page).getByRole('button', { name: 'Stay signed in' });
  await expect(stay).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(warning(page).getByRole('button', { name: 'Sign out' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(warning(page)).toHaveCount(0);
  expect(await secondsIdle(servers, dana)).toBeLessThan(60);
});

for (const why of ['idle', 'absolute'] as const) {
  test(`Sign out in the ${why} dialog ends the session, on both servers`, async ({
    context,
    page,
    servers,
    visitor,
  }) => {
    const dana = await signedIn(page, servers);
    if (why === 'idle') await passIdle(page, servers, dana, 28);
    else {
      await openFor(servers, dana, 12 * 3600 - 90);
      await page.reload();
    }
    const thief = visitor('harbor');
    for (const { name, value } of await context.cookies()) thief.cookies.set(name, value);
    await warning(page).getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByText('You are signed out', { exact: true })).toBeVisible();
    for (const server of ['first', 'second'] as const) {
      expect((await thief.get('/home', { server })).headers.location).toBe('/?over=ended');
    }
  });
}

test('the time left is read out a few times, not each second', async ({ page, servers }) => {
  const dana = await signedIn(page, servers);
  await passIdle(page, servers, dana, 28);
  const said = warning(page).getByRole('status');
  await expect(warning(page)).toBeVisible();
  await expect(said).toBeEmpty();
  await passIdle(page, servers, dana, 29);
  await expect(said).toHaveText('You will be signed out in 1 minute.');
});

test('at the end a half-filled form gives way unsent, and the same person comes back to its page', async ({
  page,
  servers,
}) => {
  const dana = await signedIn(page, servers, '/change-password');
  await page.getByLabel('Current password').fill('half a password');
  const posts: string[] = [];
  page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
  await passIdle(page, servers, dana, 30);
  await expect(page.getByText('nothing was done for 30 minutes')).toBeVisible();
  expect(posts).toEqual([]);
  await fillAndSignIn(page, dana);
  await expect(page).toHaveURL(servers.url('harbor', '/change-password'));
  await expect(page.getByLabel('Current password')).toHaveValue('');
});

test('the cover and the warning take the focus out of a form without asking the server about what stands in it', async ({
  page,
  servers,
}) => {
  await page.clock.install();
  const csa = await asAdministrator(page, servers, 'harbor', NEW_USER);
  await page.getByLabel('Full Name').fill('Kim Park');
  await page.getByLabel('Email Address').focus();
  await expect(page.getByLabel('Username')).toHaveValue(/^kimpark/);
  await page.getByLabel('Email Address').fill('half@');
  const posts: string[] = [];
  page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
  const formPosts = () => posts.filter((url) => url.endsWith(NEW_USER));
  await passIdle(page, servers, csa, 28);
  await expect(warning(page)).toBeVisible();
  await expect(warning(page).getByRole('button', { name: 'Stay signed in' })).toBeFocused();
  await page.clock.runFor(2_000);
  expect(formPosts()).toEqual([]);
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with script ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('whoever sits down next lands at home, not where somebody else was', async ({
      page,
      servers,
    }) => {
      const [dana, sam] = [await person('harbor'), await person('harbor')];
      await page.goto(servers.url('harbor', '/change-password'));
      await fillAndSignIn(page, dana);
      await expect(page).toHaveURL(servers.url('harbor', '/change-password'));
      await idleFor(servers, dana, 30 * 60);
      await page.reload();
      await expect(page.getByText('nothing was done for 30 minutes')).toBeVisible();
      await fillAndSignIn(page, { ...sam, password: 'wrong' });
      await expect(page.getByText('2 attempts left')).toBeVisible();
      await fillAndSignIn(page, sam);
      await expect(page).toHaveURL(servers.url('harbor', '/home'));
    });
  });
}

test('at the longest time the dialog offers only to sign out, says why, and lets one finish', async ({
  page,
  servers,
}) => {
  const dana = await person('harbor');
  await page.goto(servers.url('harbor', '/change-password'));
  await fillAndSignIn(page, dana);
  await expect(page).toHaveURL(servers.url('harbor', '/change-password'));
  await openFor(servers, dana, 12 * 3600 - 90);
  await page.reload();
  await page.getByLabel('Current password').focus();
  await expect(warning(page)).toHaveAccessibleName(ABSOLUTE);
  await expect(warning(page)).toContainText('A session lasts at most 12 hours');
  await expect(warning(page).getByRole('button')).toHaveText(['Sign out']);
  await page.keyboard.type('still at work');
  await expect(page.getByLabel('Current password')).toHaveValue('still at work');
  await openFor(servers, dana, 12 * 3600);
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect(page.getByText('a session lasts at most 12 hours')).toBeVisible();
});

test('ten tabs agree: one that stays closes the dialog in all, and at the end all give way', async ({
  context,
  page,
  servers,
}) => {
  const path = '/change-password';
  const dana = await signedIn(page, servers, path);
  const tabs = [page];
  while (tabs.length < 10) {
    const tab = await context.newPage();
    await tab.goto(servers.url('harbor', path));
    // Only where script runs.
    await tab.getByRole('button', { name: 'Show' }).first().waitFor();
    tabs.push(tab);
  }
  await idleFor(servers, dana, 28 * 60);
  // A context has one clock for all of its tabs.
  await context.clock.fastForward(28 * 60_000);
  for (const tab of tabs) await expect(warning(tab)).toBeVisible();
  await tabs[3]?.getByRole('button', { name: 'Stay signed in' }).click();
  for (const tab of tabs) await expect(warning(tab)).toHaveCount(0);
  await idleFor(servers, dana, 30 * 60);
  await context.clock.fastForward(30 * 60_000);
  for (const tab of tabs) await expect(tab).toHaveURL(/\/\?over=idle&returnTo=/);
  for (const tab of tabs) await tab.getByRole('button', { name: 'Show' }).waitFor();
  await fillAndSignIn(page, dana);
  // Ten pages at once take their time.
  const back = { timeout: 30_000 };
  for (const tab of tabs) await expect(tab).toHaveURL(servers.url('harbor', path), back);
});

test('signing out signs out every tab at once, and nothing of the session is left', async ({
  context,
  page,
  servers,
}) => {
  await signedIn(page, servers);
  const other = await context.newPage();
  await other.goto(servers.url('harbor', '/change-password'));
  await page.getByRole('button', { name: 'Sign out' }).click();
  for (const tab of [page, other]) {
    await expect(tab.getByText('You are signed out', { exact: true })).toBeVisible();
    await tab.goBack();
    await expect(tab.getByText('Welcome, Dana Ortiz')).toHaveCount(0);
  }
});

test.describe('without a network', () => {
  test.use({ expectedConsole: /ERR_INTERNET_DISCONNECTED/ });

  test('the page is hidden at the end, says so, and goes on by itself', async ({
    context,
    page,
    servers,
  }) => {
    const dana = await signedIn(page, servers);
    await context.setOffline(true);
    await passIdle(page, servers, dana, 30);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('We cannot reach the service');
    await expect(page.getByText('Welcome, Dana Ortiz')).toBeHidden();
    await context.setOffline(false);
    await expect(page.getByText('nothing was done for 30 minutes')).toBeVisible();
  });
});

test('keys and pointer are activity, reported at most once a minute', async ({ page, servers }) => {
  const dana = await signedIn(page, servers);
  const reports: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/sessions/activity')) reports.push(request.method());
  });
  await passIdle(page, servers, dana, 10);
  for (let n = 0; n < 20; n += 1) await page.mouse.move(100 + n, 100);
  await page.keyboard.press('Shift');
  await expect.poll(() => secondsIdle(servers, dana)).toBeLessThan(60);
  expect(reports).toEqual(['POST']);
  await page.keyboard.press('Shift');
  expect(reports).toEqual(['POST']);
  await page.clock.fastForward(60_000);
  await expect.poll(() => reports).toEqual(['POST', 'POST']);
});
