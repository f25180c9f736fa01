import type { IncomingMessage } from 'node:http';
import { beforeEach, describe, expect, test } from 'vitest';
import { door } from '@/lib/door/door';
import { type RequestContext, requestContext } from '@/lib/request-context';
import { serve } from '@/tests/door/knock';
import { restartedWith } from '@/tests/support/settings';
import { testUtility } from '@/tests/support/test-utility';

/** What a page saw of the request. */
let seen: { headers: IncomingMessage['headers']; context: RequestContext } | undefined;
let knock: Awaited<ReturnType<typeof serve>>;

beforeEach(async () => {
  await testUtility();
  seen = undefined;
  const handle = door(async (req, res) => {
    seen = { headers: req.headers, context: requestContext() };
    res.end('a page');
  });
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

describe('a page hears', () => {
  test('of host and scheme what is configured, and nothing that was forged', async () => {
    await knock({
      headers: {
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'http',
        'x-forwarded-for': '203.0.113.9',
        'x-middleware-subrequest': 'middleware',
        'content-security-policy': "script-src 'nonce-forged'",
      },
    });
    expect(seen?.headers).toMatchObject({
      host: 'csi.harbor.example',
      'x-forwarded-host': 'csi.harbor.example',
      'x-forwarded-proto': 'https',
    });
    expect(seen?.headers).not.toHaveProperty('x-middleware-subrequest');
    expect(seen?.headers['content-security-policy']).toContain(`'nonce-${seen?.context.nonce}'`);
    expect(seen?.context.clientAddress).toBe('127.0.0.1');
  });

  test.each([
    [0, '203.0.113.9, 198.51.100.7', '127.0.0.1'],
    [1, '203.0.113.9, 198.51.100.7', '198.51.100.7'],
    [2, '203.0.113.9, 198.51.100.7', '203.0.113.9'],
    [3, '203.0.113.9, 198.51.100.7', '127.0.0.1'],
  ])('behind %i proxies of the client %s as %s', async (proxies, forwardedFor, address) => {
    restartedWith({ TRUSTED_PROXIES: String(proxies) });
    await knock({ headers: { 'x-forwarded-for': forwardedFor } });
    expect(seen?.context.clientAddress).toBe(address);
  });

  test('of a client that sends the header twice what the proxies put last', async () => {
    restartedWith({ TRUSTED_PROXIES: '1' });
    await knock({ headers: { 'x-forwarded-for': ['203.0.113.9', '198.51.100.7'] } });
    expect(seen?.context.clientAddress).toBe('198.51.100.7');
  });
});

describe('a page knows', () => {
  test.each([
    [{ 'sec-purpose': 'prefetch;prerender' }, true],
    [{ purpose: 'prefetch' }, true],
    [{ 'next-router-prefetch': '1' }, true],
    [{ 'sec-fetch-mode': 'navigate' }, false],
    [{}, false],
  ])('whether a person asked for it: %j', async (headers, isPrefetch) => {
    await knock({ headers });
    expect(seen?.context.isPrefetch).toBe(isPrefetch);
  });

  test('what loads itself by its mark, and the way back without it', async () => {
    await knock({ path: '/home?tab=2&auto=1' });
    expect(seen?.context).toMatchObject({ isBackground: true, path: '/home?tab=2' });
    await knock({ path: '/home?tab=2' });
    expect(seen?.context).toMatchObject({ isBackground: false, path: '/home?tab=2' });
  });

  test('that a form is on its way, and only then', async () => {
    await knock(form);
    expect(seen?.context.awaitsForm).toBe(true);
    await knock({ ...form, path: '/api/auth/signout' });
    expect(seen?.context.awaitsForm).toBe(false);
    await knock();
    expect(seen?.context.awaitsForm).toBe(false);
  });
});
