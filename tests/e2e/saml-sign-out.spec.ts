import type { Page } from '@playwright/test';
import { portalUsername, signInAtPortal } from '@/tests/e2e/support/portal';
import {
  comeInBySaml,
  comeInMadeUp,
  goOn,
  madeUpPerson,
  madeUpPortal,
  samlPortal,
  signInAtSamlPortal,
} from '@/tests/e2e/support/saml-portal';
import { logLines } from '@/tests/e2e/support/server-logs';
import { until } from '@/tests/e2e/support/servers';
import { expect, test } from '@/tests/e2e/support/test';
import { PARTIAL_LOGOUT, RESPONDER, SUCCESS } from '@/tests/support/saml-provider/words';

const SLO = '/sso/saml/slo';

const asks = (page: Page) => page.getByText('asks you to sign in again');
const signOut = (page: Page) => page.getByRole('button', { name: 'Sign out' }).click();

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled });

    test('signing out here signs out at the portal, and says so', async ({ page, servers }) => {
      await page.goto(servers.url('cove', '/home'));
      await signInAtPortal(page, portalUsername('csi-reps'));
      if (!javaScriptEnabled) await goOn(page);
      await signOut(page);
      await expect(page).toHaveURL(servers.url('cove', '/?over=signed_out'));
      await expect(page.getByText('You are signed out', { exact: true })).toBeVisible();
      await page.goto(samlPortal('cove'));
      await expect(page.getByLabel('Password')).toBeVisible();
      await page.goto(servers.url('cove', '/home'));
      await expect(page.getByLabel('Password')).toBeVisible();
      await expect(asks(page)).toHaveCount(0);
    });
  });
}

test('after a sign-out that the portal confirmed nobody is asked twice', async ({
  page,
  servers,
}) => {
  await comeInBySaml(page, servers, 'cove', portalUsername('csi-reps'));
  await signOut(page);
  await expect(page).toHaveURL(servers.url('cove', '/?over=signed_out'));
  await signInAtSamlPortal(page, 'cove', portalUsername('csi-reps'));
  await page.goto(servers.url('cove', '/home'));
  await expect(page).toHaveURL(servers.url('cove', '/home'));
});

test('signing out at the portal ends the session here, on every server', async ({
  page,
  context,
  servers,
}) => {
  await comeInBySaml(page, servers, 'cove', portalUsername('csi-reps'));
  const cookies = await context.cookies(servers.url('cove'));
  const session = cookies.find(({ name }) => name === 'csi-session')?.value ?? '';
  const headers = { cookie: `csi-session=${session}` };
  const home = (server: 'first' | 'second') =>
    servers.ask('cove', '/home', { server, headers }).then(({ status }) => status);
  expect([await home('first'), await home('second')]).toEqual([200, 200]);
  const portal = await context.newPage();
  await portal.goto(samlPortal('cove'));
  await signOut(portal);
  await expect(portal.getByRole('heading', { name: 'You are signed out' })).toBeVisible();
  await expect(portal.getByText('did not confirm')).toHaveCount(0);
  expect([await home('first'), await home('second')]).toEqual([307, 307]);
  await page.goto(servers.url('cove', '/home'));
  await expect(page.getByText('this session was ended')).toBeVisible();
});

test('a sign-out that the portal did not confirm is told, and its next answer must be fresh', async ({
  page,
  servers,
}) => {
  const username = portalUsername('csi-reps');
  await comeInBySaml(page, servers, 'cove', username);
  // The portal's own end is never reached.
  await page.route(
    (url) => url.pathname === '/summit/slo',
    (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<p>Broken</p>' }),
  );
  await signOut(page);
  await expect(page.getByText('Broken')).toBeVisible();
  await page.unrouteAll();
  await page.goto(servers.url('cove'));
  await expect(page.getByText('Cove staff portal did not confirm')).toBeVisible();
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await expect(asks(page)).toBeVisible();
  await signInAtPortal(page, username);
  await expect(page).toHaveURL(servers.url('cove', '/home'));
});

for (const { codes, over, words } of [
  { codes: [SUCCESS], over: 'signed_out', words: /^You are signed out$/ },
  {
    codes: [SUCCESS, PARTIAL_LOGOUT],
    over: 'signed_out_partly',
    words: 'Some other services that you opened from',
  },
  { codes: [RESPONDER], over: 'signed_out_here', words: 'did not confirm that it signed you out' },
]) {
  test(`what the portal made of a sign-out is told as it is: ${over}`, async ({
    page,
    servers,
  }) => {
    const username = portalUsername('csi-reps');
    await comeInMadeUp(page, servers, 'isle', username);
    const { logoutAddress, readRequest, logoutResponse, byRedirect } = madeUpPortal('isle');
    await signOut(page);
    await page.waitForURL((url) => url.href.startsWith(logoutAddress ?? ''));
    const { id, nameId, sessionIndexes, relayState, isSigned } = readRequest(page.url());
    expect({ nameId, sessions: sessionIndexes.length, isSigned }).toEqual({
      nameId: madeUpPerson(username).nameId,
      sessions: 1,
      isSigned: true,
    });
    const target = servers.url('isle', SLO);
    const answer = logoutResponse({ inResponseTo: id, statusCodes: codes }, { target });
    await page.goto(byRedirect(answer, { target, relayState }).href);
    await expect(page).toHaveURL(servers.url('isle', `/?over=${over}`));
    await expect(page.getByText(words)).toBeVisible();
  });
}

test('a portal’s word that it ends a session is believed with its signature only', async ({
  page,
  servers,
}) => {
  const username = portalUsername('csi-reps');
  await comeInMadeUp(page, servers, 'isle', username);
  const target = servers.url('isle', SLO);
  const { logoutRequest, byRedirect } = madeUpPortal('isle');
  const nameId = { value: String(madeUpPerson(username).nameId), format: null };
  const request = logoutRequest({ nameId }, { target });
  const unsigned = byRedirect(request, { target, redirect: { isSigned: false } });
  expect((await page.goto(unsigned.href))?.status()).toBe(403);
  await expect(page.getByRole('heading', { name: 'You may still be signed in' })).toBeVisible();
  await page.goto(servers.url('isle', '/home'));
  await expect(page.getByText('Welcome, Alice Archer')).toBeVisible();
  await page.goto(byRedirect(request, { target }).href);
  await page.goto(servers.url('isle', '/home'));
  await expect(page.getByText('this session was ended')).toBeVisible();
});

test('where the portal takes no answer, the page here says that somebody is signed out', async ({
  page,
  servers,
}) => {
  const target = servers.url('ford', SLO);
  const { logoutRequest, byRedirect } = madeUpPortal('ford');
  const nameId = { value: 'nobody-here', format: null };
  const request = logoutRequest({ nameId }, { target });
  await page.goto(byRedirect(request, { target }).href);
  await expect(page.getByRole('heading', { name: 'You are signed out' })).toBeVisible();
  await expect(page.getByText('Ford staff portal has signed you out')).toBeVisible();
});

test('why a logout was refused stands in the log, under the reference of the page', async ({
  visitor,
}) => {
  const { status, body } = await visitor('cove').get(`${SLO}?SAMLRequest=x`);
  expect(status).toBe(403);
  const [, reference = ''] = /Reference: ([0-9a-f-]{36})/.exec(body) ?? [];
  await until('the log tells of it', async () =>
    logLines().some(
      ({ requestId, outcome, fault }) =>
        requestId === reference && outcome === 'refused' && fault === 'signature',
    ),
  );
});

test('the back button shows nothing of the session', async ({ page, servers }) => {
  await comeInBySaml(page, servers, 'cove', portalUsername('csi-reps'));
  await signOut(page);
  await expect(page).toHaveURL(servers.url('cove', '/?over=signed_out'));
  await page.goBack();
  await expect(page.getByText('Welcome, Alice Archer')).toHaveCount(0);
});
