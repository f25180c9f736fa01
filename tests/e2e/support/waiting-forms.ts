import type { Page } from '@playwright/test';
import type { Arrive } from '@/tests/e2e/support/arrive';
import { fillAndSignIn } from '@/tests/e2e/support/sign-in';

/**
 * From now on the page's forms are answered as if the hash queue were full: by the server's own answer to
 * the Login dialog left empty, with a time to wait in it and no fault at a field.
 *
 * @param times how often; from then on the server answers
 * @returns how often a form was sent since
 */
export async function answerBusy(
  page: Page,
  seconds = 2,
  times = 99,
): Promise<() => Promise<number>> {
  // In the page, since Node cannot fetch from `*.localhost`.
  await page.evaluate(
    ([retryAfterSeconds, most]) => {
      const real = window.fetch;
      let busy: [string, ResponseInit] | undefined;
      window.fetch = async (...request) => {
        if (request[1]?.method !== 'POST') return real(...request);
        const sent = Number(document.body.dataset.sent);
        if (busy) {
          document.body.dataset.sent = String(sent + 1);
          if (sent >= most) return real(...request);
          return new Response(...busy);
        }
        const response = await real(...request);
        const body = (await response.clone().text())
          .replaceAll(/"href":"#\w+"/g, '"href":"#login"')
          .replace(
            '{"errors":[',
            `{"notNow":{"retryAfterSeconds":${retryAfterSeconds}},"errors":[`,
          );
        busy = [body, { status: 503, headers: response.headers }];
        document.body.dataset.sent = '0';
        return response;
      };
    },
    [seconds, times] as const,
  );
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('There is a problem').waitFor();
  return async () => Number(await page.locator('body').getAttribute('data-sent'));
}

const DANA = { username: 'danaortiz', password: 'typed-by-dana' };

/** What counts down stands still from now on, for as long as somebody looks at it. */
export async function holdCountdown(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(performance, { now: () => 0 }));
}

/** Forms that wait to be sent again, and that the network, or a proxy, did not take. */
export const WAITING_STATES: Record<string, Arrive> = {
  async 'sign-in-busy'(page, servers) {
    await page.goto(servers.url('harbor'));
    await answerBusy(page, 25);
    await fillAndSignIn(page, DANA);
    await page.getByText(/^Trying again in \d+\sseconds\./).waitFor();
    await holdCountdown(page);
  },
  async 'sign-in-busy-stopped'(page, servers) {
    await page.goto(servers.url('harbor'));
    await answerBusy(page, 25);
    await fillAndSignIn(page, DANA);
    await page.getByRole('button', { name: 'Stop trying' }).click();
  },
  async 'sign-in-offline'(page, servers) {
    await page.goto(servers.url('harbor'));
    // Not by taking the network away, which the console would tell of as an error.
    await page.evaluate(() => {
      Object.defineProperty(navigator, 'onLine', { value: false });
      window.fetch = () => Promise.reject(new TypeError('no network'));
    });
    await fillAndSignIn(page, DANA);
    await page.getByText('You are offline').waitFor();
  },
  async 'sign-in-unanswered'(page, servers) {
    await page.goto(servers.url('harbor'));
    await page.evaluate(() => {
      const headers = { 'content-type': 'text/html' };
      window.fetch = async () => new Response('<h1>Bad gateway</h1>', { status: 502, headers });
    });
    await fillAndSignIn(page, DANA);
    await page.getByText('The service did not answer properly').waitFor();
  },
};
