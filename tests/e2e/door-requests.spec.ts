import { askRaw } from '@/tests/e2e/support/ask';
import { multipart } from '@/tests/e2e/support/forms';
import { expectNoInnerLife, expectPage, readyToSignIn } from '@/tests/e2e/support/posts';
import { expect, test } from '@/tests/e2e/support/test';

for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND']) {
  test(`${method} is no method of ours`, async ({ servers, visitor }) => {
    for (const path of ['/', '/home', '/api/auth/session', '/api/health/live', '/icon.svg']) {
      const answer = await visitor('harbor').get(path, {
        method,
        headers: { origin: servers.url('harbor', ''), 'content-length': '0' },
      });
      expect([path, answer.status]).toEqual([path, 405]);
      expect(answer.headers.allow).toBe('GET, HEAD, POST');
      expectPage(answer);
    }
  });
}

test('HEAD answers as GET does, without a body', async ({ servers }) => {
  for (const path of ['/', '/home', '/no-such-page', '/api/health/live', '/icon.svg', '/%zz']) {
    const [get, head] = await Promise.all(
      ['GET', 'HEAD'].map((method) => servers.ask('harbor', path, { method })),
    );
    expect([path, head?.status, head?.body]).toEqual([path, get?.status, '']);
    expect(head?.headers['content-type']).toBe(get?.headers['content-type']);
  }
});

test('only forms are read', async ({ visitor }) => {
  const types = ['application/json', 'application/xml', 'multipart/mixed', 'text/html', '', 'x'];
  for (const type of types) {
    for (const path of ['/', '/api/auth/callback/credentials']) {
      const answer = await visitor('harbor').post(path, 'a=b', {
        headers: { 'content-type': type },
      });
      expect([type, path, answer.status]).toEqual([type, path, 415]);
      expectPage(answer);
    }
  }
});

test('a form of 64 KiB is read, and one byte more is not', async ({ visitor }) => {
  const guest = visitor('harbor');
  const { fields } = await readyToSignIn(guest);
  const withPadding = (n: number) => multipart([...fields, ['padding', 'x'.repeat(n)]]);
  const bytes = Buffer.byteLength(withPadding(0).body);
  const send = (length: number) => {
    const { body, contentType } = withPadding(length - bytes);
    return guest.post('/', body, { headers: { 'content-type': contentType } });
  };
  const fits = await send(65_536);
  expect([fits.status, fits.headers.location]).toEqual([303, '/home']);
  guest.cookies.clear();
  const tooLarge = await send(65_537);
  expect(tooLarge.status).toBe(413);
  expectPage(tooLarge);
});

test('a form that does not say its length is not read', async ({ servers }) => {
  const host = servers.host('harbor');
  const head = `POST / HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nConnection: close\r\n`;
  const chunked = `${head}Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`;
  const answer = await askRaw(servers.portOf(), chunked);
  expect(answer.status).toBe(411);
  expectNoInnerLife(answer.text);
});

test('a body with two lengths is not read', async ({ servers }) => {
  const host = servers.host('harbor');
  const head = `POST / HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\n`;
  const bodies = [
    `${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `${head}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde`,
    `${head}Content-Length: -1\r\n\r\n`,
    'GET / HTTP/1.1\r\n\r\n',
    `GET / HTTP/1.1\r\nHost: ${host}\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    'nonsense\r\n\r\n',
  ];
  for (const text of bodies) {
    const answer = await askRaw(servers.portOf(), text);
    expect([text.slice(0, 80), Math.floor(answer.status / 100)]).toEqual([text.slice(0, 80), 4]);
    expectNoInnerLife(answer.text);
  }
});

test('a request with two Host headers is not answered', async ({ servers }) => {
  const [one, other] = [servers.host('harbor'), servers.host('plain')];
  for (const [first, second] of [
    [one, other],
    [one, one],
  ] as const) {
    const text = `GET / HTTP/1.1\r\nHost: ${first}\r\nHost: ${second}\r\nConnection: close\r\n\r\n`;
    expect((await askRaw(servers.portOf(), text)).status).toBe(400);
  }
});
