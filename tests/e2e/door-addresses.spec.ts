import { askRaw } from '@/tests/e2e/support/ask';
import { expectNoInnerLife, expectPage } from '@/tests/e2e/support/posts';
import { expect, test } from '@/tests/e2e/support/test';

const NO_ADDRESSES = [
  '/%zz',
  '/%',
  '/a%00b',
  '/%00',
  '/%c0%af',
  '/home/%ff',
  '//evil.example/',
  '/\\x',
];

for (const path of NO_ADDRESSES) {
  test(`${path} is no address`, async ({ servers }) => {
    const answer = await servers.ask('harbor', path);
    expect(answer.status).toBe(400);
    expectPage(answer);
  });
}

test('targets of proxies are no addresses', async ({ servers }) => {
  const host = servers.host('harbor');
  for (const target of ['*', 'http://evil.example/', `http://${host}/`, 'evil.example:443', '?x']) {
    const text = `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    const answer = await askRaw(servers.portOf(), text);
    expect([target, answer.status]).toEqual([target, 400]);
    expectNoInnerLife(answer.text);
  }
});

const UNKNOWN = [
  '/no-such-page',
  '/home/4711',
  '/admin',
  '/api',
  '/api/',
  '/api/health',
  '/api/health/live/x',
  '/_next/static/chunks/none.js',
  '/_next/static/../../package.json',
  '/_next/static/%2e%2e/%2e%2e/package.json',
  '/_next/image?url=/icon.svg&w=64&q=75',
  '/_next/data/x/home.json',
  '/_next/webpack-hmr',
  '/logo/none',
  '/.env',
  '/.git/config',
  '/server.ts',
  '/__proto__',
  '/constructor',
  '/index.html',
];

for (const path of UNKNOWN) {
  test(`nothing is found at ${path}`, async ({ visitor }) => {
    const answer = await visitor('harbor').get(path);
    const hops =
      answer.status === 308 ? await visitor('harbor').get(answer.headers.location ?? '') : answer;
    expect(hops.status).toBe(404);
    expectNoInnerLife(hops.body);
  });
}

test('no query makes a page fail', async ({ visitor }) => {
  const queries = [
    '?%zz',
    '?over=%00',
    '?over[]=idle',
    '?returnTo=%ff',
    '?returnTo=/a&returnTo=/b',
    '?code=throttled.99999',
    `?returnTo=/${'x'.repeat(6000)}`,
    '?__proto__=x&constructor=y',
    '?_rsc=abc',
    '?again=1&error=Configuration',
  ];
  for (const query of queries) {
    const { status, body } = await visitor('harbor').get(`/${query}`);
    expect([query, status]).toEqual([query, 200]);
    expectNoInnerLife(body);
  }
});

const REACT_HEADERS: Record<string, Record<string, string>> = {
  'no state': { rsc: '1' },
  'a state that is none': { rsc: '1', 'next-router-state-tree': 'junk' },
  'a state of another kind': { rsc: '1', 'next-router-state-tree': '%5B%22%22%5D' },
  'a segment ahead': {
    rsc: '1',
    'next-router-prefetch': '1',
    'next-router-segment-prefetch': '/x',
  },
  'an action that is none': { 'next-action': 'x' },
};

for (const [what, headers] of Object.entries(REACT_HEADERS)) {
  test(`who asks in React’s voice with ${what} learns no more than pages tell`, async ({
    visitor,
  }) => {
    for (const path of ['/', '/home', '/change-password', '/no-such-page']) {
      const asked = await visitor('harbor').get(path, { headers });
      const posted = await visitor('harbor').post(path, '[]', {
        headers: { 'content-type': 'text/plain', ...headers },
      });
      expect([path, asked.status < 500, posted.status < 500]).toEqual([path, true, true]);
      expectNoInnerLife(asked.body + posted.body);
    }
  });
}

test('who asks for the icon by its old name gets it', async ({ servers }) => {
  const { status, headers, body } = await servers.ask('harbor', '/favicon.ico');
  expect([status, headers['content-type']]).toEqual([200, 'image/svg+xml']);
  expect(body).toContain('<svg');
});
