import type { Answer } from '@/tests/e2e/support/ask';
import { wordsOf } from '@/tests/e2e/support/forms';
import { person } from '@/tests/e2e/support/people';
import {
  choose,
  fillNewPassword,
  mailedLink,
  NEW_PASSWORD,
  openLink,
  outcomeOf,
  partsOf,
  pathIn,
  RESET,
} from '@/tests/e2e/support/reset';
import { expect, test } from '@/tests/e2e/support/test';

/** The attributes of the one cookie that an answer sets, after its name and value. */
function onlyCookieOf({ headers }: Answer): [pair: string, ...attributes: string[]] {
  const cookies = headers['set-cookie'] ?? [];
  expect(cookies).toHaveLength(1);
  const [pair = '', ...attributes] = (cookies[0] ?? '').split('; ');
  const kept = attributes.map((text) => text.toLowerCase());
  return [pair, ...kept.filter((text) => !text.startsWith('expires=')).sort()];
}

test('opening a link moves its secret from the address into a cookie for this page alone', async ({
  visitor,
}) => {
  const guest = visitor('harbor');
  const link = await mailedLink(guest, await person('harbor'));
  const { id, secret } = partsOf(link);
  const answer = await guest.get(pathIn(link));
  expect(outcomeOf(answer)).toEqual([303, `${RESET}?r=${id}`]);
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.headers['referrer-policy']).toBe('same-origin');
  expect(answer.body).toBe('');
  expect(onlyCookieOf(answer)).toEqual([
    `csi-reset-${id}=${secret}`,
    'httponly',
    'max-age=900',
    'path=/reset-password',
    'samesite=lax',
  ]);
});

test('over https the cookie is Secure, and the link starts with https', async ({ visitor }) => {
  const guest = visitor('secure');
  const dana = await person('secure');
  const link = await mailedLink(guest, dana);
  expect(link).toMatch(/^https:\/\/csi\.secure\.example\/reset-password\?token=/);
  const answer = await guest.get(pathIn(link));
  expect(onlyCookieOf(answer)).toContain('secure');
  const page = answer.headers.location ?? '';
  expect(wordsOf((await guest.get(page)).body)).toContain(dana.username);
  expect(outcomeOf(await choose(guest, page, NEW_PASSWORD))).toEqual([303, `${page}&done=1`]);
});

test('a link that a mail scanner opened a hundred times is used up by nothing but the form', async ({
  visitor,
}) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  const link = await mailedLink(guest, dana);
  const scanner = visitor('harbor', '10.255.255.3');
  for (let n = 0; n < 100; n += 1) {
    const method = n % 2 ? 'HEAD' : 'GET';
    const answer = await scanner.get(pathIn(link), { method });
    expect((await scanner.get(answer.headers.location ?? '', { method })).status).toBe(200);
  }
  const page = await openLink(guest, link);
  expect(outcomeOf(await choose(guest, page, NEW_PASSWORD))).toEqual([303, `${page}&done=1`]);
});

test('two links of two accounts in two tabs of one browser do not mix', async ({
  context,
  servers,
  visitor,
}) => {
  const people = [await person('harbor'), await person('harbor')] as const;
  const tabs = [await context.newPage(), await context.newPage()] as const;
  for (const n of [0, 1] as const)
    await tabs[n].goto(await mailedLink(visitor('harbor'), people[n]));
  for (const n of [0, 1] as const) {
    const password = `${NEW_PASSWORD}-${n}`;
    await tabs[n].reload();
    await expect(tabs[n].getByRole('main')).toContainText(`the username ${people[n].username}.`);
    await fillNewPassword(tabs[n], 'Submit', password);
    await expect(tabs[n].getByRole('status')).toContainText('Your password was reset');
    const now = await visitor('harbor').signIn({ ...people[n], password });
    expect(now.headers.location).toBe('/home');
  }
  const sent = await context.cookies(servers.url('harbor', '/'));
  expect(sent.filter(({ name }) => name.startsWith('csi-reset'))).toEqual([]);
});

test('a browser that opened fifty links still fits into a request, and the newest works', async ({
  visitor,
}) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  const link = await mailedLink(guest, dana);
  const { id, secret } = partsOf(link);
  for (let n = 10; n < 60; n += 1) {
    await guest.get(pathIn(link.replace(id, `${id.slice(0, -2)}${n}`)));
  }
  const page = await openLink(guest, link);
  expect([...guest.cookies]).toContainEqual([`csi-reset-${id}`, secret]);
  expect(guest.cookies.size).toBeLessThanOrEqual(8);
  expect(wordsOf((await guest.get(page)).body)).toContain(dana.username);
});
