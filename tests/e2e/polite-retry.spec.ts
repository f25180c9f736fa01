import type { Page } from '@playwright/test';
import { type Island, startIsland } from '@/tests/e2e/support/outage';
import { person } from '@/tests/e2e/support/people';
import { until } from '@/tests/e2e/support/servers';
import { fillAndSignIn, summaryOf } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';
import { answerBusy } from '@/tests/e2e/support/waiting-forms';

const MINUTE = 60_000;
const FULL = 'The service is busy';
const waiting = (page: Page) => page.getByText(/^Trying again in \d+\sseconds?\./);
const stopOf = (page: Page) => page.getByRole('button', { name: 'Stop trying' });
const passwordOf = (page: Page) => page.getByLabel('Password', { exact: true });

test.describe('a form that a full queue turned away', () => {
  test('sends itself again with what stands in its fields, and gets in', async ({
    page,
    servers,
  }) => {
    const dana = await person('harbor');
    await page.goto(servers.url('harbor'));
    await answerBusy(page, 2, 1);
    await fillAndSignIn(page, dana);
    await expect(waiting(page)).toBeVisible();
    await expect(passwordOf(page)).toHaveValue(dana.password);
    expect(await placesOf(page, dana.password)).toEqual([]);
    await expect(page).toHaveURL(servers.url('harbor', '/home'), { timeout: 20_000 });
  });

  test('waits longer each time, is said once each time, and is left to the person after the fourth', async ({
    page,
    servers,
  }) => {
    const sent = await busyFrom(page, servers.url('harbor'));
    const pauses: number[] = [];
    for (const attempt of [1, 2, 3, 4]) {
      await expect(waiting(page)).toBeVisible();
      expect(await sent()).toBe(attempt);
      const status = page.getByRole('status').filter({ hasText: FULL });
      await page.clock.runFor(200);
      const said = await status.textContent();
      pauses.push(Number(/(\d+)\sseconds?/.exec(said ?? '')?.[1]));
      await page.clock.runFor(1000);
      expect(await status.textContent()).toBe(said);
      await page.clock.runFor((pauses.at(-1) ?? 0) * 1000);
    }
    for (const [n, pause] of pauses.entries()) {
      expect(pause).toBeGreaterThanOrEqual(2 * 2 ** n);
      expect(pause).toBeLessThanOrEqual(3 * 2 ** n);
    }
    await expect(page.locator(':focus')).toContainText('There is a problem');
    await page.clock.runFor(10 * MINUTE);
    expect(await sent()).toBe(5);
    await expect(passwordOf(page)).toHaveValue('typed-by-dana');
  });

  test('is stopped by its button, which gives the focus to what it says then', async ({
    page,
    servers,
  }) => {
    const sent = await busyFrom(page, servers.url('harbor'));
    await stopOf(page).click();
    await expect(page.getByText('We have stopped trying').last()).toBeFocused();
    await page.clock.runFor(10 * MINUTE);
    expect(await sent()).toBe(1);
    await expect(passwordOf(page)).toHaveValue('typed-by-dana');
  });

  test('is not sent after a sleep, when somebody else may sit there', async ({ page, servers }) => {
    const sent = await busyFrom(page, servers.url('harbor'));
    await expect(waiting(page)).toBeVisible();
    await page.clock.fastForward(5 * 60 * MINUTE);
    await expect(stopOf(page)).toHaveCount(0);
    await page.clock.runFor(10 * MINUTE);
    expect(await sent()).toBe(1);
  });

  test('stops when somebody types, and leaves the focus where they type', async ({
    page,
    servers,
  }) => {
    const sent = await busyFrom(page, servers.url('harbor'));
    await passwordOf(page).press('End');
    await passwordOf(page).press('x');
    await expect(stopOf(page)).toBeHidden();
    await expect(passwordOf(page)).toBeFocused();
    await page.clock.runFor(10 * MINUTE);
    expect(await sent()).toBe(1);
    await expect(passwordOf(page)).toHaveValue('typed-by-danax');
  });
});

test('a refusal is never sent again by itself, and empties the password', async ({
  page,
  servers,
}) => {
  await page.clock.install();
  await page.goto(servers.url('harbor'));
  let sent = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST') sent += 1;
  });
  await fillAndSignIn(page, { username: (await person('harbor')).username, password: 'Wrong-1' });
  await expect(summaryOf(page)).toContainText('is wrong');
  await expect(passwordOf(page)).toHaveValue('');
  await page.clock.runFor(10 * MINUTE);
  expect(sent).toBe(1);
});

test.describe('a page that the database kept from coming', () => {
  test.describe.configure({ mode: 'default' });
  let island: Island;

  test.beforeAll(async ({ servers }) => {
    island = await startIsland(servers, [await person('harbor')]);
    await island.stopDatabase();
  });

  test.afterAll(() => island.remove());

  const reloads = (page: Page) => page.getByText(/^This page loads again in \d+ seconds?\.$/);

  test('loads no more once it is stopped', async ({ page }) => {
    await page.clock.install();
    await page.goto(island.url('harbor'));
    await expect(reloads(page)).toBeVisible();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await expect(page.getByText('This page does not load again by itself')).toBeFocused();
    await page.clock.runFor(10 * MINUTE);
    await expect(page.getByText('This page does not load again by itself')).toBeVisible();
  });

  test('has no button and no countdown without script', async ({ anotherBrowser }) => {
    const page = await (await anotherBrowser({ javaScriptEnabled: false })).newPage();
    await page.goto(island.url('harbor'));
    await expect(page.getByText('Wait a few seconds and load this page again')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeHidden();
  });

  test('loads itself again until it comes, four times at most', async ({ page }) => {
    let loads = 0;
    page.on('request', (request) => {
      if (request.isNavigationRequest()) loads += 1;
    });
    await page.clock.install();
    await page.goto(island.url('harbor'));
    for (const load of [1, 2, 3, 4]) {
      await expect(reloads(page)).toBeVisible();
      expect(loads).toBe(load);
      await Promise.all([page.waitForEvent('load'), page.clock.runFor(2 * MINUTE)]);
    }
    await expect(page.getByText('This page does not load again by itself')).toBeVisible();
    await page.reload();
    await expect(reloads(page)).toBeVisible();
    await island.restartDatabase();
    const isReady = async () => (await island.ask('harbor', '/api/health/ready')).status === 200;
    await until('the server is ready again', isReady);
    await page.clock.runFor(2 * MINUTE);
    await expect(page.getByRole('heading', { name: 'Welcome' })).toBeVisible();
  });
});

/** A form that was answered as if the queue were full, at a stopped clock, and how often it was sent. */
async function busyFrom(page: Page, url: string): Promise<() => Promise<number>> {
  await page.clock.install();
  await page.goto(url);
  const sent = await answerBusy(page);
  await fillAndSignIn(page, { username: 'danaortiz', password: 'typed-by-dana' });
  await expect(waiting(page)).toBeVisible();
  await page.clock.pauseAt(new Date(Date.now() + 1000));
  return sent;
}

/** Where a text stands that nobody may find: the address, hidden fields, what the browser stores. */
function placesOf(page: Page, secret: string): Promise<string[]> {
  return page.evaluate((text) => {
    const hidden = [...document.querySelectorAll<HTMLInputElement>('input[type=hidden]')];
    const places = {
      address: location.href,
      hidden: hidden.map(({ value }) => value).join(),
      stored: JSON.stringify([
        { ...localStorage },
        { ...sessionStorage },
        history.state,
        document.cookie,
      ]),
      markup: document.documentElement.outerHTML,
    };
    return Object.entries(places).flatMap(([name, held]) => (held.includes(text) ? [name] : []));
  }, secret);
}
