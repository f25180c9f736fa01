import { askToLeave } from '@/tests/e2e/support/ask';
import { fieldsOfForm, multipart } from '@/tests/e2e/support/forms';
import { leaveWhileSigningIn } from '@/tests/e2e/support/leave';
import { disable, person } from '@/tests/e2e/support/people';
import { expect, test } from '@/tests/e2e/support/test';
import { SESSION } from '@/tests/e2e/support/visitor';

test('a session is one cookie: 43 characters, for this host, for no script, with no expiry', async ({
  visitor,
}) => {
  const guest = visitor('harbor');
  const answer = await guest.signIn(await person('harbor'));
  const cookies = (answer.headers['set-cookie'] ?? []).filter((line) => /[^=]=[^;]/.test(line));
  const session = cookies.filter((line) => line.startsWith(SESSION));
  expect(session).toHaveLength(1);
  expect(session[0]).toMatch(/^csi-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=lax$/i);
  expect([...guest.cookies.keys()]).toEqual([SESSION]);
});

test('a session is good on every server', async ({ visitor }) => {
  const guest = visitor('harbor');
  await guest.signIn(await person('harbor'), 'second');
  for (const server of ['first', 'second'] as const) {
    expect((await guest.get('/home', { server })).status).toBe(200);
  }
});

test('a cookie of one utility is worth nothing at another, where the same username exists', async ({
  visitor,
}) => {
  const here = await person('harbor');
  const there = await person('plain', { username: here.username });
  const guest = visitor('harbor');
  await guest.signIn(here);
  const elsewhere = guest.at('plain');
  expect((await elsewhere.get('/home')).headers.location).toBe('/');
  expect(JSON.parse((await elsewhere.get('/api/auth/session')).body)).toBeNull();
  expect((await guest.get('/home')).status).toBe(200);
  expect((await visitor('plain').signIn(there)).headers.location).toBe('/home');
});

test('two cookies of the name, or a broken one, are none', async ({ visitor }) => {
  const guest = visitor('harbor');
  await guest.signIn(await person('harbor'));
  const secret = guest.cookies.get(SESSION) ?? '';
  const one = `${SESSION}=${secret}`;
  const values = [
    `${one}; ${one}`,
    `${one}; ${SESSION}=${'x'.repeat(43)}`,
    `${SESSION}=; ${one}`,
    `${SESSION}="${secret}"`,
    `${SESSION}=${secret.slice(1)}`,
    `${SESSION}=${secret}x`,
    `${SESSION}=${secret.toLowerCase()}`,
    `${SESSION}=%00`,
    `__Host-${one}`,
    `${SESSION}.0=${secret}`,
  ];
  for (const cookie of values) {
    const answer = await visitor('harbor').get('/home', { headers: { cookie } });
    expect([cookie, answer.status, answer.headers.location]).toEqual([cookie, 307, '/']);
  }
  const among = await visitor('harbor').get('/home', { headers: { cookie: `a=b; ${one}; c=d` } });
  expect(among.status).toBe(200);
});

test('disabling an account ends its session at the next request, on the other server too', async ({
  visitor,
}) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  await guest.signIn(dana, 'first');
  expect((await guest.get('/home', { server: 'second' })).status).toBe(200);
  await disable(dana);
  for (const server of ['second', 'first'] as const) {
    expect((await guest.get('/home', { server })).headers.location).toBe('/?over=ended');
  }
});

test('signing in again in the same browser ends the earlier session', async ({ visitor }) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  await guest.signIn(dana);
  const earlier = guest.cookies.get(SESSION) ?? '';
  // In two tabs the Welcome page was open before.
  const other = visitor('harbor');
  const { username, password } = dana;
  const hidden = fieldsOfForm((await other.get('/')).body);
  const { body, contentType } = multipart({ ...hidden, username, password });
  await guest.post('/', body, { headers: { 'content-type': contentType } });
  expect(guest.cookies.get(SESSION)).not.toBe(earlier);
  expect((await guest.get('/home')).status).toBe(200);
  guest.cookies.set(SESSION, earlier);
  expect((await guest.get('/home')).headers.location).toBe('/?over=ended');
});

test('a browser that leaves before it has the cookie leaves no session open', async ({
  servers,
  visitor,
}) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  const { username, password } = dana;
  const hidden = fieldsOfForm((await guest.get('/')).body);
  const { body, contentType } = multipart({ ...hidden, username, password });
  const question = {
    method: 'POST',
    headers: { 'content-type': contentType, origin: servers.url('harbor', '') },
    body,
  };
  await leaveWhileSigningIn(servers, dana.userId, () =>
    askToLeave(servers.portOf(), servers.host('harbor'), '/', question),
  );
  await expect
    .poll(() => servers.sql`select end_reason from sessions where user_id = ${dana.userId}`)
    .toEqual([{ end_reason: 'answer_lost' }]);
});

test('two browsers of one person have a session each', async ({ visitor }) => {
  const dana = await person('harbor');
  const [one, other] = [visitor('harbor'), visitor('harbor')];
  await one.signIn(dana);
  await other.signIn(dana);
  expect((await one.get('/home')).status).toBe(200);
  expect((await other.get('/home')).status).toBe(200);
});

test('the database holds no secret of a session', async ({ servers, visitor }) => {
  const dana = await person('harbor');
  const guest = visitor('harbor');
  await guest.signIn(dana);
  const secret = guest.cookies.get(SESSION) ?? '';
  const rows = await servers.sql`select row_to_json(s)::text as line from sessions s
    where user_id = ${dana.userId}`;
  expect(rows).toHaveLength(1);
  const hex = Buffer.from(secret, 'base64url').toString('hex');
  expect(rows[0]?.line).not.toContain(secret);
  expect(rows[0]?.line).not.toContain(hex);
});
