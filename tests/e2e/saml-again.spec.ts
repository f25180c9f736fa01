import type { Page } from '@playwright/test';
import { portalUsername, signInAtPortal } from '@/tests/e2e/support/portal';
import { loggedFor } from '@/tests/e2e/support/reference';
import {
  answerMadeUp,
  askMadeUpPortal,
  bring,
  comeInBySaml,
  comeInMadeUp,
  madeUpPerson,
  madeUpPortal,
  samlPortal,
  signInAtSamlPortal,
  unaskedAnswer,
} from '@/tests/e2e/support/saml-portal';
import type { Servers } from '@/tests/e2e/support/servers';
import { expect, test } from '@/tests/e2e/support/test';

/** As if the person had done nothing for as long as is allowed, to this moment. */
async function grewIdle({ sql }: Servers, username: string): Promise<void> {
  await sql`
    update sessions set last_active_at = now() - interval '30 minutes', created_at = now() - interval '2 hours'
    where user_id = (select user_id from users where username = ${username})`;
}

const again = (page: Page) => page.getByRole('link', { name: 'Sign in again' });
const asks = (page: Page) => page.getByText('asks you to sign in again');
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

test('after an idle sign-out the page says so, and the portal asks for the password', async ({
  page,
  servers,
}) => {
  const username = portalUsername('csi-admins');
  await comeInBySaml(page, servers, 'cove', username, '/admin/users');
  await grewIdle(servers, username);
  await page.goto(servers.url('cove', '/admin/users'));
  await expect(page.getByText('nothing was done for 30 minutes')).toBeVisible();
  await again(page).click();
  await expect(asks(page)).toBeVisible();
  await signInAtPortal(page, username);
  await expect(page).toHaveURL(servers.url('cove', '/admin/users'));
});

test('neither the start itself nor the portal’s own page gets round the password', async ({
  page,
  servers,
}) => {
  const username = portalUsername('csi-reps');
  await comeInBySaml(page, servers, 'cove', username);
  await grewIdle(servers, username);
  await page.goto(servers.url('cove', '/sso/start'));
  await expect(asks(page)).toBeVisible();
  await page.goto(samlPortal('cove'));
  await page.getByRole('link', { name: 'Customer Service Interface' }).first().click();
  await expect(asks(page)).toBeVisible();
});

test('an ended session asks for the password too, and the next person comes in as themselves', async ({
  page,
  servers,
}) => {
  const first = portalUsername('csi-reps');
  await comeInBySaml(page, servers, 'cove', first);
  await servers.sql`update sessions set ended_at = now(), end_reason = 'signed_out_by_administrator'
    where user_id = (select user_id from users where username = ${first})`;
  await page.goto(servers.url('cove', '/home'));
  await expect(page.getByText('this session was ended')).toBeVisible();
  await again(page).click();
  await expect(asks(page)).toBeVisible();
  const second = portalUsername('csi-reps');
  await signInAtPortal(page, second);
  await expect(page).toHaveURL(servers.url('cove', '/home'));
  const rows = await servers.sql`
    select u.username from sessions s join users u using (utility_id, user_id)
    where s.utility_id = 'cove' and s.ended_at is null and u.username in (${first}, ${second})`;
  expect([...rows]).toEqual([{ username: second }]);
});

test('where both ways are open the portal asks as well', async ({ page, servers }) => {
  const username = portalUsername('csi-reps');
  await comeInBySaml(page, servers, 'dune', username);
  await grewIdle(servers, username);
  await page.goto(servers.url('dune', '/home'));
  await page.getByRole('link', { name: 'Sign in with Dune staff portal' }).click();
  await expect(asks(page)).toBeVisible();
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

test('who typed the portal’s password after the browser was closed is not asked twice', async ({
  page,
  context,
  anotherBrowser,
  servers,
}) => {
  const username = portalUsername('csi-reps');
  await comeInBySaml(page, servers, 'cove', username);
  await grewIdle(servers, username);
  const cookies = (await context.cookies(servers.url('cove'))).filter(({ expires }) => expires > 0);
  const opened = await anotherBrowser({ storageState: { origins: [], cookies } });
  const tab = await opened.newPage();
  await signInAtSamlPortal(tab, 'cove', username);
  const demands = demandsOf(tab);
  await tab.goto(servers.url('cove', '/sso/start'));
  await expect(tab).toHaveURL(servers.url('cove', '/home'));
  expect(demands).toEqual([false]);
});

test('who comes after somebody else lands at home, the same person where they were', async ({
  page,
  servers,
}) => {
  const first = portalUsername('csi-admins');
  await comeInBySaml(page, servers, 'cove', first, '/admin/audit');
  for (const [next, path] of [
    [first, '/admin/audit'],
    [portalUsername('csi-admins'), '/home'],
  ] as const) {
    await grewIdle(servers, first);
    await page.goto(servers.url('cove', '/admin/audit'));
    await again(page).click();
    await signInAtPortal(page, next);
    await expect(page).toHaveURL(servers.url('cove', path));
  }
});
