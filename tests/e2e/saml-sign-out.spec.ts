import type { Page } from '@playwright/test';
import { portalUsername } from '@/tests/e2e/support/portal';
import { comeInMadeUp, madeUpPerson, madeUpPortal } from '@/tests/e2e/support/saml-portal';
import { logLines } from '@/tests/e2e/support/server-logs';
import { until } from '@/tests/e2e/support/servers';
import { expect, test } from '@/tests/e2e/support/test';
import { PARTIAL_LOGOUT, RESPONDER, SUCCESS } from '@/tests/support/saml-provider/words';

const SLO = '/sso/saml/slo';

const signOut = (page: Page) => page.getByRole('button', { name: 'Sign out' }).click();

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
