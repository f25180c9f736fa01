import type { Page } from '@playwright/test';
import { asksAgain, comeIn, portalUsername } from '@/tests/e2e/support/portal';
import { loggedFor } from '@/tests/e2e/support/reference';
import {
  answerMadeUp,
  askMadeUpPortal,
  bring,
  comeInMadeUp,
  madeUpPerson,
  madeUpPortal,
  samlPortal,
  unaskedAnswer,
} from '@/tests/e2e/support/saml-portal';
import { grewIdle } from '@/tests/e2e/support/session-times';
import { expect, test } from '@/tests/e2e/support/test';

const notFresh = (page: Page) =>
  page.getByRole('heading', { name: 'Isle staff portal has to ask for your password' });

/** Whether the portal was told to ask for the password, each time that it was asked. */
function demandsOf(page: Page): boolean[] {
  const demands: boolean[] = [];
  page.on('request', (request) => {
    if (!request.url().includes('SAMLRequest=')) return;
    const { attributes } = madeUpPortal('isle').readRequest(request.url());
    demands.push(attributes.ForceAuthn === 'true');
  });
  return demands;
}

test('neither the start itself nor the portal’s own page gets round the password', async ({
  page,
  servers,
}) => {
  const username = portalUsername('csi-reps');
  await comeIn(page, servers, 'cove', username);
  await grewIdle(servers, username);
  await page.goto(servers.url('cove', '/sso/start'));
  await expect(asksAgain(page)).toBeVisible();
  await page.goto(samlPortal('cove'));
  await page.getByRole('link', { name: 'Customer Service Interface' }).first().click();
  await expect(asksAgain(page)).toBeVisible();
});

test('an answer of a portal that was told to ask, and did not, is refused with its own page', async ({
  page,
  servers,
}) => {
  const username = portalUsername('csi-reps');
  await comeInMadeUp(page, servers, 'isle', username);
  await grewIdle(servers, username);
  const demands = demandsOf(page);
  const asked = await askMadeUpPortal(page, servers, 'isle');
  expect(demands).toEqual([true]);
  const anHourAgo = { assertion: { authn: { authnInstant: -3600 } } };
  await answerMadeUp(page, 'isle', asked, madeUpPerson(username), anHourAgo);
  await expect(notFresh(page)).toBeVisible();
  expect(await loggedFor(page)).toMatchObject({ sso: 'not_fresh', detail: 'auth_time_old' });
  // Another try asks again, and one that was asked comes in.
  await page.getByRole('link', { name: 'Try again' }).click();
  await page.getByText('The made-up portal').waitFor();
  const second = madeUpPortal('isle').readRequest(page.url());
  await answerMadeUp(page, 'isle', second, madeUpPerson(username), {
    assertion: { authn: { authnInstant: 0 } },
  });
  await expect(page).toHaveURL(servers.url('isle', '/home'));
  expect(demands).toEqual([true, true]);
});

test('an old answer that nobody asked for is refused there too, after the yes', async ({
  page,
  servers,
}) => {
  const username = portalUsername('csi-reps');
  await comeInMadeUp(page, servers, 'isle', username);
  await grewIdle(servers, username);
  const anHourAgo = { assertion: { authn: { authnInstant: -3600 } } };
  const fields = await unaskedAnswer('isle', madeUpPerson(username), anHourAgo);
  await bring(page, servers.url('isle', '/sso/saml/acs'), fields);
  await page.getByRole('button', { name: 'Continue as Alice Archer' }).click();
  await expect(notFresh(page)).toBeVisible();
});

test('with the browser closed meanwhile, an old session of the portal is told to ask once, and no more', async ({
  page,
  context,
  anotherBrowser,
  servers,
}) => {
  const username = portalUsername('csi-reps');
  await comeInMadeUp(page, servers, 'isle', username);
  await grewIdle(servers, username);
  // Ours that end with the browser are gone.
  const cookies = (await context.cookies()).filter(({ expires }) => expires > 0);
  const opened = await anotherBrowser({ storageState: { origins: [], cookies } });
  const tab = await opened.newPage();
  const demands = demandsOf(tab);
  const asked = await askMadeUpPortal(tab, servers, 'isle', '/home');
  const anHourAgo = { assertion: { authn: { authnInstant: -3600 } } };
  await answerMadeUp(tab, 'isle', asked, madeUpPerson(username), anHourAgo);
  await tab.getByText('The made-up portal').waitFor();
  expect(demands).toEqual([false, true]);
  const forced = madeUpPortal('isle').readRequest(tab.url());
  await answerMadeUp(tab, 'isle', forced, madeUpPerson(username), anHourAgo);
  await expect(notFresh(tab)).toBeVisible();
  expect(demands).toEqual([false, true]);
});
