import type { BrowserContext, Page } from '@playwright/test';
import { addressOf, inBrowser, signInAt } from '@/bench/browser';
import type { Counts, Figure } from '@/bench/figure';
import type { BenchServer } from '@/bench/installation';
import { Client } from '@/bench/load';
import { median } from '@/bench/numbers';
import type { BenchPerson } from '@/bench/people';
import { idleMinutesOf, makeIdle } from '@/bench/sessions';

const TABS = 10;
const REACH_SECONDS = 2;

/** How many seconds before the end the tabs are left to themselves. */
const SECONDS_BEFORE = 8;

/** What an idle tab asks of the server, and how well ten of them agree on the end. */
export async function idleTabs(
  server: BenchServer,
  [person]: readonly BenchPerson[],
  { rounds }: Counts,
): Promise<Figure[]> {
  if (!person) throw new Error('Nobody can sign in.');
  const asked = await inBrowser(async (newContext) => {
    const context = await newContext();
    return requestsOfIdleTab(await context.newPage(), server, person);
  });
  const spreads: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    spreads.push(
      await inBrowser(async (newContext) => secondsApart(await newContext(), server, person)),
    );
  }
  const worst = Math.max(...spreads);
  return [
    {
      name: 'requests a minute of an idle signed-in tab',
      value: (asked.requests / asked.minutes).toFixed(3),
      reach: 'at most 1',
      reached: asked.requests / asked.minutes <= 1 && asked.extendedSeconds <= 0,
      measured:
        `${asked.requests} in ${asked.minutes} minutes of the page's own time, which the browser was made to ` +
        'hurry through in steps of 5 seconds; the session, as the server has it, was not extended.',
      details: asked,
    },
    {
      name: `${TABS} tabs give way at the end, first to last`,
      value: `${median(spreads).toFixed(2)} s`,
      reach: `within ${REACH_SECONDS} s`,
      reached: worst <= REACH_SECONDS,
      measured:
        `Median of ${rounds} rounds, the worst ${worst.toFixed(2)} s; in real time, from ${SECONDS_BEFORE} s ` +
        'before the end, until each tab was at the Welcome page.',
      details: { spreads },
    },
  ];
}

async function requestsOfIdleTab(page: Page, server: BenchServer, person: BenchPerson) {
  await page.clock.install();
  await signInAt(page, server, person);
  const minutes = (await idleMinutesOf()) - 3;
  let requests = 0;
  page.on('request', () => {
    requests += 1;
  });
  const before = await leftMs(page, server);
  for (let step = 0; step < minutes * 12; step += 1) await page.clock.runFor(5_000);
  return { requests, minutes, extendedSeconds: ((await leftMs(page, server)) - before) / 1000 };
}

/** As the server has it; asked beside the page, so that it counts to no tab's requests. */
async function leftMs(page: Page, server: BenchServer): Promise<number> {
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const client = new Client(server.port, server.host, 1);
  const { body } = await client.ask({ path: '/sessions/state', headers: { cookie } });
  client.close();
  return JSON.parse(body).idleMs;
}

async function secondsApart(
  context: BrowserContext,
  server: BenchServer,
  person: BenchPerson,
): Promise<number> {
  const first = await context.newPage();
  await signInAt(first, server, person);
  const tabs = [first];
  while (tabs.length < TABS) {
    const tab = await context.newPage();
    await tab.goto(addressOf(server, '/home'));
    tabs.push(tab);
  }
  await makeIdle(person.username, SECONDS_BEFORE);
  const gone = tabs.map(async (tab) => {
    await tab.waitForURL(/over=idle/, { waitUntil: 'commit' });
    return performance.now();
  });
  // As they come back to the tabs one by one, each asks how long there still is.
  await Promise.all(tabs.map((tab) => tab.evaluate(() => dispatchEvent(new Event('online')))));
  const at = await Promise.all(gone);
  return (Math.max(...at) - Math.min(...at)) / 1000;
}
