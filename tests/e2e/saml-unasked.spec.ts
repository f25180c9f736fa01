import type { Page } from '@playwright/test';
import { secretHash } from '@/lib/tokens';
import { person } from '@/tests/e2e/support/people';
import { portalUsername, signInAtPortal, signInThere } from '@/tests/e2e/support/portal';
import { loggedFor, reasonFor } from '@/tests/e2e/support/reference';
import {
  bring,
  goOn,
  madeUpPerson,
  madeUpPortal,
  samlPortal,
  unaskedAnswer,
} from '@/tests/e2e/support/saml-portal';
import type { Servers } from '@/tests/e2e/support/servers';
import { fillAndSignIn } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

const ACS = '/sso/saml/acs';
const CONTINUE = '/sso/saml/continue';
const FINISH = '/sso/saml/finish';

const tile = (page: Page) =>
  page.getByRole('link', { name: 'Customer Service Interface' }).first().click();
const refused = (page: Page) => page.getByRole('heading', { name: 'You could not be signed in' });

/** An answer that names no request; nobody looks further where such are not believed. */
function nobodyAsked(): string {
  const asked = { id: null, issuer: 'https://somewhere.example', acs: 'https://somewhere.example' };
  return madeUpPortal('isle').respond(asked, madeUpPerson('anybody')).SAMLResponse;
}

for (const javaScriptEnabled of [true, false]) {
  const passOn = (page: Page) => (javaScriptEnabled ? Promise.resolve() : goOn(page));

  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled });

    test('who goes from the portal’s own page is asked for properly, and arrives where it leads', async ({
      page,
      servers,
    }) => {
      const asked: string[] = [];
      page.on('request', (request) => {
        if (request.url().includes('SAMLRequest=')) asked.push(request.url());
      });
      await signInThere(page, samlPortal('cove'), portalUsername('csi-reps'));
      await tile(page);
      await passOn(page);
      await passOn(page);
      await expect(page).toHaveURL(servers.url('cove', '/home'));
      await expect(page.getByText('Welcome, Alice Archer')).toBeVisible();
      expect(asked).toHaveLength(1);
    });

    test('where unasked answers are believed nobody is signed in before they say yes', async ({
      page,
      servers,
    }) => {
      const username = portalUsername('csi-admins');
      const fields = await unaskedAnswer('isle', madeUpPerson(username, 'Erin Example'), {
        relayState: '/admin/audit?view=all',
      });
      await bring(page, servers.url('isle', ACS), fields);
      await expect(page).toHaveURL(servers.url('isle', CONTINUE));
      await expect(
        page.getByText('Isle staff portal says that you are Erin Example.'),
      ).toBeVisible();
      expect(await sessionsOf(servers, username)).toBe(0);
      await page.getByRole('button', { name: 'Continue as Erin Example' }).click();
      await expect(page).toHaveURL(servers.url('isle', '/admin/audit?view=all'));
      await expect(page.getByText('Welcome, Erin Example')).toBeVisible();
      expect(await sessionsOf(servers, username)).toBe(1);
    });

    test('who is not the person of such an answer goes back to the Welcome page', async ({
      page,
      servers,
    }) => {
      const username = portalUsername('csi-reps');
      await bring(
        page,
        servers.url('isle', ACS),
        await unaskedAnswer('isle', madeUpPerson(username)),
      );
      await page.getByRole('button', { name: 'This is not me' }).click();
      await expect(page.getByText('You are not signed in', { exact: true })).toBeVisible();
      expect(await sessionsOf(servers, username)).toBe(0);
    });
  });
}

test('the RelayState of an answer that nobody asked for is where the person arrives', async ({
  page,
  servers,
}) => {
  await signInThere(page, samlPortal('cove'), portalUsername('csi-admins'));
  const RelayState = servers.url('cove', '/admin/users?view=all');
  await bring(page, servers.url('cove', ACS), { SAMLResponse: nobodyAsked(), RelayState });
  await expect(page).toHaveURL(RelayState);
});

for (const relayState of ['a-token-of-the-portal', '', 'javascript:alert(1)', 'x'.repeat(2000)]) {
  test(`a RelayState that is no address leads home: ${relayState.slice(0, 30)}`, async ({
    page,
    servers,
  }) => {
    await signInThere(page, samlPortal('cove'), portalUsername('csi-admins'));
    const fields = { SAMLResponse: nobodyAsked(), RelayState: relayState };
    await bring(page, servers.url('cove', ACS), fields);
    await expect(page).toHaveURL(servers.url('cove', '/home'));
  });
}

for (const relayState of [
  'https://evil.example/',
  '//evil.example/home',
  '/\\evil.example/home',
  'x'.repeat(2001),
]) {
  test(`a RelayState that leads to another site begins nothing: ${relayState.slice(0, 30)}`, async ({
    page,
    servers,
  }) => {
    await signInThere(page, samlPortal('cove'), portalUsername('csi-admins'));
    const fields = { SAMLResponse: nobodyAsked(), RelayState: relayState };
    await bring(page, servers.url('cove', ACS), fields);
    await expect(refused(page)).toBeVisible();
    expect(page.url()).toBe(servers.url('cove', ACS));
    const { sso, detail } = await loggedFor(page);
    expect(sso).toBe('malformed_answer');
    expect(detail).toMatch(/^RelayState (leads to another site|is too long)$/);
  });
}

test('who comes from the portal takes over a browser in which somebody else is signed in', async ({
  page,
  servers,
}) => {
  const dana = await person('dune', { fullName: 'Dana Ortiz' });
  await page.goto(servers.url('dune'));
  await fillAndSignIn(page, dana);
  await expect(page.getByText('Welcome, Dana Ortiz')).toBeVisible();
  await signInThere(page, samlPortal('dune'), portalUsername('csi-reps'));
  await tile(page);
  await expect(page).toHaveURL(servers.url('dune', '/home'));
  await expect(page.getByText('Welcome, Alice Archer')).toBeVisible();
  const [row] = await servers.sql`
    select end_reason from sessions where user_id = ${dana.userId}`;
  expect(row).toEqual({ end_reason: 'signed_in_again' });
});

test('a portal that answers unasked again is not asked a third time', async ({ page, servers }) => {
  const fields = { SAMLResponse: nobodyAsked() };
  await bring(page, servers.url('cove', ACS), fields);
  await expect(page.getByLabel('Password')).toBeVisible();
  const answered = page.waitForResponse((response) => response.url().includes('/sso/saml/unasked'));
  await bring(page, servers.url('cove', ACS), fields);
  expect((await answered).status()).toBe(403);
  await expect(refused(page)).toBeVisible();
  expect(await reasonFor(page)).toBe('unasked');
  // The way out is open.
  await page.getByRole('link', { name: 'Try again' }).click();
  await signInAtPortal(page, portalUsername('csi-reps'));
  await expect(page).toHaveURL(servers.url('cove', '/home'));
});

test('who came in meanwhile may come from the portal again at once', async ({ page, servers }) => {
  await signInThere(page, samlPortal('cove'), portalUsername('csi-reps'));
  for (const _ of [1, 2, 3]) {
    await page.goto(samlPortal('cove'));
    await tile(page);
    await expect(page).toHaveURL(servers.url('cove', '/home'));
  }
});

test('an answer to a request of ours that does not name it is not taken for one from the portal’s page', async ({
  page,
  servers,
}) => {
  await page.goto(servers.url('cove', '/sso/start'));
  const asked = page.waitForRequest((request) => request.url().includes('SAMLRequest='));
  await page.goto(servers.url('cove', '/sso/start?again'));
  const RelayState = new URL((await asked).url()).searchParams.get('RelayState') ?? '';
  await bring(page, servers.url('cove', ACS), { SAMLResponse: nobodyAsked(), RelayState });
  await expect(refused(page)).toBeVisible();
  expect(await reasonFor(page)).toBe('unasked');
});

test.describe('an unasked answer that waits for a yes', () => {
  test('is in the browser that brought it, and in no other', async ({
    page,
    anotherBrowser,
    visitor,
    servers,
  }) => {
    const username = portalUsername('csi-reps');
    await bring(
      page,
      servers.url('isle', ACS),
      await unaskedAnswer('isle', madeUpPerson(username)),
    );
    const button = page.getByRole('button', { name: 'Continue as Alice Archer' });
    await expect(button).toBeVisible();
    const other = await (await anotherBrowser()).newPage();
    await other.goto(servers.url('isle', CONTINUE));
    await expect(other.getByText('You are not signed in', { exact: true })).toBeVisible();
    const guest = visitor('isle');
    const posted = await guest.post(FINISH, '', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(posted.status).toBe(403);
    // Nor by the link that an answer to a request leads to.
    const held = (await page.context().cookies()).find(({ name }) => name.includes('continue'));
    expect((await guest.get(`${FINISH}?handle=${held?.value}`)).status).toBe(403);
    expect(guest.cookies.has('csi-session')).toBe(false);
    expect(await sessionsOf(servers, username)).toBe(0);
  });

  test('waits two minutes', async ({ page, servers }) => {
    const username = portalUsername('csi-reps');
    await bring(
      page,
      servers.url('isle', ACS),
      await unaskedAnswer('isle', madeUpPerson(username)),
    );
    await page.getByRole('button', { name: 'Continue as Alice Archer' }).waitFor();
    await outlive(page, servers);
    const answered = page.waitForResponse((response) => response.url().includes(FINISH));
    await page.getByRole('button', { name: 'Continue as Alice Archer' }).click();
    expect((await answered).status()).toBe(403);
    await expect(refused(page)).toBeVisible();
    expect(await reasonFor(page)).toBe('not_asked_here');
    await page.goto(servers.url('isle', CONTINUE));
    await expect(page.getByText('You are not signed in', { exact: true })).toBeVisible();
    expect(await sessionsOf(servers, username)).toBe(0);
  });

  test('is good for one yes', async ({ page, context, servers }) => {
    const username = portalUsername('csi-reps');
    await bring(
      page,
      servers.url('isle', ACS),
      await unaskedAnswer('isle', madeUpPerson(username)),
    );
    const second = await context.newPage();
    await second.goto(servers.url('isle', CONTINUE));
    for (const tab of [page, second]) {
      await tab.getByRole('button', { name: 'Continue as Alice Archer' }).click();
    }
    await expect(page).toHaveURL(servers.url('isle', '/home'));
    await expect(refused(second)).toBeVisible();
    expect(await sessionsOf(servers, username)).toBe(1);
  });

  test('cannot be given a yes by another site', async ({ page, servers }) => {
    const username = portalUsername('csi-reps');
    await bring(
      page,
      servers.url('isle', ACS),
      await unaskedAnswer('isle', madeUpPerson(username)),
    );
    await page.getByRole('button', { name: 'Continue as Alice Archer' }).waitFor();
    const answered = page.waitForResponse((response) => response.url().includes(FINISH));
    await bring(page, servers.url('isle', FINISH), { SAMLResponse: 'x' });
    expect((await answered).status()).toBe(403);
    expect(await sessionsOf(servers, username)).toBe(0);
  });

  test('is brought once', async ({ page, anotherBrowser, servers }) => {
    const fields = await unaskedAnswer('isle', madeUpPerson(portalUsername('csi-reps')));
    await bring(page, servers.url('isle', ACS), fields);
    await page.getByRole('button', { name: 'Continue as Alice Archer' }).waitFor();
    const other = await (await anotherBrowser()).newPage();
    await bring(other, servers.url('isle', ACS), fields);
    await expect(refused(other)).toBeVisible();
    expect(await reasonFor(other)).toBe('used_already');
  });
});

test('whoever is signed in stays so while an unasked answer waits', async ({ page, servers }) => {
  const first = portalUsername('csi-reps');
  await bring(
    page,
    servers.url('isle', ACS),
    await unaskedAnswer('isle', madeUpPerson(first, 'First Person')),
  );
  await page.getByRole('button', { name: 'Continue as First Person' }).click();
  await expect(page.getByText('Welcome, First Person')).toBeVisible();
  const second = madeUpPerson(portalUsername('csi-reps'), 'Second Person');
  await bring(page, servers.url('isle', ACS), await unaskedAnswer('isle', second));
  await expect(page.getByRole('button', { name: 'Continue as Second Person' })).toBeVisible();
  await page.goto(servers.url('isle', '/home'));
  await expect(page.getByText('Welcome, First Person')).toBeVisible();
});

async function sessionsOf({ sql }: Servers, username: string): Promise<number> {
  const rows = await sql`
    select 1 from sessions where user_id = (select user_id from users where username = ${username})`;
  return rows.length;
}

/** As if two minutes had passed since the answer that waits in this browser came. */
async function outlive(page: Page, { sql }: Servers): Promise<void> {
  const held = (await page.context().cookies()).find(({ name }) => name === 'csi-sso-continue');
  const hash = secretHash(held?.value ?? '');
  const rows = await sql`
    update saml_arrivals set expires_at = expires_at - interval '2 minutes'
    where handle_hash = ${hash} returning 1`;
  expect(rows).toHaveLength(1);
}
