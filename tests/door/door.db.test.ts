import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { door } from '@/lib/door/door';
import { log } from '@/lib/log';
import { type RequestContext, requestContext } from '@/lib/request-context';
import { serve } from '@/tests/door/knock';
import { testUtility } from '@/tests/support/test-utility';

/** What stands in for Next, and what it saw. */
let pages: ReturnType<typeof vi.fn<(req: IncomingMessage, res: ServerResponse) => Promise<void>>>;
let seen: { headers: IncomingMessage['headers']; context: RequestContext } | undefined;
let knock: Awaited<ReturnType<typeof serve>>;

beforeEach(async () => {
  await testUtility({ domains: ['csi.harbor.example', 'harbor.localhost:3000'] });
  seen = undefined;
  pages = vi.fn(async (req, res) => {
    seen = { headers: req.headers, context: requestContext() };
    res.end('a page');
  });
  const handle = door(pages);
  knock = await serve((req, res) => void handle(req, res));
});

const form = {
  method: 'POST',
  body: 'a=b',
  headers: {
    origin: 'https://csi.harbor.example',
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': '3',
  },
};

describe('whoever leaves', () => {
  const leaveDuring = async (answer: (res: ServerResponse) => void) => {
    let left: Promise<unknown> = Promise.resolve();
    pages.mockImplementation(async (req, res) => {
      seen = { headers: req.headers, context: requestContext() };
      answer(res);
      left = once(res, 'close');
      req.socket.destroy();
    });
    await knock().catch(() => undefined);
    await left;
    return seen?.context.gone.aborted;
  };

  test('before any answer is known to have left', async () => {
    expect(await leaveDuring(() => undefined)).toBe(true);
  });

  test('while the utility was being looked up, too', async () => {
    let aborted: boolean | undefined;
    const asked = new Promise<void>((resolve) => {
      pages.mockImplementation(async () => {
        aborted = requestContext().gone.aborted;
        resolve();
      });
    });
    const handle = door(pages);
    const ask = await serve((req, res) => {
      res.once('close', () => void handle(req, res));
      req.socket.destroy();
    });
    await ask().catch(() => undefined);
    await asked;
    expect(aborted).toBe(true);
  });

  test('once the answer began may have its cookie, and is not', async () => {
    expect(await leaveDuring((res) => void res.write('a'))).toBe(false);
  });

  test('with the whole answer is not', async () => {
    await knock();
    expect(seen?.context.gone.aborted).toBe(false);
  });
});

describe('a host', () => {
  test.each(['csi.harbor.example', 'CSI.Harbor.Example', 'csi.harbor.example:443'])(
    'of a utility gets its page: %s',
    async (host) => {
      expect(await knock({ host })).toMatchObject({ status: 200, body: 'a page' });
      expect(seen?.context).toMatchObject({ domain: 'csi.harbor.example' });
      expect(seen?.context.utility.utilityId).toBe('harbor');
    },
  );

  test.each([
    'evil.example',
    '127.0.0.1',
    'harbor.localhost',
    'csi.harbor.example.evil.example',
    '',
  ])('of none gets a plain page that names no utility: "%s"', async (host) => {
    const { status, body } = await knock({ host });
    expect(status).toBe(404);
    expect(body).toContain('<!doctype html>');
    expect(body).not.toMatch(/harbor/i);
    expect(pages).not.toHaveBeenCalled();
  });

  test('is one: two of them are refused, whichever comes first', async () => {
    for (const second of ['evil.example', 'csi.harbor.example']) {
      const headers = { Host: ['csi.harbor.example', second] };
      expect((await knock({ headers })).status).toBe(400);
    }
    expect(pages).not.toHaveBeenCalled();
  });
});

describe('every answer', () => {
  test.each([
    ['a page', {}],
    ['a refusal', { method: 'DELETE' }],
    ['an unknown host', { host: 'evil.example' }],
    ['a bad target', { path: '//evil.example' }],
    ['a health check', { path: '/api/health/live' }],
  ])('has the security headers and a reference: %s', async (_, asked) => {
    const { headers } = await knock(asked);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('of a page has a nonce of its own', async () => {
    const policies = [await knock(), await knock()].map(
      (a) => a.headers['content-security-policy'],
    );
    expect(new Set(policies).size).toBe(2);
  });

  test('asks for https at a utility that has it, and at none that has not', async () => {
    const at = async (host: string) => (await knock({ host })).headers['strict-transport-security'];
    expect(await at('csi.harbor.example')).toBe('max-age=63072000');
    expect(await at('harbor.localhost:3000')).toBeUndefined();
  });
});

describe('turned away before any page', () => {
  test.each([
    [
      'a foreign form',
      { ...form, headers: { ...form.headers, origin: 'https://evil.example' } },
      403,
    ],
    ['another method', { method: 'PUT' }, 405],
    [
      'a body of another kind',
      { ...form, headers: { ...form.headers, 'content-type': 'text/xml' } },
      415,
    ],
    [
      'a body of unknown length',
      { method: 'POST', headers: { origin: form.headers.origin, 'transfer-encoding': 'chunked' } },
      411,
    ],
    [
      'a body that is too large',
      {
        ...form,
        body: 'x'.repeat(65_537),
        headers: { ...form.headers, 'content-length': '65537' },
      },
      413,
    ],
    ['another host in the target', { path: '//evil.example/' }, 400],
    ['a whole address as the target', { path: 'http://evil.example/' }, 400],
    ['a backslash after the slash', { path: '/\\evil.example' }, 400],
    ['a bad escape', { path: '/%zz' }, 400],
    ['a NUL', { path: '/%00' }, 400],
  ])('%s', async (_, asked, status) => {
    expect((await knock(asked)).status).toBe(status);
    expect(pages).not.toHaveBeenCalled();
  });

  test('but not a form of our own', async () => {
    expect(await knock(form)).toMatchObject({ status: 200, body: 'a page' });
  });
});

test('a page that throws becomes a plain page with a reference, and tells nothing', async () => {
  const logged = vi.spyOn(log(), 'error').mockReturnValue();
  const error = new Error('secret of the house');
  pages.mockRejectedValue(error);
  const { status, body, headers } = await knock();
  expect(status).toBe(500);
  expect(body).toContain(headers['x-request-id']);
  expect(body).not.toContain('secret of the house');
  const requestId = headers['x-request-id'];
  expect(logged).toHaveBeenCalledExactlyOnceWith({ err: error, requestId }, expect.any(String));
});
