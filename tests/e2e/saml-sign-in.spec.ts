import { wordsOf } from '@/tests/e2e/support/forms';
import { comeIn, portalUsername } from '@/tests/e2e/support/portal';
import { reasonFor } from '@/tests/e2e/support/reference';
import {
  answerMadeUp,
  askMadeUpPortal,
  madeUpPerson,
  madeUpPortal,
  samlPortal,
} from '@/tests/e2e/support/saml-portal';
import { expect, test } from '@/tests/e2e/support/test';

const ACS = '/sso/saml/acs';
const FINISH = '/sso/saml/finish';

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
    await comeIn(page, servers, 'cove', portalUsername('csi-reps'));
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
