import type { Page } from '@playwright/test';
import { asAdministrator } from '@/tests/e2e/support/administrators';
import { wordsOf } from '@/tests/e2e/support/forms';
import { person } from '@/tests/e2e/support/people';
import { portalUsername, signInAtPortal } from '@/tests/e2e/support/portal';
import { reasonFor } from '@/tests/e2e/support/reference';
import {
  answerMadeUp,
  askMadeUpPortal,
  comeInBySaml,
  goOn,
  madeUpPerson,
  madeUpPortal,
  samlPortal,
} from '@/tests/e2e/support/saml-portal';
import { expect, test } from '@/tests/e2e/support/test';

const ACS = '/sso/saml/acs';
const FINISH = '/sso/saml/finish';

for (const javaScriptEnabled of [true, false]) {
  const passOn = (page: Page) => (javaScriptEnabled ? Promise.resolve() : goOn(page));

  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled });

    test('a bookmark leads through the portal to the page that was asked for', async ({
      page,
      servers,
    }) => {
      await page.goto(servers.url('cove', '/admin/users?view=all'));
      await signInAtPortal(page, portalUsername('csi-admins'));
      await passOn(page);
      await expect(page).toHaveURL(servers.url('cove', '/admin/users?view=all'));
      await expect(page.getByText('Welcome, Alice Archer')).toBeVisible();
    });

    test('who is signed in at the portal walks straight in', async ({ page, servers }) => {
      await page.goto(samlPortal('cove'));
      await signInAtPortal(page, portalUsername('csi-reps'));
      await page.getByRole('heading', { name: 'Hello, Alice Archer' }).waitFor();
      await page.goto(servers.url('cove'));
      await passOn(page);
      await expect(page).toHaveURL(servers.url('cove', '/home'));
    });

    test('the dialog stands beside the way to the portal, where there are both', async ({
      page,
      servers,
    }) => {
      await page.goto(servers.url('dune'));
      await expect(page.getByLabel('Username')).toBeVisible();
      await page.getByRole('link', { name: 'Sign in with Dune staff portal' }).click();
      await signInAtPortal(page, portalUsername('csi-reps'));
      await passOn(page);
      await expect(page).toHaveURL(servers.url('dune', '/home'));
      await expect(page.getByRole('link', { name: 'Change Password' })).toHaveCount(0);
    });
  });
}

test('every tab of a morning gets in, whichever is first', async ({ page, context, servers }) => {
  const tabs = [page, await context.newPage(), await context.newPage()];
  const paths = ['/home', '/admin/users', '/admin/audit'];
  for (const [n, tab] of tabs.entries()) await tab.goto(servers.url('cove', paths[n]));
  const username = portalUsername('csi-admins');
  for (const [n, tab] of tabs.entries()) {
    await signInAtPortal(tab, username);
    await expect(tab).toHaveURL(servers.url('cove', paths[n]));
  }
});

test('what was asked for on another domain of the utility is shown on the first, where the answer comes', async ({
  page,
  servers,
}) => {
  await page.goto(servers.url('cove', '/admin/audit', 'second'));
  await signInAtPortal(page, portalUsername('csi-admins'));
  await expect(page).toHaveURL(servers.url('cove', '/admin/audit', 'first'));
});

test('an account that was made is an SSO account in User Admin', async ({
  page,
  anotherBrowser,
  servers,
}) => {
  const username = portalUsername('csi-reps', 'csi-bills');
  await comeInBySaml(page, servers, 'dune', username);
  const admin = await (await anotherBrowser()).newPage();
  await asAdministrator(admin, servers, 'dune', `/admin/users?view=all&q=${username}`);
  await expect(admin.getByRole('cell', { name: username, exact: true })).toBeVisible();
  await expect(admin.getByRole('cell', { name: 'SSO' })).toBeVisible();
});

test('what begins asks once, by a signed request that says nothing of where it leads', async ({
  visitor,
}) => {
  const { status, headers } = await visitor('cove').get('/sso/start?returnTo=/admin/audit');
  expect(status).toBe(303);
  const address = new URL(headers.location ?? '');
  expect(address.origin + address.pathname).toBe(samlPortal('cove', '/sso'));
  expect([...address.searchParams.keys()]).toEqual([
    'SAMLRequest',
    'RelayState',
    'SigAlg',
    'Signature',
  ]);
  expect(address.searchParams.get('RelayState')).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test.describe('who is not let in is told why, with a reference under which the log has the reason', () => {
  test('without a role', async ({ page, servers }) => {
    await page.goto(servers.url('cove', '/sso/start'));
    const answered = page.waitForResponse((response) => response.url().includes(FINISH));
    await signInAtPortal(page, portalUsername());
    expect((await answered).status()).toBe(403);
    await expect(page.getByRole('heading', { name: 'You have no role here yet' })).toBeVisible();
    await expect(page.getByText('Cove desk, ext. 12')).toBeVisible();
    expect(await reasonFor(page)).toBe('no_role');
  });

  test('with a username that is somebody’s, until an administrator links it', async ({
    page,
    anotherBrowser,
    servers,
  }) => {
    const username = portalUsername('csi-reps');
    const { userId } = await person('dune', { username });
    await page.goto(servers.url('dune', '/sso/start'));
    await signInAtPortal(page, username);
    await expect(page.getByRole('heading', { name: 'must be linked first' })).toBeVisible();
    expect(await reasonFor(page)).toBe('username_taken');
    const admin = await (await anotherBrowser()).newPage();
    await asAdministrator(admin, servers, 'dune', `/admin/users/${userId}`);
    await expect(admin.getByText(/\/summit\/metadata, by SAML/)).toBeVisible();
    await admin.getByRole('button', { name: 'Link this account' }).click();
    await expect(admin.getByText('Change to a password').first()).toBeVisible();
    await page.goto(servers.url('dune', '/sso/start'));
    await expect(page).toHaveURL(servers.url('dune', '/home'));
  });

  test('with a disabled account, whatever the portal says', async ({ page, servers }) => {
    const username = portalUsername('csi-reps');
    await comeInBySaml(page, servers, 'cove', username);
    await servers.sql`update users set disabled_at = now() where username = ${username}`;
    await page.goto(servers.url('cove', '/home'));
    await page.getByRole('link', { name: 'Sign in again' }).click();
    await signInAtPortal(page, username);
    await expect(page.getByRole('heading', { name: 'Your account is disabled' })).toBeVisible();
    expect(await reasonFor(page)).toBe('disabled');
  });

  test('where nobody has added them, and arrivals make no accounts', async ({ page, servers }) => {
    const asked = await askMadeUpPortal(page, servers, 'ford');
    await answerMadeUp(page, 'ford', asked, madeUpPerson(portalUsername('csi-reps')));
    await expect(page.getByRole('heading', { name: 'You have no account here yet' })).toBeVisible();
    expect(await reasonFor(page)).toBe('unknown_username');
  });

  test('with an answer that somebody has changed', async ({ page, servers }) => {
    const asked = await askMadeUpPortal(page, servers, 'ford');
    await answerMadeUp(page, 'ford', asked, madeUpPerson(portalUsername('csi-reps')), {
      change: { signedAssertion: (xml) => xml.replace('csi-reps', 'csi-admins') },
    });
    await expect(page.getByRole('heading', { name: 'You could not be signed in' })).toBeVisible();
    expect(await reasonFor(page)).toBe('signature');
    await expect(page.getByRole('link', { name: 'Try again' })).toHaveAttribute(
      'href',
      '/sso/start?returnTo=%2Fhome',
    );
  });

  test('while nobody knows what the portal says of itself', async ({ page, servers }) => {
    const answered = page.waitForResponse(servers.url('portal', '/sso/start?returnTo=%2Fhome'));
    await page.goto(servers.url('portal', '/home'));
    expect((await answered).status()).toBe(503);
    await expect(page.getByRole('heading', { name: 'Summit portal' })).toBeVisible();
    expect(await reasonFor(page)).toBe('unavailable');
  });
});

test.describe('an answer of the portal', () => {
  test('that is posted in a stranger’s browser signs nobody in there', async ({
    page,
    anotherBrowser,
    servers,
  }) => {
    const asked = await askMadeUpPortal(page, servers, 'isle');
    const other = await (await anotherBrowser()).newPage();
    await answerMadeUp(other, 'isle', asked, madeUpPerson(portalUsername('csi-reps')));
    await expect(other.getByRole('heading', { name: 'You could not be signed in' })).toBeVisible();
    expect(await reasonFor(other)).toBe('not_asked_here');
    await other.goto(servers.url('isle', '/home'));
    await expect(other.getByText('The made-up portal')).toBeVisible();
  });

  test('is worth nothing as the link to which it led, nor a second time', async ({
    page,
    anotherBrowser,
    servers,
  }) => {
    const links: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes(FINISH)) links.push(request.url());
    });
    await comeInBySaml(page, servers, 'cove', portalUsername('csi-reps'));
    const [link = ''] = links;
    const other = await (await anotherBrowser()).newPage();
    for (const tab of [other, page]) {
      expect((await tab.goto(link))?.status()).toBe(403);
      await expect(tab.getByRole('heading', { name: 'You could not be signed in' })).toBeVisible();
    }
    await page.goto(servers.url('cove', '/home'));
    await expect(page.getByText('Welcome, Alice Archer')).toBeVisible();
  });

  test('whose link another browser takes first signs in neither', async ({
    page,
    anotherBrowser,
    visitor,
    servers,
  }) => {
    const asked = await askMadeUpPortal(page, servers, 'isle');
    const { SAMLResponse, RelayState = '' } = madeUpPortal('isle').respond(
      asked,
      madeUpPerson(portalUsername('csi-reps')),
    );
    const { headers } = await visitor('isle').post(
      ACS,
      new URLSearchParams({ SAMLResponse, RelayState }).toString(),
      { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    );
    const link = headers.location ?? '';
    expect(new URL(link).pathname).toBe(FINISH);
    const other = await (await anotherBrowser()).newPage();
    for (const tab of [other, page]) {
      expect((await tab.goto(link))?.status()).toBe(403);
      await expect(tab.getByRole('heading', { name: 'You could not be signed in' })).toBeVisible();
    }
  });
});

test('a browser that keeps no cookies is not sent round and round', async ({ visitor }) => {
  const answer = await visitor('cove').get(`${FINISH}?handle=${'x'.repeat(43)}`);
  expect(answer.status).toBe(403);
  expect(answer.headers.location).toBeUndefined();
  expect(wordsOf(answer.body)).toContain('You could not be signed in');
});

test('after a failed sign-in the Welcome page says so, and begins nothing by itself', async ({
  page,
  servers,
}) => {
  await page.goto(servers.url('cove', '/sso/start'));
  await signInAtPortal(page, portalUsername());
  await page.getByRole('link', { name: 'Go to the Welcome page' }).click();
  await expect(page.getByText('You are not signed in', { exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Sign in again' })).toBeVisible();
});
