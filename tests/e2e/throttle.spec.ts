import { wordsOf } from '@/tests/e2e/support/forms';
import { newUsername, person, WRONG } from '@/tests/e2e/support/people';
import { fillAndSignIn, summaryOf } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';
import type { Visitor } from '@/tests/e2e/support/visitor';

/** Failed attempts at names that nobody has, one after the other; the last one's answer. */
async function fail(guest: Visitor, times: number) {
  let last = await guest.get('/');
  for (let n = 0; n < times; n += 1) {
    last = await guest.signIn({ username: newUsername(), password: WRONG });
  }
  return last;
}

const WAIT =
  /There were too many failed attempts from your network\. Wait (\d+) seconds? and try again\. This attempt was not counted\./;

test('attempt 31 from one address waits, is not compared and not counted', async ({
  address,
  servers,
  visitor,
}) => {
  const dana = await person('flood');
  const guest = visitor('flood');
  const counted = () => servers.sql<{ n: number }[]>`select count(*)::int as n
    from throttle_failures where utility_id = 'flood' and address_key = ${address}`;
  expect(await fail(guest, 30)).toMatchObject({ status: 200 });
  for (const password of [WRONG, WRONG, WRONG, WRONG, dana.password]) {
    const answer = await guest.signIn({ ...dana, password });
    expect(answer.status).toBe(429);
    const seconds = Number(answer.headers['retry-after']);
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(10);
    expect(Number(WAIT.exec(wordsOf(answer.body))?.[1])).toBe(seconds);
    expect(answer.body).toContain(`value="${dana.username}"`);
  }
  expect((await counted())[0]?.n).toBe(30);

  // Nobody else waits, and the account is not locked.
  expect((await visitor('flood', '10.255.255.1').signIn(dana)).headers.location).toBe('/home');

  const move = (seconds: number) => servers.sql`update throttle_failures
    set at = at - ${`${seconds} seconds`}::interval where address_key = ${address}`;
  await move(10);
  expect((await guest.signIn({ ...dana, password: WRONG })).status).toBe(200);
  expect((await guest.signIn(dana)).status).toBe(429);
  await move(10);
  expect((await guest.signIn(dana)).headers.location).toBe('/home');
});

test('the throttle looks back ten minutes', async ({ address, servers, visitor }) => {
  const guest = visitor('flood');
  await fail(guest, 30);
  await servers.sql`update throttle_failures set at = at - interval '10 minutes'
    where address_key = ${address} and failure_id = (
      select min(failure_id) from throttle_failures where address_key = ${address})`;
  expect((await fail(guest, 1)).status).toBe(200);
  expect((await fail(guest, 1)).status).toBe(429);
});

test('forged entries of X-Forwarded-For buy no attempts', async ({ address, visitor }) => {
  await fail(visitor('flood'), 30);
  for (const forged of ['192.0.2.1', 'unknown', '10.0.0.1, 192.0.2.7', '']) {
    const answer = await fail(visitor('flood', `${forged}, ${address}`), 1);
    expect([forged, answer.status]).toEqual([forged, 429]);
  }
});

test('the addresses of an IPv6 /64 count as one, and its neighbours are free', async ({
  visitor,
}) => {
  const group = () => Math.floor(Math.random() * 0xffff).toString(16);
  const network = `2001:db8:${group()}:${group()}`;
  const from = (host: string) => visitor('flood', `${network}:${host}`);
  for (let n = 0; n < 30; n += 1) await fail(from(`0:0:1:${n}`), 1);
  expect((await fail(from('ffff:0:0:1'), 1)).status).toBe(429);
  const neighbour = visitor('flood', `2001:db8:${group()}:${group()}::1`);
  expect((await fail(neighbour, 1)).status).toBe(200);
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with script ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('a person who has to wait is told for how long, and then gets in', async ({
      address,
      page,
      servers,
      visitor,
    }) => {
      const dana = await person('flood');
      await fail(visitor('flood'), 30);
      await page.goto(servers.url('flood'));
      const answered = page.waitForResponse((response) => response.request().method() === 'POST');
      await fillAndSignIn(page, dana);
      const answer = await answered;
      expect(answer.status()).toBe(429);
      expect(Number(await answer.headerValue('retry-after'))).toBeGreaterThan(0);
      await expect(summaryOf(page).getByRole('listitem')).toHaveText(WAIT);
      await expect(page.locator(':focus')).toContainText('There is a problem');
      await expect(page.getByLabel('Username')).toHaveValue(dana.username);
      await servers.sql`update throttle_failures set at = at - interval '10 seconds'
        where address_key = ${address}`;
      await fillAndSignIn(page, dana);
      await expect(page).toHaveURL(servers.url('flood', '/home'));
    });
  });
}
