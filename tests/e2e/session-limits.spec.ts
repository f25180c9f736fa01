import { person } from '@/tests/e2e/support/people';
import { idleFor, openFor, secondsIdle, signedIn } from '@/tests/e2e/support/session-times';
import { fillAndSignIn } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

const LIMITS = [
  ['harbor', 'idle', idleFor, 30 * MINUTE, 'nothing was done for 30 minutes'],
  ['brief', 'idle', idleFor, 5 * MINUTE, 'nothing was done for 5 minutes'],
  ['harbor', 'absolute', openFor, 12 * HOUR, 'a session lasts at most 12 hours'],
  ['brief', 'absolute', openFor, HOUR, 'a session lasts at most 1 hour'],
] as const;

for (const [utility, over, move, limit, words] of LIMITS) {
  test(`at ${utility} a session is good until its ${over} limit of ${limit} s, and over at it`, async ({
    servers,
    visitor,
  }) => {
    const { dana, guest } = await signedIn(visitor, utility);
    await move(servers, dana, limit - 20);
    for (const server of ['first', 'second'] as const) {
      expect((await guest.get('/home', { server })).status).toBe(200);
    }
    await move(servers, dana, limit);
    for (const server of ['first', 'second'] as const) {
      const { status, headers } = await guest.get('/home', { server });
      expect([status, headers.location]).toEqual([307, `/?over=${over}`]);
    }
    expect(JSON.parse((await guest.get('/api/auth/session')).body)).toBeNull();
    expect((await guest.get(`/?over=${over}`)).body).toContain(words);
  });
}

test('a session that idled out is not woken by a page, and stays over on both servers', async ({
  servers,
  visitor,
}) => {
  const { dana, guest } = await signedIn(visitor);
  await idleFor(servers, dana, 30 * MINUTE);
  for (const server of ['first', 'second', 'first'] as const) {
    expect((await guest.get('/home', { server })).headers.location).toBe('/?over=idle');
  }
});

test('activity is a page, and not a question for the session or a page fetched ahead or again', async ({
  servers,
  visitor,
}) => {
  const { dana, guest } = await signedIn(visitor);
  await idleFor(servers, dana, 600);
  await guest.get('/api/auth/session');
  await guest.get('/api/auth/csrf');
  await guest.get('/home', { headers: { 'sec-purpose': 'prefetch' } });
  await guest.get('/home', { headers: { 'sec-purpose': 'prefetch;prerender' } });
  await guest.get('/home', { headers: { 'next-router-prefetch': '1', rsc: '1' } });
  await guest.get('/home', { headers: { rsc: '1' } });
  await guest.get('/home', { headers: { 'sec-fetch-dest': 'image' } });
  await guest.get('/home', {
    headers: { 'sec-fetch-dest': 'document', 'sec-fetch-site': 'same-site' },
  });
  await guest.get('/sessions/state');
  await guest.get('/no-such-page');
  await guest.get('/icon.svg');
  expect(await secondsIdle(servers, dana)).toBeGreaterThanOrEqual(600);
  const clicked = {
    'sec-fetch-dest': 'document',
    'sec-fetch-site': 'same-site',
    'sec-fetch-user': '?1',
  };
  expect((await guest.get('/home', { headers: clicked })).status).toBe(200);
  expect(await secondsIdle(servers, dana)).toBeLessThan(20);
});

test('a person whose session idled out is told why, and is brought back after signing in', async ({
  page,
  servers,
}) => {
  const dana = await person('harbor');
  await page.goto(servers.url('harbor', '/home?done=password_created'));
  await fillAndSignIn(page, dana);
  await expect(page).toHaveURL(servers.url('harbor', '/home?done=password_created'));
  await idleFor(servers, dana, 30 * MINUTE);
  await page.reload();
  await expect(page.getByText('nothing was done for 30 minutes')).toBeVisible();
  await fillAndSignIn(page, dana);
  await expect(page).toHaveURL(servers.url('harbor', '/home?done=password_created'));
});

test('signing out of a session that is over leads to the Welcome page', async ({
  page,
  servers,
}) => {
  const dana = await person('harbor');
  await page.goto(servers.url('harbor'));
  await fillAndSignIn(page, dana);
  await expect(page).toHaveURL(/\/home$/);
  await idleFor(servers, dana, 30 * MINUTE);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Login' })).toBeVisible();
});
