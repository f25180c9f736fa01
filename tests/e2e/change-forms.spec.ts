import { fieldsOfForm, multipart, wordsOf } from '@/tests/e2e/support/forms';
import { mailsFor, newestMail } from '@/tests/e2e/support/mails';
import { newcomer, PASSWORD, type Person, person } from '@/tests/e2e/support/people';
import { NEW_PASSWORD, outcomeOf } from '@/tests/e2e/support/reset';
import type { Servers } from '@/tests/e2e/support/servers';
import { expect, test } from '@/tests/e2e/support/test';
import { SESSION, type Visitor } from '@/tests/e2e/support/visitor';

const CHANGE = '/change-password';
const NEW = { newPassword: NEW_PASSWORD, confirmPassword: NEW_PASSWORD };

async function formOf(guest: Visitor, fields: Record<string, string>) {
  const hidden = fieldsOfForm((await guest.get(CHANGE)).body);
  const { body, contentType } = multipart({ ...hidden, ...NEW, ...fields });
  return { body, headers: { 'content-type': contentType } };
}

async function hashOf(servers: Servers, { userId }: Person) {
  const [row] = await servers.sql`select password_hash from users where user_id = ${userId}`;
  return row?.password_hash;
}

test('the form for a temporary password changes no personal one: that takes the current one', async ({
  servers,
  visitor,
}) => {
  const [dana, sam] = [await person('harbor'), await newcomer('harbor')];
  const [guest, other] = [visitor('harbor'), visitor('harbor')];
  await guest.signIn(dana);
  await other.signIn(sam);
  const before = await hashOf(servers, dana);
  const { body, headers } = await formOf(other, {});
  const answer = await guest.post(CHANGE, body, { headers });
  expect(outcomeOf(answer)).toEqual([303, '/home']);
  expect(await hashOf(servers, dana)).toBe(before);

  const changing = await formOf(guest, { currentPassword: sam.password });
  const wrongWay = await other.post(CHANGE, changing.body, { headers: changing.headers });
  expect(outcomeOf(wrongWay)).toEqual([303, CHANGE]);
  expect((await visitor('harbor').signIn(sam)).headers.location).toBe('/home');
});

test('a form without a session, or with one of another utility, changes nothing', async ({
  servers,
  visitor,
}) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  await guest.signIn(dana);
  const before = await hashOf(servers, dana);
  const { body, headers } = await formOf(guest, { currentPassword: PASSWORD });
  const stranger = visitor('harbor');
  expect((await stranger.post(CHANGE, body, { headers })).headers.location).toMatch(/^\/(\?|$)/);
  expect((await guest.at('plain').post(CHANGE, body, { headers })).headers.location).toMatch(
    /^\/(\?|$)/,
  );
  expect(await hashOf(servers, dana)).toBe(before);
});

test('a username in the form is nobody’s business: the session says whose password it is', async ({
  servers,
  visitor,
}) => {
  const [dana, sam] = [await person('harbor'), await person('harbor')];
  const guest = visitor('harbor');
  await guest.signIn(dana);
  const before = await hashOf(servers, sam);
  const { body, headers } = await formOf(guest, {
    currentPassword: PASSWORD,
    username: sam.username,
    userId: sam.userId,
  });
  expect((await guest.post(CHANGE, body, { headers })).status).toBe(303);
  expect(await hashOf(servers, sam)).toBe(before);
  const again = await visitor('harbor').signIn({ ...dana, password: NEW_PASSWORD });
  expect(again.headers.location).toBe('/home');
});

test('the same form twice at once changes once, mails once and counts no failure', async ({
  servers,
  visitor,
}) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  await guest.signIn(dana);
  const { body, headers } = await formOf(guest, { currentPassword: PASSWORD });
  const answers = await Promise.all(
    (['first', 'second'] as const).map((server) => guest.post(CHANGE, body, { headers, server })),
  );
  // Whoever comes after the change finds the cookie of before it worth nothing.
  for (const { status } of answers) expect([303, 307]).toContain(status);
  const again = await visitor('harbor').signIn({ ...dana, password: NEW_PASSWORD });
  expect(again.headers.location).toBe('/home');
  await newestMail(dana.email);
  expect(mailsFor(dana.email)).toHaveLength(1);
  const failures = await servers.sql`select 1 from audit_events
    where subject_id = ${dana.userId} and type = 'password.change_failed'`;
  expect(failures).toHaveLength(0);
  expect((await guest.get('/home')).status).toBe(200);
});

test('the session goes on under a new secret on every server, all others end', async ({
  visitor,
}) => {
  const dana = await person('harbor');
  const [guest, elsewhere] = [visitor('harbor'), visitor('harbor')];
  await guest.signIn(dana);
  await elsewhere.signIn(dana, 'second');
  const before = guest.cookies.get(SESSION) ?? '';
  const { body, headers } = await formOf(guest, { currentPassword: PASSWORD });
  const answer = await guest.post(CHANGE, body, { headers });
  expect(answer.headers['set-cookie']?.[0]).toMatch(
    /^csi-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=lax$/i,
  );
  for (const server of ['first', 'second'] as const) {
    const stale = visitor('harbor');
    stale.cookies.set(SESSION, before);
    expect((await stale.get('/home', { server })).headers.location).toBe('/');
    expect((await guest.get('/home', { server })).status).toBe(200);
    expect((await elsewhere.get('/home', { server })).headers.location).toBe('/?over=ended');
  }
});

test('an address alone does not make the page say that a password was changed', async ({
  servers,
  visitor,
}) => {
  const [old, fresh] = [await person('harbor'), await person('harbor')];
  await servers.sql`update users set password_set_at = now() - interval '11 minutes'
    where user_id = ${old.userId}`;
  for (const who of [old, fresh]) {
    const guest = visitor('harbor');
    await guest.signIn(who);
    const { body } = await guest.get(`${CHANGE}?done=changed`);
    expect(wordsOf(body)).not.toContain('Your password has been changed');
    expect(body).toContain('name="currentPassword"');
  }
});

for (const [returnTo, href] of [
  ['/home?tab=2', '/home?tab=2'],
  ['//evil.example', '/home'],
  ['javascript:alert(1)', '/home'],
] as const) {
  test(`Proceed after a change with the way back ${returnTo} leads to ${href}`, async ({
    visitor,
  }) => {
    const dana = await person('harbor');
    const guest = visitor('harbor');
    await guest.signIn(dana);
    const { body, headers } = await formOf(guest, { currentPassword: PASSWORD, returnTo });
    const { location } = (await guest.post(CHANGE, body, { headers })).headers;
    expect((await guest.get(location ?? '')).body).toContain(`href="${href}"`);
    const forged = await guest.get(
      `${CHANGE}?done=changed&returnTo=${encodeURIComponent(returnTo)}`,
    );
    expect(forged.body).toContain(`href="${href}"`);
    expect(forged.body).not.toMatch(/href="(\/\/evil|javascript)/);
  });
}
