import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type AnswerChange, controlAnswer } from '@/lib/door/answer-control';

let server: Server;

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** What a client gets when `answer` is written under the control of `change`. */
async function answered(
  change: AnswerChange,
  answer: (res: ServerResponse) => unknown,
  init: RequestInit = {},
) {
  const decide = vi.fn((_status: number) => change);
  server = createServer((_req, res) => {
    controlAnswer(res, decide);
    answer(res);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const signal = AbortSignal.timeout(2000);
  const response = await fetch(`http://127.0.0.1:${port}/`, {
    redirect: 'manual',
    signal,
    ...init,
  });
  const body = await response.text();
  return { status: response.status, headers: response.headers, body, decide };
}

const asItIs: AnswerChange = { kind: 'as_it_is' };
const tooMany: AnswerChange = { kind: 'status', status: 429, retryAfterSeconds: 10 };
const instead: AnswerChange = {
  kind: 'instead',
  content: {
    status: 503,
    headers: { 'Content-Type': 'text/html', 'Content-Length': '5', 'Cache-Control': 'no-store' },
    body: 'sorry',
  },
};

/** The ways in which Node code answers. */
const ways: [string, (res: ServerResponse) => unknown][] = [
  ['end alone', (res) => res.end('whole page')],
  ['writeHead and end', (res) => res.writeHead(200, { 'X-Page': 'yes' }).end('whole page')],
  [
    'writeHead with a message',
    (res) => res.writeHead(200, 'Fine', { 'X-Page': 'yes' }).end('whole page'),
  ],
  [
    'several writes',
    (res) => {
      res.write('whole ');
      res.write('page');
      res.end();
    },
  ],
  [
    'flushHeaders',
    (res) => {
      res.flushHeaders();
      res.write('whole ');
      setImmediate(() => res.end('page'));
    },
  ],
  ['an encoding and a callback', (res) => res.end('whole page', 'utf8', () => undefined)],
  [
    'a compressed length',
    (res) => {
      res.setHeader('Content-Encoding', 'identity');
      res.setHeader('ETag', '"1"');
      res.end('whole page');
    },
  ],
];

describe.each(ways)('an answer by %s', (_, answer) => {
  test('goes out as it is where nothing is to change', async () => {
    const { status, body, headers } = await answered(asItIs, answer);
    expect([status, body]).toEqual([200, 'whole page']);
    expect(headers.has('retry-after')).toBe(false);
  });

  test('goes out with another status and Retry-After, and with all of its body', async () => {
    const { status, body, headers } = await answered(tooMany, answer);
    expect([status, body]).toEqual([429, 'whole page']);
    expect(headers.get('retry-after')).toBe('10');
  });

  test('is replaced whole: nothing of the first comes through', async () => {
    const { status, body, headers } = await answered(instead, answer);
    expect([status, body]).toEqual([503, 'sorry']);
    expect(headers.get('content-type')).toBe('text/html');
    for (const name of ['x-page', 'etag', 'content-encoding'])
      expect(headers.has(name)).toBe(false);
  });

  test('is decided on once', async () => {
    for (const change of [asItIs, tooMany, instead]) {
      const { decide } = await answered(change, answer);
      expect(decide.mock.calls).toEqual([[200]]);
      server.closeAllConnections();
      server.close();
    }
  });
});

describe('the status that is decided on', () => {
  test.each([
    ['writeHead’s', (res: ServerResponse) => res.writeHead(500).end()],
    [
      'the one that was set',
      (res: ServerResponse) => Object.assign(res, { statusCode: 500 }).end(),
    ],
  ])('is %s', async (_, answer) => {
    const { decide, status } = await answered(asItIs, answer);
    expect(decide.mock.calls).toEqual([[500]]);
    expect(status).toBe(500);
  });
});

test('a status without Retry-After sets none', async () => {
  const { headers, status } = await answered({ kind: 'status', status: 400 }, (res) =>
    res.end('x'),
  );
  expect(status).toBe(400);
  expect(headers.has('retry-after')).toBe(false);
});

test('a HEAD request gets the replaced headers and no body', async () => {
  const { status, body } = await answered(instead, (res) => res.end(), { method: 'HEAD' });
  expect([status, body]).toEqual([503, '']);
});

test('headers that were set before stay on a replaced answer, but for those of its body', async () => {
  const { headers } = await answered(instead, (res) => {
    res.setHeader('X-Request-Id', '7');
    res.setHeader('Content-Type', 'text/x-component');
    res.end('whole page');
  });
  expect(headers.get('x-request-id')).toBe('7');
  expect(headers.get('content-type')).toBe('text/html');
});

test('a replaced answer is as long as itself, whatever length the first one had', async () => {
  const { body } = await answered(
    {
      kind: 'instead',
      content: { status: 303, headers: { Location: '/x', 'Content-Length': '0' }, body: '' },
    },
    (res) => {
      res.setHeader('Content-Length', '10');
      res.end('whole page');
    },
  );
  expect(body).toBe('');
});

test('who streams into a replaced answer is not kept waiting', async () => {
  const finished = vi.fn();
  await answered(instead, (res) => {
    res.on('finish', finished);
    expect(res.write('whole ')).toBe(true);
    expect(res.end('page')).toBe(res);
  });
  expect(finished).toHaveBeenCalledTimes(1);
});
