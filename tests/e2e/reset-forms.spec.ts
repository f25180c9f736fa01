import { fieldsOfForm, multipart, wordsOf } from '@/tests/e2e/support/forms';
import { mailsFor, newestMail } from '@/tests/e2e/support/mails';
import { type Person, person } from '@/tests/e2e/support/people';
import {
  allSettled,
  choose,
  mailedLink,
  NEW_PASSWORD,
  openLink,
  outcomeOf,
  partsOf,
  RESET,
} from '@/tests/e2e/support/reset';
import { expect, test } from '@/tests/e2e/support/test';
import { SESSION, type Visitor } from '@/tests/e2e/support/visitor';

const MAIN = { newPassword: NEW_PASSWORD, confirmPassword: NEW_PASSWORD };

/** The form behind an opened link, ready to be sent as it stands or spoiled. */
async function formAt(guest: Visitor, page: string, fields = {}) {
  const hidden = fieldsOfForm((await guest.get(page)).body);
  return multipart({ ...hidden, ...MAIN, ...fields });
}

async function opened(visitor: (utility: 'harbor') => Visitor, who: Person) {
  const guest = visitor('harbor');
  const link = await mailedLink(guest, who);
  return { guest, ...partsOf(link), page: await openLink(guest, link) };
}

const stillIn = async (guest: Visitor, who: Person) =>
  expect((await guest.signIn(who)).headers.location).toBe('/home');

test('a form without its cookie, or with the cookie of another request, changes nothing', async ({
  visitor,
}) => {
  const [dana, sam] = [await person('harbor'), await person('harbor')];
  const [hers, his] = [await opened(visitor, dana), await opened(visitor, sam)];
  const send = async (cookies: [string, string][], id: string) => {
    const { body, contentType } = await formAt(hers.guest, hers.page, { r: id });
    const stranger = visitor('harbor');
    for (const [name, value] of cookies) stranger.cookies.set(name, value);
    const headers = { 'content-type': contentType };
    return (await stranger.post(hers.page, body, { headers })).headers.location;
  };
  const nameOf = (id: string) => `csi-reset-${id}`;
  const dead = [RESET, `${RESET}?r=${hers.id}`];
  expect(dead).toContain(await send([], hers.id));
  expect(dead).toContain(await send([[nameOf(his.id), his.secret]], hers.id));
  expect(dead).toContain(await send([[nameOf(hers.id), his.secret]], hers.id));
  expect(dead).toContain(await send([[nameOf(hers.id), 'x'.repeat(43)]], hers.id));
  expect(await send([[nameOf(hers.id), hers.secret]], 'x')).toBe(RESET);
  expect(await send([[nameOf(hers.id), hers.secret]], '../../home')).toBe(RESET);
  for (const who of [dana, sam]) await stillIn(visitor('harbor'), who);
});

test('the same form four times at once, on two servers, resets once and says each time that it worked', async ({
  address,
  servers,
  visitor,
}) => {
  const dana = await person('harbor');
  const { guest, page } = await opened(visitor, dana);
  const { body, contentType } = await formAt(guest, page);
  const headers = { 'content-type': contentType };
  const answers = await Promise.all(
    [1, 2, 3, 4].map((n) =>
      guest.post(page, body, { headers, server: n % 2 ? 'first' : 'second' }),
    ),
  );
  for (const answer of answers) expect(outcomeOf(answer)).toEqual([303, `${page}&done=1`]);
  expect(wordsOf((await guest.get(`${page}&done=1`)).body)).toContain('Your password was reset');
  await newestMail(dana.email, 2);
  await allSettled(servers, address, [dana]);
  expect(mailsFor(dana.email)).toHaveLength(2);
  const resets = await servers.sql`select 1 from audit_events
    where subject_id = ${dana.userId} and type = 'password.reset'`;
  expect(resets).toHaveLength(1);
});

test('a used link sets no other password, not even at once', async ({ visitor }) => {
  const dana = await person('harbor');
  const { guest, page } = await opened(visitor, dana);
  const first = await formAt(guest, page);
  const second = await formAt(guest, page, {
    newPassword: `${NEW_PASSWORD}-2`,
    confirmPassword: `${NEW_PASSWORD}-2`,
  });
  const post = ({ body, contentType }: typeof first) =>
    guest.post(page, body, { headers: { 'content-type': contentType } });
  expect((await post(first)).headers.location).toBe(`${page}&done=1`);
  expect((await post(second)).headers.location).toBe(page);
  expect(wordsOf((await guest.get(page)).body)).toContain('This link does not work any more');
  await stillIn(visitor('harbor'), { ...dana, password: NEW_PASSWORD });
});

test('two browsers with one link and two passwords at once: one wins, and knows it', async ({
  visitor,
}) => {
  const dana = await person('harbor');
  const link = await mailedLink(visitor('harbor'), dana);
  const outcomes = await Promise.all(
    [1, 2].map(async (n) => {
      const guest = visitor('harbor');
      const page = await openLink(guest, link);
      const password = `${NEW_PASSWORD}-${n}`;
      const { location } = (await choose(guest, page, password)).headers;
      return { password, won: location === `${page}&done=1` };
    }),
  );
  expect(outcomes.filter(({ won }) => won)).toHaveLength(1);
  for (const { password, won } of outcomes) {
    const { location } = (await visitor('harbor').signIn({ ...dana, password })).headers;
    expect(location).toBe(won ? '/home' : undefined);
  }
});

test('a refused password uses nothing up and mails nothing', async ({ visitor }) => {
  const dana = await person('harbor');
  const { guest, page } = await opened(visitor, dana);
  for (const password of ['dana', dana.password, 'P@ssw0rd', '', `${'x'.repeat(250)}-Aa27-ab`]) {
    const { status } = await choose(guest, page, password);
    expect([password, status]).toEqual([password, 200]);
  }
  expect(mailsFor(dana.email)).toHaveLength(1);
  expect(outcomeOf(await choose(guest, page, NEW_PASSWORD))).toEqual([303, `${page}&done=1`]);
});

test('a reset ends every session of the account on every server, and no one else’s', async ({
  visitor,
}) => {
  const [dana, sam] = [await person('harbor'), await person('harbor')];
  const { guest, page } = await opened(visitor, dana);
  const [hers, his] = [visitor('harbor'), visitor('harbor')];
  await hers.signIn(dana);
  await his.signIn(sam);
  // In the browser of somebody who is signed in as another.
  guest.cookies.set(SESSION, his.cookies.get(SESSION) ?? '');
  expect((await choose(guest, page, NEW_PASSWORD)).headers.location).toBe(`${page}&done=1`);
  for (const server of ['first', 'second'] as const) {
    expect((await hers.get('/home', { server })).headers.location).toBe('/?over=ended');
    expect((await his.get('/home', { server })).status).toBe(200);
  }
});
