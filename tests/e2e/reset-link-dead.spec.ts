import { DEAD, expectDead, usernameAsked } from '@/tests/e2e/support/dead-links';
import { aboveFooter, wordsOf } from '@/tests/e2e/support/forms';
import { disable, person } from '@/tests/e2e/support/people';
import {
  choose,
  mailedLink,
  NEW_PASSWORD,
  openLink,
  partsOf,
  pathIn,
  RESET,
} from '@/tests/e2e/support/reset';
import { expect, test } from '@/tests/e2e/support/test';

test('links that do not work lead to one and the same page, whatever is wrong with them', async ({
  servers,
  visitor,
}) => {
  const guest = visitor('harbor');
  const [used, expired, gone, dana] = [
    await person('harbor'),
    await person('harbor'),
    await person('harbor'),
    await person('harbor'),
  ];
  const other = await person('plain');
  const links = {
    used: await mailedLink(guest, used),
    expired: await mailedLink(guest, expired),
    'of a disabled account': await mailedLink(guest, gone),
    'of another utility': await mailedLink(visitor('plain'), other),
  };
  await choose(guest, await openLink(guest, links.used), NEW_PASSWORD);
  await servers.sql`update reset_requests set expires_at = now() where user_id = ${expired.userId}`;
  await disable(gone);
  const good = await mailedLink(guest, dana);
  const { id, secret } = partsOf(good);
  const foreign = partsOf(links.expired);
  const dead: Record<string, string> = {
    ...links,
    cut: good.slice(0, -1),
    doubled: `${good}${id}.${secret}`,
    'made up': good.replace(secret, 'x'.repeat(43)),
    'in capitals': good.replace(id, id.toUpperCase()),
    'with the id of another request': good.replace(id, foreign.id),
    'with the secret of another request': good.replace(secret, foreign.secret),
    'with an id that is none': good.replace(id, "1'--"),
    'without its token': good.replace(`${id}.${secret}`, ''),
    'with a NUL': `${good}%00`,
  };
  const seen: Record<string, string> = {};
  for (const [what, link] of Object.entries(dead)) {
    const stranger = visitor('harbor');
    const { status, headers } = await stranger.get(pathIn(link));
    const page = status === 303 ? String(headers.location) : pathIn(link);
    seen[what] = await expectDead(stranger, page);
  }
  for (const page of [RESET, `${RESET}?r=`, `${RESET}?r=x&done=1`]) {
    seen[page] = await expectDead(visitor('harbor'), page);
  }
  expect(Object.entries(seen)).toEqual(Object.keys(seen).map((what) => [what, seen.used]));
  expect(await usernameAsked(guest, await openLink(guest, good))).toBe(dana.username);
});

test('a browser that has the address and not the cookie is told to open the link again, for any id', async ({
  visitor,
}) => {
  const dana = await person('harbor');
  const link = await mailedLink(visitor('harbor'), dana);
  const { id } = partsOf(link);
  const pages = [id, id.replace(/^.{8}/, '00000000')].flatMap((r) => [
    `${RESET}?r=${r}`,
    `${RESET}?r=${r}&done=1`,
  ]);
  const seen: string[] = [];
  for (const page of pages) {
    const { body } = await visitor('harbor').get(page);
    expect(aboveFooter(body)).not.toMatch(/<(form|input)\b/);
    seen.push(wordsOf(body));
  }
  expect(new Set(seen).size).toBe(1);
  for (const words of [
    'Open the link in the message once more',
    'This page waits 15 minutes for you, and your browser must allow cookies for it.',
    ...DEAD.slice(1),
  ]) {
    expect(seen[0]).toContain(words);
  }
});

test('a link of one utility says nothing of the account at another', async ({ visitor }) => {
  const dana = await person('harbor');
  await person('plain', { username: dana.username, email: dana.email });
  const guest = visitor('harbor');
  const page = await openLink(guest, await mailedLink(guest, dana));
  await expectDead(guest.at('plain'), page);
  expect(await usernameAsked(guest, page)).toBe(dana.username);
});

test('a newer link takes the earlier one’s place, also in a tab that stands open', async ({
  visitor,
}) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  const earlier = await openLink(guest, await mailedLink(guest, dana));
  expect(await usernameAsked(guest, earlier)).toBe(dana.username);
  const newer = await openLink(guest, await mailedLink(guest, dana, 2));
  await expectDead(guest, earlier);
  expect(await usernameAsked(guest, newer)).toBe(dana.username);
});

test('a link is good for a day, and not at its end', async ({ servers, visitor }) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  const page = await openLink(guest, await mailedLink(guest, dana));
  const [row] = await servers.sql`select expires_at - decided_at = interval '24 hours' as day
    from reset_requests where user_id = ${dana.userId}`;
  expect(row?.day).toBe(true);
  const endsIn = (seconds: number) => servers.sql`update reset_requests
    set expires_at = now() + ${`${seconds} s`}::interval where user_id = ${dana.userId}`;
  await endsIn(20);
  expect(await usernameAsked(guest, page)).toBe(dana.username);
  await endsIn(0);
  await expectDead(guest, page);
  await endsIn(20);
  expect(await usernameAsked(guest, page)).toBe(dana.username);
});
