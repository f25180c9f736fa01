import { randomUUID } from 'node:crypto';
import type { Locator, Page } from '@playwright/test';
import { changed, fieldsOfFormWith, postFields } from '@/tests/e2e/support/admin-forms';
import { newcomer, type Person, person } from '@/tests/e2e/support/people';
import { comeIn, portalUsername } from '@/tests/e2e/support/portal';
import type { Servers } from '@/tests/e2e/support/servers';
import { SESSIONS, signedInElsewhere } from '@/tests/e2e/support/session-states';
import { fillAndSignIn } from '@/tests/e2e/support/sign-in';
import { expect, test } from '@/tests/e2e/support/test';

const ONE = 'End session';
const OTHERS = 'End all other sessions';
const ENDED = 'You were signed out because this session was ended';

async function signIn(page: Page, servers: Servers, who: Person, path = '/home'): Promise<void> {
  await page.goto(servers.url(who.utility, path));
  await fillAndSignIn(page, who);
  await page.waitForURL(servers.url(who.utility, path));
}

const rows = (page: Page): Locator => page.getByRole('table').getByRole('row');

for (const javaScriptEnabled of [true, false]) {
  test.describe(`with script ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    test.use({ javaScriptEnabled });

    test('a person ends one session, and then all others, from where they sit', async ({
      page,
      anotherBrowser,
      servers,
    }) => {
      const dana = await person('harbor');
      const userAgent =
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0';
      const other = await (await anotherBrowser({ javaScriptEnabled, userAgent })).newPage();
      await signIn(other, servers, dana);
      await signIn(page, servers, dana, SESSIONS);
      await expect(page).toHaveTitle(/^Where you are signed in – Harbor Power/);
      await expect(rows(page).nth(1)).toContainText('This session');
      await expect(rows(page).nth(2)).toContainText('Edge on Windows');
      await expect(rows(page)).toHaveCount(3);
      await expect(page.getByText('Times are in Coordinated Universal Time.')).toBeVisible();

      await page
        .getByRole('button', { name: /^End session\s?: Edge on Windows, signed in since / })
        .click();
      await expect(page.getByRole('status')).toContainText('That session is over');
      await expect(page.getByText('You are signed in nowhere else.')).toBeVisible();
      await expect(rows(page)).toHaveCount(2);
      // On the other server, which was told nothing.
      await other.goto(servers.url('harbor', '/home', 'second'));
      await expect(other.getByText(ENDED)).toBeVisible();

      await fillAndSignIn(other, dana);
      await expect(other.getByText('Welcome, Dana Ortiz')).toBeVisible();
      await signedInElsewhere(dana, 'curl/8.5.0');
      await page.goto(servers.url('harbor', SESSIONS));
      await expect(page.getByRole('status')).toHaveCount(0);
      await expect(page.getByText('An unknown browser').first()).toBeVisible();
      await page.getByRole('button', { name: OTHERS }).click();
      await expect(page.getByRole('status')).toContainText('2 other sessions are over');
      await other.reload();
      await expect(other.getByText(ENDED)).toBeVisible();
      await page.reload();
      await expect(rows(page)).toHaveCount(2);
    });
  });
}

test('two clicks at once, and an ended session’s button, are answered calmly', async ({
  visitor,
}) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  await guest.signIn(dana);
  await signedInElsewhere(dana, 'curl/8.5.0');
  const { body } = await guest.get(SESSIONS);
  const form = fieldsOfFormWith(body, ONE);
  const clicks = await Promise.all([1, 2].map(() => postFields(guest, SESSIONS, form)));
  clicks.push(await postFields(guest, SESSIONS, form, 'second'));
  for (const { status, headers } of clicks) {
    expect([status, headers.location]).toEqual([303, `${SESSIONS}?done=over`]);
  }
});

test('the id of somebody else’s session, of another utility’s, or rubbish gets the same answer and ends nothing', async ({
  servers,
  visitor,
}) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  await guest.signIn(dana);
  const ended = await signedInElsewhere(dana, 'curl/8.5.0');
  const sams = await signedInElsewhere(await person('harbor'), 'curl/8.5.0');
  const away = await signedInElsewhere(await person('plain'), 'curl/8.5.0');
  const form = fieldsOfFormWith((await guest.get(SESSIONS)).body, ONE);
  const send = async (sessionId: string) => {
    const { status, headers, body } = await postFields(
      guest,
      SESSIONS,
      changed(form, { sessionId }),
    );
    return [status, headers.location, body];
  };
  const answer = await send(ended);
  for (const id of [ended, sams, away, randomUUID(), '', "' or 1=1 --", sams.toUpperCase()]) {
    expect(await send(id)).toEqual(answer);
  }
  const open = await servers.sql`
    select session_id from sessions where ended_at is null and session_id in ${servers.sql([ended, sams, away])}`;
  expect(open.map(({ session_id }) => session_id).sort()).toEqual([sams, away].sort());
});

test('a form of a session that is over leads to the Welcome page, and one’s own goes by Sign out', async ({
  servers,
  visitor,
}) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  await guest.signIn(dana);
  const other = await signedInElsewhere(dana, 'curl/8.5.0');
  const { body } = await guest.get(SESSIONS);
  const [one, others] = [fieldsOfFormWith(body, ONE), fieldsOfFormWith(body, OTHERS)];
  const [{ session_id: own }] = (await servers.sql`
    select session_id from sessions where user_id = ${dana.userId} and session_id <> ${other}`) as [
    { session_id: string },
  ];
  const itself = await postFields(guest, SESSIONS, changed(one, { sessionId: own }));
  expect(itself.headers.location).toBe(SESSIONS);
  expect((await guest.get('/home')).status).toBe(200);

  await servers.sql`update sessions set ended_at = now(), end_reason = 'ended_elsewhere' where session_id = ${own}`;
  for (const form of [one, others]) {
    const { headers } = await postFields(guest, SESSIONS, form);
    expect(headers.location).toMatch(/^\/\?over=ended/);
  }
  const rest = await servers.sql`select ended_at from sessions where session_id = ${other}`;
  expect(rest).toEqual([{ ended_at: null }]);
});

test('who has a temporary password makes their own before anything else', async ({ visitor }) => {
  const guest = visitor('harbor');
  await guest.signIn(await newcomer('harbor'));
  const { status, headers } = await guest.get(SESSIONS);
  expect([status, headers.location?.split('?')[0]]).toEqual([307, '/change-password']);
});

test('after a session from the portal was ended here, the portal asks there for the password again', async ({
  page,
  anotherBrowser,
  servers,
}) => {
  const username = portalUsername('csi-reps');
  await comeIn(page, servers, 'tide', username);
  const other = await (await anotherBrowser()).newPage();
  await comeIn(other, servers, 'tide', username, SESSIONS);
  await expect(other.getByText('change your password at Tide staff portal')).toBeVisible();
  await other.getByRole('button', { name: ONE }).click();
  await expect(other.getByRole('status')).toContainText('That session is over');

  await page.goto(servers.url('tide', '/home'));
  await expect(page.getByText(ENDED)).toBeVisible();
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await expect(page.getByText('asks you to sign in again')).toBeVisible();
  await other.reload();
  await expect(rows(other)).toHaveCount(2);
});
