import type { Page } from '@playwright/test';
import { person } from '@/tests/e2e/support/people';
import {
  asksAgain,
  comeIn,
  portalUsername,
  signInAtPortal,
  untilPortalsCanTell,
} from '@/tests/e2e/support/portal';
import { grewIdle } from '@/tests/e2e/support/session-times';
import { fillAndSignIn } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

const again = (page: Page) => page.getByRole('link', { name: 'Sign in again' });

test('neither a bookmark nor the start itself gets round the password', async ({
  page,
  servers,
}) => {
  const username = portalUsername('csi-reps');
  await comeIn(page, servers, 'tide', username);
  await grewIdle(servers, username);
  await page.goto(servers.url('tide'));
  await expect(again(page)).toBeVisible();
  await page.goto(servers.url('tide', '/sso/start'));
  await expect(page.getByLabel('Password')).toBeVisible();
  const initiate = `/sso/oidc/initiate?iss=${encodeURIComponent(`${new URL(page.url()).origin}/oidc`)}`;
  await page.goto(servers.url('tide', initiate));
  await expect(page.getByLabel('Password')).toBeVisible();
});

test('an answer without the password is refused, when the wish for it was taken off the address', async ({
  page,
  context,
  visitor,
  servers,
}) => {
  const username = portalUsername('csi-reps');
  await comeIn(page, servers, 'tide', username);
  await grewIdle(servers, username);
  const guest = visitor('tide');
  for (const { name, value } of await context.cookies(servers.url('tide'))) {
    guest.cookies.set(name, value);
  }
  const { headers } = await guest.get('/sso/start');
  const address = new URL(headers.location ?? '');
  expect(address.searchParams.get('prompt')).toBe('login');
  for (const name of ['prompt', 'max_age']) address.searchParams.delete(name);
  const url = servers.url('tide');
  for (const [name, value] of guest.cookies) await context.addCookies([{ name, value, url }]);
  await page.goto(address.href);
  await expect(
    page.getByRole('heading', { name: 'Tide staff portal has to ask for your password' }),
  ).toBeVisible();
  await page.getByRole('link', { name: 'Try again' }).click();
  await signInAtPortal(page, username);
  await expect(page).toHaveURL(servers.url('tide', '/home'));
});

test.describe('the next person at this computer does not walk in', () => {
  test('after Sign out on a page whose session was over already', async ({ page, servers }) => {
    const username = portalUsername('csi-reps');
    await comeIn(page, servers, 'tide', username);
    await untilPortalsCanTell();
    await grewIdle(servers, username);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page).toHaveURL(servers.url('tide', '/?over=signed_out'));
    await page.goto(servers.url('tide', '/sso/start'));
    await expect(page.getByLabel('Password')).toBeVisible();
  });

  test('after NextAuth’s own sign-out of such a session', async ({ page, context, servers }) => {
    const username = portalUsername('csi-reps');
    await comeIn(page, servers, 'tide', username);
    await untilPortalsCanTell();
    await grewIdle(servers, username);
    await page.evaluate(async () => {
      const { csrfToken } = await (await fetch('/api/auth/csrf')).json();
      const body = new URLSearchParams({ csrfToken });
      await fetch('/api/auth/signout', { method: 'POST', body });
    });
    const names = (await context.cookies(servers.url('tide'))).map(({ name }) => name);
    expect(names).not.toContain('csi-session');
    await page.goto(servers.url('tide', '/sso/start'));
    await expect(asksAgain(page)).toBeVisible();
  });

  test('after somebody else signed in here with a password, and out', async ({ page, servers }) => {
    const username = portalUsername('csi-reps');
    await comeIn(page, servers, 'delta', username);
    await untilPortalsCanTell();
    await grewIdle(servers, username);
    await page.goto(servers.url('delta', '/home'));
    await fillAndSignIn(page, await person('delta'));
    await expect(page).toHaveURL(servers.url('delta', '/home'));
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in with Delta staff portal' }).click();
    await expect(asksAgain(page)).toBeVisible();
  });

  test('after the browser was closed, where the portal remembers', async ({
    page,
    context,
    anotherBrowser,
    servers,
  }) => {
    const username = portalUsername('csi-reps');
    await comeIn(page, servers, 'tide', username);
    await untilPortalsCanTell();
    await grewIdle(servers, username);
    const state = await context.storageState();
    const opened = await anotherBrowser({
      storageState: {
        origins: [],
        // Ours that end with the browser are gone; the portal's stay, as with «keep me signed in».
        cookies: state.cookies.filter(
          ({ domain, expires }) => domain === 'localhost' || expires > 0,
        ),
      },
    });
    const tab = await opened.newPage();
    await tab.goto(servers.url('tide', '/home'));
    await expect(tab.getByText('nothing was done for 30 minutes')).toBeVisible();
    await again(tab).click();
    await expect(asksAgain(tab)).toBeVisible();
  });

  test('after a sign-out to which the portal agreed, and stayed', async ({ page, servers }) => {
    const username = portalUsername('csi-reps');
    await comeIn(page, servers, 'tide', username);
    await untilPortalsCanTell();
    await page.route(
      (url) => url.pathname === '/oidc/session/end',
      (route) => {
        const state = new URL(route.request().url()).searchParams.get('state');
        const location = servers.url('tide', `/sso/oidc/signed-out?state=${state}`);
        return route.fulfill({ status: 303, headers: { location } });
      },
    );
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page).toHaveURL(servers.url('tide', '/?over=signed_out'));
    await again(page).click();
    await expect(page.getByLabel('Password')).toBeVisible();
  });
});

test('at the idle end of a page the portal brings the same person back to it, anybody else to /home', async ({
  page,
  servers,
}) => {
  const first = portalUsername('csi-admins');
  await page.clock.install();
  await comeIn(page, servers, 'tide', first, '/admin/audit');
  const passIdle = async () => {
    await grewIdle(servers, first);
    await page.clock.fastForward(30 * 60_000);
    await expect(page.getByText('nothing was done for 30 minutes')).toBeVisible();
  };
  await passIdle();
  // Whose page it was stands in the address, in whatever tab that is opened.
  await expect(again(page)).toHaveAttribute('href', /returnTo=%2Fadmin%2Faudit&of=[\w-]{16}$/);
  await again(page).click();
  await signInAtPortal(page, first);
  await expect(page).toHaveURL(servers.url('tide', '/admin/audit'));
  await passIdle();
  await again(page).click();
  await signInAtPortal(page, portalUsername('csi-admins'));
  await expect(page).toHaveURL(servers.url('tide', '/home'));
  await expect(page.getByText('Welcome, Alice Archer')).toBeVisible();
});
