import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, test } from 'vitest';
import { replaceForwardedHeaders } from '@/lib/door/forwarded-headers';

const DOMAIN = 'csi.harbor.example';
const ours = { host: DOMAIN, 'x-forwarded-host': DOMAIN, 'x-forwarded-proto': 'https' };

function replaced(headers: IncomingHttpHeaders, scheme: 'http' | 'https' = 'https') {
  const copy = { ...headers };
  replaceForwardedHeaders(copy, DOMAIN, scheme);
  return copy;
}

test('host and scheme are the utility’s, whatever was said', () => {
  expect(
    replaced({
      host: 'CSI.Harbor.Example:443',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
    }),
  ).toEqual(ours);
  expect(replaced({}, 'http')).toEqual({ ...ours, 'x-forwarded-proto': 'http' });
});

describe('a client may not say', () => {
  test.each([
    'forwarded',
    'x-forwarded-for',
    'x-forwarded-port',
    'x-forwarded-server',
    'x-forwarded-prefix',
    'x-forwarded-scheme',
    'x-forwarded-path',
    'x-real-ip',
    'x-middleware-subrequest',
    'x-middleware-rewrite',
    'x-middleware-next',
    'x-invoke-path',
    'x-invoke-status',
    'x-matched-path',
    'x-rewrite-url',
    'x-original-url',
    'x-original-host',
    'x-vercel-id',
    'x-now-route-matches',
    'x-nextjs-data',
    'x-nextjs-action-not-found',
    'x-auth-return-redirect',
    'x-http-method-override',
    'x-http-method',
    'x-csi-user',
    'next-router-state-tree',
    'content-security-policy',
    'content-security-policy-report-only',
  ])('%s', (name) => {
    expect(replaced({ [name]: 'forged' })).toEqual(ours);
  });
});

describe('a client may say', () => {
  test.each([
    'accept',
    'accept-language',
    'content-type',
    'content-length',
    'cookie',
    'origin',
    'referer',
    'user-agent',
    'sec-fetch-site',
    'next-action',
    'next-router-prefetch',
    'next-url',
    'rsc',
    'x-requested-with',
    'if-none-match',
  ])('%s', (name) => {
    expect(replaced({ [name]: 'said' })).toEqual({ ...ours, [name]: 'said' });
  });
});
