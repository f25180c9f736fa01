import type { Request } from '@playwright/test';
import { editUser } from '@/lib/users/edit-user';
import {
  changed,
  fieldsOfFormWith,
  type Pairs,
  postFields,
  press,
} from '@/tests/e2e/support/admin-forms';
import {
  administrator,
  LOCKED,
  lockAt,
  NEW_USER,
  pathOf,
  SHARED,
  signInTo,
  USERS,
} from '@/tests/e2e/support/administrators';
import { wordsOf } from '@/tests/e2e/support/forms';
import { arrive, bind, LINKS } from '@/tests/e2e/support/pending-links';
import { disable, newcomer, newUsername, type Person, person } from '@/tests/e2e/support/people';
import type { Servers } from '@/tests/e2e/support/servers';
import { expect, test } from '@/tests/e2e/support/test';
import { operatorAt } from '@/tests/e2e/support/utilities';
import type { Visitor } from '@/tests/e2e/support/visitor';

const FOR_ADMINISTRATORS = 'This page is for administrators';
const RESET = 'Reset to a temporary password';

/** Everything that an administrator could change of some people, as it stands in the database. */
async function stateOf({ sql }: Servers, people: Person[]): Promise<string> {
  const ids = people.map(({ userId }) => userId);
  const rows = await sql`
    select row_to_json(u)::text as line from users u where user_id = any(${ids}::uuid[])
    union all select row_to_json(s)::text from sessions s where user_id = any(${ids}::uuid[])
    union all select row_to_json(l)::text from lockouts l join users u using (utility_id, lock_key)
      where u.user_id = any(${ids}::uuid[])
    union all select row_to_json(i)::text from sso_identities i where user_id = any(${ids}::uuid[])
    union all select row_to_json(p)::text from sso_pending_links p
      where user_id = any(${ids}::uuid[])
    order by 1`;
  return rows.map(({ line }) => line).join('\n');
}

interface Post {
  what: string;
  path: string;
  fields: Pairs;
}

/** Every form of User Admin, as an administrator's browser without script would send it. */
async function everyPost(csa: Visitor, dana: Person, twin: Person, gone: Person): Promise<Post[]> {
  const form = async (
    what: string,
    path: string,
    button: string,
    changes: Record<string, string | string[]> = {},
  ): Promise<Post> => {
    const { body } = await csa.get(path);
    return { what, path, fields: changed(fieldsOfFormWith(body, button), changes) };
  };
  const username = newUsername();
  const person = { fullName: 'Kim Park', username, email: `${username}@mail.example` };
  return [
    await form('unlock', pathOf(dana), 'Unlock'),
    await form('sign out everywhere', pathOf(dana), 'Sign out everywhere'),
    await form('disable', pathOf(dana), 'Disable'),
    await form('enable', pathOf(gone), 'Enable'),
    await form('delete', `${pathOf(dana)}?confirm=delete`, `Delete ${dana.username}`),
    await form('reset', pathOf(dana), RESET),
    await form('edit', pathOf(dana), 'Save changes', { fullName: 'Else', roles: ['CSA'] }),
    await form('add', NEW_USER, 'Add user', { ...person, roles: ['CSA'] }),
    await form('own address', SHARED, 'Save', {
      userId: twin.userId,
      version: '1',
      email: `own-${twin.email}`,
    }),
    await form('unlock many', `${LOCKED}?since=2026-01-01T00:00`, 'Unlock'),
  ];
}

/** Every form about somebody who came from the portal, and about an account that is bound to one. */
async function everyLinkPost(csa: Visitor, waiting: Person, bound: Person): Promise<Post[]> {
  const form = async (what: string, who: Person, button: string): Promise<Post> => {
    const { body } = await csa.get(pathOf(who));
    return { what, path: pathOf(who), fields: fieldsOfFormWith(body, button) };
  };
  return [
    await form('link', waiting, 'Link this account'),
    await form('dismiss', waiting, 'Not this person'),
    await form('unlink', bound, 'Unlink from the portal'),
    await form('change to a password', bound, 'Change to a password'),
  ];
}

/** Somebody with a password for whom somebody waits, and an SSO account that is bound. */
async function portalPeople() {
  const waiting = await person('river');
  await arrive(waiting);
  const bound = await newcomer('river', { signInMethod: 'sso' });
  await bind(bound);
  return { waiting, bound, all: [waiting, bound] };
}

/** Somebody locked and signed in, two who share an address, and one who is disabled. */
async function people(servers: Servers, visitor: (utility: 'gale') => Visitor) {
  const dana = await person('gale');
  await visitor('gale').signIn(dana);
  await lockAt(servers, [dana], new Date());
  const twin = await person('gale');
  const other = await person('gale', { email: twin.email });
  const gone = await person('gale');
  await disable(gone);
  return { dana, twin, gone, all: [dana, twin, other, gone] };
}

/** Whether somebody was added by one of these forms. */
async function wasAdded({ sql }: Servers, posts: Post[]): Promise<boolean> {
  const add = posts.find(({ what }) => what === 'add');
  const username = add?.fields.find(([name]) => name === 'username')?.[1] ?? '';
  return (await sql`select 1 from users where username = ${username}`).length > 0;
}

for (const path of [
  USERS,
  NEW_USER,
  SHARED,
  LOCKED,
  LINKS,
  `${USERS}?q=dana`,
  `${LOCKED}?since=2026-01-01T00:00`,
]) {
  test(`who is no administrator is told so at ${path}, and sees nobody`, async ({ visitor }) => {
    for (const roles of [['CSR'], ['CSR', 'BILL_ADVISOR']] as const) {
      const csr = visitor('harbor');
      await csr.signIn(await person('harbor', { roles: [...roles] }));
      const { status, body } = await csr.get(path);
      expect([status, wordsOf(body).includes(FOR_ADMINISTRATORS)]).toEqual([403, true]);
      expect(body).not.toContain('<table');
      expect(body).not.toContain('@mail.example');
    }
  });
}

test('who is no administrator learns of no id whether somebody has it', async ({ visitor }) => {
  const dana = await person('harbor', { fullName: 'Secret Name' });
  const csr = visitor('harbor');
  await csr.signIn(await person('harbor'));
  for (const id of [dana.userId, '00000000-0000-4000-8000-000000000000', 'nonsense']) {
    const { status, body } = await csr.get(`${USERS}/${id}`);
    expect(status).toBe(403);
    expect(body).not.toContain('Secret Name');
  }
});

test('who is not signed in is sent to sign in, and comes back', async ({ visitor }) => {
  const { status, headers } = await visitor('harbor').get(`${USERS}?q=dana`);
  expect([status, headers.location]).toEqual([307, '/?returnTo=%2Fadmin%2Fusers%3Fq%3Ddana']);
});

test('every form of an administrator, sent by somebody who is none, changes nothing', async ({
  visitor,
  servers,
}) => {
  test.setTimeout(90_000);
  const { dana, twin, gone, all } = await people(servers, visitor);
  const csa = visitor('gale');
  await csa.signIn(await administrator('gale'));
  const posts = await everyPost(csa, dana, twin, gone);
  const csr = visitor('gale');
  await csr.signIn(await person('gale', { roles: ['CSR', 'BILL_ADVISOR'] }));
  const before = await stateOf(servers, all);
  for (const { what, path, fields } of posts) {
    const answer = await postFields(csr, path, fields);
    const { location } = answer.headers;
    // Where the answer leads elsewhere, it is said there.
    const shown = location ? await csr.get(location) : answer;
    expect([what, shown.status]).toEqual([what, 403]);
    expect(shown.body).not.toContain('data-temporary-password');
    expect([what, await stateOf(servers, all)]).toEqual([what, before]);
  }
  expect(await wasAdded(servers, posts)).toBe(false);
  // They are good: the administrator's own browser does it.
  const good = {
    unlock: `${pathOf(dana)}?done=unlocked`,
    'own address': `${SHARED}?saved=${twin.userId}`,
    disable: `${pathOf(dana)}?done=disabled`,
    delete: `${USERS}?done=deleted`,
  };
  for (const { what, path, fields } of posts.filter((post) => post.what in good)) {
    const answer = await postFields(csa, path, fields);
    expect(answer.headers.location).toBe(good[what as keyof typeof good]);
  }
});

test('every form of an administrator, sent by nobody, changes nothing', async ({
  visitor,
  servers,
}) => {
  test.setTimeout(90_000);
  const { dana, twin, gone, all } = await people(servers, visitor);
  const csa = visitor('gale');
  await csa.signIn(await administrator('gale'));
  const posts = await everyPost(csa, dana, twin, gone);
  const before = await stateOf(servers, all);
  for (const { what, path, fields } of posts) {
    const { status, headers } = await postFields(visitor('gale'), path, fields);
    expect([what, status, headers.location?.startsWith('/')]).toEqual([what, 303, true]);
    expect([what, await stateOf(servers, all)]).toEqual([what, before]);
  }
  expect(await wasAdded(servers, posts)).toBe(false);
});

test('an administrator of another utility, with the right ids, changes nothing', async ({
  visitor,
  servers,
}) => {
  test.setTimeout(90_000);
  const target = await people(servers, visitor);
  // The same forms at home, of people of their own.
  const mine = await person('plain');
  const [twin, gone] = [await person('plain'), await person('plain')];
  await person('plain', { email: twin.email });
  await lockAt(servers, [mine], new Date());
  await disable(gone);
  const stranger = visitor('plain');
  await stranger.signIn(await administrator('plain'));
  const posts = await everyPost(stranger, mine, twin, gone);
  const before = await stateOf(servers, target.all);
  for (const { what, path, fields } of posts) {
    if (!fields.some(([name]) => name === 'userId')) continue;
    const userId = what === 'enable' ? target.gone.userId : target.dana.userId;
    const answer = await postFields(stranger, path, changed(fields, { userId }));
    const { location } = answer.headers;
    const shown = location ? await stranger.get(location) : answer;
    expect([what, shown.status < 500]).toEqual([what, true]);
    expect(shown.body).not.toContain('data-temporary-password');
    expect(shown.body).not.toContain(target.dana.username);
    expect([what, await stateOf(servers, target.all)]).toEqual([what, before]);
  }
});

test('every form about the portal’s people, sent by a CSR or by nobody, changes nothing', async ({
  visitor,
  servers,
}) => {
  test.setTimeout(90_000);
  const { waiting, bound, all } = await portalPeople();
  const csa = visitor('river');
  await csa.signIn(await administrator('river'));
  const posts = await everyLinkPost(csa, waiting, bound);
  const csr = visitor('river');
  await csr.signIn(await person('river', { roles: ['CSR', 'BILL_ADVISOR'] }));
  const before = await stateOf(servers, all);
  for (const { what, path, fields } of posts) {
    const answer = await postFields(csr, path, fields);
    const { location } = answer.headers;
    const shown = location ? await csr.get(location) : answer;
    expect([what, shown.status]).toEqual([what, 403]);
    const { status } = await postFields(visitor('river'), path, fields);
    expect([what, status]).toEqual([what, 303]);
    expect([what, await stateOf(servers, all)]).toEqual([what, before]);
  }
  // They are good: the administrator's own browser does it.
  for (const { what, path, fields } of posts.filter(({ what }) => what in GOOD)) {
    const answer = await postFields(csa, path, fields);
    expect(answer.headers.location).toBe(`${path}?done=${GOOD[what]}`);
  }
});

const GOOD: Record<string, string> = { link: 'linked', unlink: 'unlinked' };

test('an administrator of another utility links and unlinks nobody here', async ({
  visitor,
  servers,
}) => {
  const { waiting, bound, all } = await portalPeople();
  const [subject] = await servers.sql`select provider, subject from sso_pending_links
    where user_id = ${waiting.userId}`;
  const mine = await person('brook');
  await arrive(mine);
  const stranger = visitor('brook');
  await stranger.signIn(await administrator('brook'));
  const before = await stateOf(servers, all);
  for (const act of ['link', 'dismiss']) {
    const changes = { act, userId: waiting.userId, ...subject };
    const answer = await press(stranger, pathOf(mine), 'Remove this entry', changes);
    expect(answer.headers.location).toMatch(/\?not=unknown_user$/);
    const shown = await stranger.get(answer.headers.location ?? '');
    expect([shown.status, shown.body.includes(waiting.username)]).toEqual([404, false]);
  }
  const answer = await press(stranger, pathOf(mine), 'Disable', {
    act: 'unlink',
    userId: bound.userId,
  });
  expect(answer.headers.location).toMatch(/\?not=unknown_user$/);
  expect(await stateOf(servers, all)).toBe(before);
});

test('an id of another utility and one of nobody have the same answer, which names nobody', async ({
  visitor,
}) => {
  const dana = await person('harbor', { fullName: 'Secret Name' });
  const csa = visitor('plain');
  await csa.signIn(await administrator('plain'));
  const words = [];
  for (const id of [
    dana.userId,
    '00000000-0000-4000-8000-000000000000',
    'nonsense',
    dana.userId.toUpperCase(),
    `${dana.userId}%20`,
  ]) {
    const answer = await csa.get(`${USERS}/${id}`);
    expect([id, answer.status]).toEqual([id, 404]);
    expect(answer.body).not.toContain('Secret Name');
    // How many addresses are shared is another test's.
    words.push(wordsOf(answer.body).replace(/ \(\d+\)/, ''));
  }
  expect(new Set(words).size).toBe(1);
  expect(words[0]).toContain('There is no such user');
});

test.describe('an administrator whose form was open', () => {
  // The last one could neither be disabled nor lose the role.
  test.beforeAll(() => administrator('harbor'));

  test('and who was disabled meanwhile, is signed out at the next request', async ({
    visitor,
    servers,
  }) => {
    const dana = await person('harbor');
    const who = await administrator('harbor');
    const csa = visitor('harbor');
    await csa.signIn(who);
    const { body } = await csa.get(pathOf(dana));
    const before = await stateOf(servers, [dana]);
    await disable(who);
    for (const button of ['Disable', RESET, 'Save changes']) {
      const fields = changed(fieldsOfFormWith(body, button), { fullName: 'Else' });
      const answer = await postFields(csa, pathOf(dana), fields, 'second');
      expect([button, answer.status]).toEqual([button, 303]);
      expect(answer.headers.location).toMatch(/^\/\?over=ended/);
    }
    expect(await stateOf(servers, [dana])).toBe(before);
  });

  test('and who has lost the role meanwhile, is refused at the next request', async ({
    visitor,
    servers,
  }) => {
    const dana = await person('harbor');
    const who = await administrator('harbor');
    const csa = visitor('harbor');
    await csa.signIn(who);
    const { body } = await csa.get(pathOf(dana));
    const before = await stateOf(servers, [dana]);
    const { fullName, username, email, userId } = who;
    const demoted = { fullName, username, email, roles: ['CSR' as const], version: 1 };
    const outcome = await editUser(await operatorAt('harbor'), userId, {
      ...demoted,
      sharedEmailAccepted: null,
    });
    expect(outcome.kind).toBe('saved');
    for (const button of ['Disable', RESET, 'Save changes']) {
      const fields = changed(fieldsOfFormWith(body, button), { fullName: 'Else' });
      const answer = await postFields(csa, pathOf(dana), fields, 'second');
      const { location } = answer.headers;
      const shown = location ? await csa.get(location, { server: 'second' }) : answer;
      expect([button, shown.status]).toEqual([button, 403]);
    }
    expect(await stateOf(servers, [dana])).toBe(before);
  });
});

test('what an administrator’s browser with script has sent, changes nothing when others send it', async ({
  page,
  servers,
  visitor,
}) => {
  const csa = await administrator('harbor');
  const [eve, dana] = [await person('harbor'), await person('harbor')];
  const sent: Request[] = [];
  page.on('request', (request) => {
    if (request.headers()['next-action']) sent.push(request);
  });
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  await signInTo(page, servers, csa, pathOf(eve));
  sent.length = 0;
  // A look at the address, then every kind of act.
  await page.getByLabel('Email Address').fill(dana.email);
  await page.getByLabel('Full Name').fill('Else');
  await expect(page.getByText('Another username has this email address.')).toBeVisible();
  await page.getByLabel('Email Address').fill(eve.email);
  await press('Save changes');
  await page.waitForURL(/done=saved/);
  await press('Disable');
  await page.waitForURL(/done=disabled/);
  await press(RESET);
  await expect(page.locator('[data-temporary-password]')).toBeVisible();
  await page.goto(servers.url('harbor', `${pathOf(eve)}?confirm=delete`));
  await press(`Delete ${eve.username}`);
  await page.waitForURL(/done=deleted/);
  expect(new Set(sent.map((request) => request.headers()['next-action'])).size).toBe(4);

  const csr = visitor('harbor');
  await csr.signIn(await person('harbor'));
  const stranger = visitor('plain');
  await stranger.signIn(await administrator('plain'));
  const before = await stateOf(servers, [dana]);
  for (const request of sent) {
    const headers = request.headers();
    const theirs = (request.postDataBuffer() ?? Buffer.alloc(0)).toString('latin1');
    const body = Buffer.from(theirs.replaceAll(eve.userId, dana.userId), 'latin1');
    for (const guest of [csr, stranger, visitor('harbor')]) {
      const answer = await guest.post(pathOf(dana), body, {
        headers: {
          'next-action': headers['next-action'] ?? '',
          'content-type': headers['content-type'] ?? '',
          accept: headers.accept ?? '*/*',
        },
      });
      expect(answer.status).toBeLessThan(500);
      expect(answer.body).not.toContain('"emailShared":true');
      expect(answer.body).not.toContain('"kind":"reset"');
      expect(await stateOf(servers, [dana])).toBe(before);
    }
  }
});

test('an act that is none, and an id that is none, make nothing fail', async ({
  visitor,
  servers,
}) => {
  const dana = await person('harbor');
  const csa = visitor('harbor');
  await csa.signIn(await administrator('harbor'));
  const before = await stateOf(servers, [dana]);
  const tries: Record<string, string | string[]>[] = [
    { act: 'constructor' },
    { act: '__proto__' },
    { act: '' },
    { act: ['disable', 'delete'] },
    { userId: 'nonsense' },
    { userId: ["' or 1=1", dana.userId] },
  ];
  for (const changes of tries) {
    const answer = await press(csa, pathOf(dana), 'Disable', changes);
    expect([changes, answer.status < 500]).toEqual([changes, true]);
  }
  for (const version of ['x', '-1', '1e3', '']) {
    const fields = { version, fullName: 'Else' };
    const answer = await press(csa, pathOf(dana), 'Save changes', fields);
    expect([version, answer.status < 500]).toEqual([version, true]);
  }
  expect(await stateOf(servers, [dana])).toBe(before);
});

test('a decision about who came from the portal that is none makes nothing fail', async ({
  visitor,
  servers,
}) => {
  const dana = await person('brook');
  await arrive(dana);
  const csa = visitor('brook');
  await csa.signIn(await administrator('brook'));
  const before = await stateOf(servers, [dana]);
  const tries: Record<string, string | string[]>[] = [
    { act: 'constructor' },
    { act: 'link' },
    { subject: ['one', 'two'] },
    { subject: 'x'.repeat(9_000) },
    { provider: '' },
    { userId: 'nonsense' },
  ];
  for (const changes of tries) {
    const answer = await press(csa, pathOf(dana), 'Remove this entry', changes);
    expect([changes, answer.status < 500]).toEqual([changes, true]);
  }
  expect(await stateOf(servers, [dana])).toBe(before);
});
