import { localOf } from '@/lib/local-time-rules';
import { changed, fieldsOfFormWith, postFields } from '@/tests/e2e/support/admin-forms';
import {
  administrator,
  crowd,
  LOCKED,
  lockAt,
  pathOf,
  signInTo,
  USERS,
} from '@/tests/e2e/support/administrators';
import { wordsOf } from '@/tests/e2e/support/forms';
import { expect, test } from '@/tests/e2e/support/test';

const ZONE = 'America/New_York';
const MINUTE_MS = 60_000;

// Everybody of one utility is unlocked: one after the other.
test.describe('unlocking many', () => {
  test.describe.configure({ mode: 'default' });

  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? 'with script' : 'without script';

    test(`from the notice of a storm to everybody at work again, ${how}`, async ({
      anotherBrowser,
      servers,
      visitor,
    }) => {
      const people = await crowd('squall', 10);
      await lockAt(servers, people, new Date(Date.now() - 10 * MINUTE_MS));
      const page = await (await anotherBrowser({ javaScriptEnabled })).newPage();
      await signInTo(page, servers, await administrator('squall'), USERS);
      await expect(page.getByText(/\d+ usernames were locked in the last hour/)).toBeVisible();
      await page.getByRole('link', { name: 'Unlock many at once' }).click();
      await expect(page.getByRole('row')).not.toHaveCount(0);
      for (const { username } of people) {
        await expect(page.getByRole('rowheader', { name: username })).toBeVisible();
      }
      await page.getByRole('button', { name: /^Unlock \d+ accounts$/ }).click();
      await expect(page.getByRole('status')).toContainText(/\d+ accounts are unlocked/);
      await expect(page.getByText('Nobody was locked since then')).toBeVisible();
      const [dana] = people;
      if (dana) expect((await visitor('squall').signIn(dana)).headers.location).toBe('/home');
      await page.goto(servers.url('squall', USERS));
      await expect(page.getByText('locked in the last hour')).toHaveCount(0);
    });

    test(`since a time in the utility’s zone, on both sides of it, ${how}`, async ({
      anotherBrowser,
      servers,
    }) => {
      const [early, late] = await crowd('squall', 2);
      if (!early || !late) throw new Error('Nobody came.');
      const minute = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
      await lockAt(servers, [early], new Date(minute - 20 * MINUTE_MS - 1));
      await lockAt(servers, [late], new Date(minute - 20 * MINUTE_MS));
      const page = await (await anotherBrowser({ javaScriptEnabled })).newPage();
      await signInTo(page, servers, await administrator('squall'), LOCKED);
      await expect(page.getByText(/Time zone: Eastern Time/)).toBeVisible();
      const since = localOf(new Date(minute - 20 * MINUTE_MS), ZONE);
      await page.getByLabel('Locked since').fill(since);
      await page.getByRole('button', { name: 'Show locked accounts' }).click();
      await expect(page.getByLabel('Locked since')).toHaveValue(since);
      await expect(page.getByRole('rowheader', { name: late.username })).toBeVisible();
      await expect(page.getByRole('rowheader', { name: early.username })).toHaveCount(0);
      await page.getByRole('button', { name: /^Unlock \d+ accounts?$/ }).click();
      await expect(page.getByRole('status')).toContainText('unlocked');
      const rows = await servers.sql`
        select u.username from lockouts l join users u using (utility_id, lock_key)
        where u.user_id = any(${[early.userId, late.userId]}::uuid[]) and l.locked_at is not null`;
      expect(rows.map(({ username }) => username)).toEqual([early.username]);
      await servers.sql`update lockouts set locked_at = null, failed = 0 where lock_key in
        (select lock_key from users where user_id = ${early.userId})`;
    });
  }
});

test('the way there stands wherever somebody locked is seen, however few or long ago', async ({
  visitor,
  servers,
}) => {
  const [dana, sam] = await crowd('plain', 2);
  if (!dana || !sam) throw new Error('Nobody came.');
  await lockAt(servers, [dana], new Date(Date.now() - 26 * 60 * MINUTE_MS));
  const csa = visitor('plain');
  await csa.signIn(await administrator('plain'));
  const hasLink = {
    [`${USERS}?status=locked&q=${dana.username}`]: true,
    [`${USERS}?status=locked&q=${sam.username}`]: false,
    [`${USERS}?q=${dana.username}`]: false,
    [USERS]: false,
    [pathOf(dana)]: true,
    [pathOf(sam)]: false,
  };
  for (const [path, has] of Object.entries(hasLink)) {
    const { status, body } = await csa.get(path);
    expect([path, status, body.includes(`href="${LOCKED}"`)]).toEqual([path, 200, has]);
    expect(wordsOf(body).includes('Unlock everybody who was locked since a time')).toBe(has);
  }
});

test('times that are none, or yet to come, are told so with status 400', async ({ visitor }) => {
  const csa = visitor('plain');
  await csa.signIn(await administrator('plain'));
  const tries = {
    yesterday: 'Enter a date and a time',
    '': 'Enter a date and a time',
    '2026-02-30T12:00': 'Enter a date and a time',
    '2026-99-99T99:99:99Z': 'Enter a date and a time',
    '%00': 'Enter a date and a time',
    '2999-01-01T00:00': 'That time is yet to come',
    '2999-01-01T00:00:00.000Z': 'That time is yet to come',
  };
  for (const [since, says] of Object.entries(tries)) {
    const { status, body } = await csa.get(`${LOCKED}?since=${since}`);
    expect([since, status]).toEqual([since, 400]);
    expect(wordsOf(body)).toContain(says);
    // Nothing stands beside the error that was not typed.
    const [, shown] = /<input[^>]*name="since"[^>]*value="([^"]*)"/.exec(body) ?? [];
    expect([since, shown !== '']).toEqual([since, says.includes('yet to come')]);
  }
});

test('a form with a time that is none leads back to the page, and unlocks nobody', async ({
  visitor,
  servers,
}) => {
  const [dana] = await crowd('plain', 1);
  if (!dana) throw new Error('Nobody came.');
  await lockAt(servers, [dana], new Date(Date.now() - MINUTE_MS));
  const csa = visitor('plain');
  await csa.signIn(await administrator('plain'));
  const page = await csa.get(`${LOCKED}?since=2026-01-01T00:00`);
  const fields = fieldsOfFormWith(page.body, 'Unlock');
  for (const since of ['yesterday', '', ['2026-01-01T00:00Z', '2026-01-01T00:00Z']]) {
    const answer = await postFields(csa, LOCKED, changed(fields, { since }));
    expect([since, answer.headers.location]).toEqual([since, LOCKED]);
  }
  const rows = await servers.sql`select 1 from lockouts l join users u using (utility_id, lock_key)
    where u.user_id = ${dana.userId} and l.locked_at is not null`;
  expect(rows).toHaveLength(1);
});

test('a number of unlocked accounts that was made up is said of nobody', async ({ visitor }) => {
  const csa = visitor('plain');
  await csa.signIn(await administrator('plain'));
  for (const unlocked of ['-1', '1e9', '<b>', '99999999']) {
    const query = new URLSearchParams({ unlocked });
    const { status, body } = await csa.get(`${LOCKED}?${query}`);
    expect([
      unlocked,
      status,
      /accounts? (is|are) unlocked|Nobody was locked/.test(wordsOf(body)),
    ]).toEqual([unlocked, 200, false]);
  }
});

test('a year that no database has is told so with status 400', async ({ visitor }) => {
  const csa = visitor('plain');
  await csa.signIn(await administrator('plain'));
  expect((await csa.get(`${LOCKED}?since=0000-01-01T00:00Z`)).status).toBe(400);
});
