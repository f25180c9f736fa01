import type { Page } from '@playwright/test';
import type { Arrive } from '@/tests/e2e/support/arrive';
import { person } from '@/tests/e2e/support/people';
import type { Servers } from '@/tests/e2e/support/servers';
import { idleFor, openFor } from '@/tests/e2e/support/session-times';
import { fillAndSignIn } from '@/tests/e2e/support/sign-in';

async function signedIn(page: Page, servers: Servers) {
  const dana = await person('harbor');
  await page.goto(servers.url('harbor', '/change-password'));
  await fillAndSignIn(page, dana);
  await page.waitForURL(servers.url('harbor', '/change-password'));
  await page.getByText('Welcome, Dana Ortiz').waitFor();
  return dana;
}

/** The page asks how its session stands. */
const look = (page: Page) => page.evaluate(() => window.dispatchEvent(new Event('online')));

/** A page that is open while its session comes to an end. */
export const WATCH_STATES: Record<string, Arrive> = {
  async 'idle-warning'(page, servers) {
    const dana = await signedIn(page, servers);
    await idleFor(servers, dana, 28 * 60 + 15);
    await look(page);
    await page.getByRole('button', { name: 'Stay signed in' }).waitFor();
  },
  async 'absolute-warning'(page, servers) {
    const dana = await signedIn(page, servers);
    await openFor(servers, dana, 12 * 3600 - 105);
    await look(page);
    await page.getByRole('dialog').waitFor();
  },
  async 'session-unheard'(page, servers) {
    await signedIn(page, servers);
    await page.route('**/sessions/state', (route) => route.fulfill({ status: 503 }));
    await page.evaluate(() =>
      window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })),
    );
    await page.getByText('We cannot reach the service').waitFor();
  },
};
