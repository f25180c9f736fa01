import { multipart } from '@/tests/e2e/support/forms';
import { expectPage, readyToSignIn } from '@/tests/e2e/support/posts';
import { expect, test } from '@/tests/e2e/support/test';
import { SESSION } from '@/tests/e2e/support/visitor';

type Pairs = [string, string][];
const without = (fields: Pairs, name: string) => fields.filter(([field]) => field !== name);

const SPOILED: Record<string, (fields: Pairs) => Pairs> = {
  'a doubled username': (fields) => [...fields, ['username', 'danaortiz']],
  'a doubled password': (fields) => [...fields, ['password', 'x']],
  'a doubled way back': (fields) => [...fields, ['returnTo', '/home']],
  'no username': (fields) => without(fields, 'username'),
  'no password': (fields) => without(fields, 'password'),
  'no way back': (fields) => without(fields, 'returnTo'),
  'a NUL in the username': (fields) => [...without(fields, 'username'), ['username', 'a\0b']],
  'a username of 8,193 characters': (fields) => [
    ...without(fields, 'username'),
    ['username', 'x'.repeat(8193)],
  ],
  'a password of 8,193 characters': (fields) => [
    ...without(fields, 'password'),
    ['password', 'x'.repeat(8193)],
  ],
  'a file for a password': (fields) => [
    ...without(fields, 'password'),
    ['password"; filename="password.bin', '\x01\x02'],
  ],
};

for (const [what, spoil] of Object.entries(SPOILED)) {
  test(`a form with ${what} is answered with a page and status 400`, async ({ visitor }) => {
    const guest = visitor('harbor');
    const { fields } = await readyToSignIn(guest);
    const { body, contentType } = multipart(spoil(fields));
    const answer = await guest.post('/', body, { headers: { 'content-type': contentType } });
    expect(answer.status).toBe(400);
    expectPage(answer);
    expect(answer.body).toContain('did not arrive complete');
    expect(guest.cookies.has(SESSION)).toBe(false);
  });
}

test('a field of 8,192 characters is read', async ({ visitor }) => {
  const guest = visitor('harbor');
  const { fields } = await readyToSignIn(guest);
  const username: Pairs = [['username', 'x'.repeat(8192)]];
  const { body, contentType } = multipart([...without(fields, 'username'), ...username]);
  const answer = await guest.post('/', body, { headers: { 'content-type': contentType } });
  expect(answer.status).toBe(200);
  expect(answer.body).toContain('The username or the password is wrong.');
});

const PATHS = [
  '/',
  '/home',
  '/change-password',
  '/forgot-password',
  '/reset-password',
  '/reset-password?r=x',
  '/no-such-page',
];

const BOUNDARY = 'multipart/form-data; boundary=';

/** The body that would have signed somebody in, cut or mislabelled. */
const MALFORMED: Record<string, (body: string, type: string) => [string | Buffer, string]> = {
  'a form that is cut short': (body, type) => [body.slice(0, -20), type],
  'a form that is cut in a field’s name': (body, type) => [body.slice(0, 60), type],
  'an empty form': (_, type) => ['', type],
  'a form of bytes': (_, type) => [Buffer.from([0, 255, 254, 13, 10, 45, 45]), type],
  'another boundary': (body) => [body, `${BOUNDARY}other`],
  'no boundary': (body) => [body, 'multipart/form-data'],
  'an empty boundary': (body) => [body, BOUNDARY],
  'a boundary of 5,000 characters': (body) => [body, BOUNDARY + 'x'.repeat(5000)],
  'a part without a name': (_, type) => {
    const boundary = type.slice(BOUNDARY.length);
    return [
      `--${boundary}\r\nContent-Disposition: form-data\r\n\r\nx\r\n--${boundary}--\r\n`,
      type,
    ];
  },
  'text that says it is a form': (_, type) => ['username=a&password=b', type],
};

for (const [what, make] of Object.entries(MALFORMED)) {
  test(`${what} is answered with a page and no status of ours`, async ({ visitor }) => {
    const guest = visitor('harbor');
    const ready = await readyToSignIn(guest);
    const [body, contentType] = make(ready.body, ready.contentType);
    for (const path of PATHS) {
      const answer = await guest.post(path, body, { headers: { 'content-type': contentType } });
      expect([path, answer.status < 500]).toEqual([path, true]);
      if (answer.status >= 400) expectPage(answer);
    }
    const main = await guest.post('/', body, { headers: { 'content-type': contentType } });
    expect(main.status).toBe(400);
    expect(guest.cookies.has(SESSION)).toBe(false);
  });
}
