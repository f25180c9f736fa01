import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, test } from 'vitest';
import { isProviderPost, refusalOf } from '@/lib/door/request-checks';

const HERE = 'https://csi.harbor.example';
const form: IncomingHttpHeaders = {
  origin: HERE,
  'sec-fetch-site': 'same-origin',
  'content-type': 'application/x-www-form-urlencoded',
  'content-length': '20',
};
const post = (headers: IncomingHttpHeaders) =>
  refusalOf('POST', { ...form, ...headers }, HERE, '/');

describe('methods', () => {
  test.each(['GET', 'HEAD'])('%s goes through, wherever it comes from', (method) => {
    expect(refusalOf(method, {}, HERE, '/')).toBeNull();
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    expect(refusalOf(method, foreign, HERE, '/')).toBeNull();
  });

  test('POST goes through as a form of our own', () => {
    expect(post({})).toBeNull();
  });

  test.each([
    'PUT',
    'PATCH',
    'DELETE',
    'OPTIONS',
    'TRACE',
    'CONNECT',
    'PROPFIND',
    'post',
    'get',
    'POST ',
    '',
  ])('"%s" is refused, from here too', (method) => {
    expect(refusalOf(method, form, HERE, '/')).toEqual({ status: 405, reason: 'method' });
  });
});

describe('where a form comes from', () => {
  const from = (origin: string | undefined, site: string | undefined) =>
    post({ origin, 'sec-fetch-site': site })?.reason ?? 'let through';

  test.each([
    [HERE, 'same-origin'],
    [HERE, undefined],
    [undefined, 'same-origin'],
  ])('Origin %s and Sec-Fetch-Site %s are ours', (origin, site) => {
    expect(from(origin, site)).toBe('let through');
  });

  test.each([
    [undefined, undefined],
    ['null', undefined],
    ['null', 'same-origin'],
    ['null', 'cross-site'],
    ['', undefined],
    ['https://evil.example', undefined],
    ['https://evil.example', 'same-origin'],
    [HERE, 'cross-site'],
    [HERE, 'same-site'],
    [HERE, 'none'],
    [HERE, ''],
    [HERE, 'SAME-ORIGIN'],
    [undefined, 'same-site'],
    [undefined, 'cross-site'],
    [undefined, 'none'],
    ['http://csi.harbor.example', undefined],
    ['https://csi.harbor.example:8443', undefined],
    ['https://csi.harbor.example:443', undefined],
    ['https://csi.harbor.example/', undefined],
    ['https://CSI.harbor.example', undefined],
    ['https://csi.summit.example', undefined],
    ['https://evil.csi.harbor.example', undefined],
    ['https://csi.harbor.example.evil.example', undefined],
    ['https://csi.harbor.example@evil.example', undefined],
    [`${HERE}, https://evil.example`, undefined],
    [`${HERE}, ${HERE}`, undefined],
  ])('Origin %s and Sec-Fetch-Site %s are not', (origin, site) => {
    expect(from(origin, site)).toBe('origin');
    expect(post({ origin, 'sec-fetch-site': site })?.status).toBe(403);
  });
});

describe('what a form holds', () => {
  test('has a length, of at most 64 KiB', () => {
    expect(post({ 'content-length': '0' })).toBeNull();
    expect(post({ 'content-length': '65536' })).toBeNull();
    expect(post({ 'content-length': '65537' })).toEqual({ status: 413, reason: 'too_large' });
    expect(post({ 'content-length': '9'.repeat(40) })).toEqual({
      status: 413,
      reason: 'too_large',
    });
  });

  test('of unknown length is refused, in pieces too', () => {
    const refusal = { status: 411, reason: 'length_missing' };
    expect(post({ 'content-length': undefined })).toEqual(refusal);
    expect(post({ 'content-length': undefined, 'transfer-encoding': 'chunked' })).toEqual(refusal);
  });

  test.each([
    'application/x-www-form-urlencoded',
    'application/x-www-form-urlencoded; charset=UTF-8',
    'Application/X-WWW-Form-URLEncoded',
    'multipart/form-data; boundary=----x',
    'text/plain;charset=UTF-8',
    ' text/plain ',
  ])('of type %s is read', (type) => {
    expect(post({ 'content-type': type })).toBeNull();
  });

  test.each([
    undefined,
    '',
    ';',
    'application/json',
    'text/html',
    'text/plain2',
    'multipart/mixed',
    'application/xml',
    'application/x-www-form-urlencoded, text/plain',
    'x; application/x-www-form-urlencoded',
  ])('of type %s is refused', (type) => {
    expect(post({ 'content-type': type })).toEqual({ status: 415, reason: 'content_type' });
  });
});

describe('a file of people', () => {
  const path = '/admin/users/import/upload';
  const upload = (headers: IncomingHttpHeaders, pathname = path) => {
    const multipart = { ...form, 'content-type': 'multipart/form-data; boundary=x' };
    return refusalOf('POST', { ...multipart, ...headers }, HERE, pathname);
  };

  test('may have 512 MiB, and not a byte more', () => {
    expect(upload({ 'content-length': '536870912' })).toBeNull();
    expect(upload({ 'content-length': '536870913' })).toEqual({
      status: 413,
      reason: 'file_too_large',
    });
  });

  test.each(['/', '/admin/users/import', `${path}/`, `${path}x`, `/x${path}`, `/${path}`])(
    'is taken nowhere else, as at %s',
    (pathname) => {
      expect(upload({ 'content-length': '65537' }, pathname)?.status).toBe(413);
    },
  );

  test('is sent as browsers send files, with a length, from here', () => {
    expect(upload({ 'content-type': 'text/plain' })?.status).toBe(415);
    expect(upload({ 'content-type': 'application/x-www-form-urlencoded' })?.status).toBe(415);
    expect(upload({ 'content-length': undefined })?.status).toBe(411);
    expect(upload({ origin: 'https://evil.example' })?.status).toBe(403);
  });
});

describe('what an identity provider posts', () => {
  const path = '/sso/oidc/backchannel-logout';
  const urlencoded = {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': '20',
  };
  const provider = (headers: IncomingHttpHeaders, pathname = path, method = 'POST') =>
    refusalOf(method, { ...urlencoded, ...headers }, HERE, pathname);

  test.each([
    {},
    { origin: 'https://portal.example' },
    { origin: 'null', 'sec-fetch-site': 'cross-site' },
    { origin: HERE, 'sec-fetch-site': 'same-origin' },
  ])('comes from elsewhere, by itself or through a browser: %j', (headers) => {
    expect(provider(headers)).toBeNull();
    expect(isProviderPost('POST', path)).toBe(true);
  });

  test('has a length, of at most 64 KiB', () => {
    expect(provider({ 'content-length': '65536' })).toBeNull();
    expect(provider({ 'content-length': '65537' })?.status).toBe(413);
    expect(provider({ 'content-length': undefined })?.status).toBe(411);
    const chunked = { 'content-length': undefined, 'transfer-encoding': 'chunked' };
    expect(provider(chunked)?.status).toBe(411);
  });

  test('may be a SAML answer of 512 KiB, at its own address only', () => {
    const last = { 'content-length': '524288' };
    const next = { 'content-length': '524289' };
    expect(provider(last, '/sso/saml/acs')).toBeNull();
    expect(provider(next, '/sso/saml/acs')).toEqual({ status: 413, reason: 'too_large' });
    expect(provider(last, '/sso/saml/slo')?.status).toBe(413);
    expect(provider({}, '/sso/saml/slo')).toBeNull();
    expect(provider({}, '/sso/saml/finish')?.status).toBe(403);
    expect(provider({ 'content-length': undefined }, '/sso/saml/acs')?.status).toBe(411);
    expect(provider({ 'content-type': 'text/xml' }, '/sso/saml/acs')?.status).toBe(415);
  });

  test.each([
    undefined,
    '',
    'application/json',
    'application/jwt',
    'multipart/form-data; boundary=x',
    'text/plain',
    'application/x-www-form-urlencoded, text/plain',
  ])('is a form that browsers and servers send alike, not %s', (type) => {
    expect(provider({ 'content-type': type })).toEqual({ status: 415, reason: 'content_type' });
  });

  test.each([
    '/',
    '/home',
    '/sso/start',
    '/sso/oidc',
    `${path}/`,
    `${path}x`,
    `${path};x`,
    `/x${path}`,
    `/${path}`,
    path.toUpperCase(),
    '/sso/oidc/backchannel%2dlogout',
    '/sso/oidc/../oidc/backchannel-logout',
    `/admin/users/../..${path}`,
    '/api/auth/signout',
  ])('is taken nowhere else, as at %s', (pathname) => {
    expect(provider({ origin: 'https://portal.example' }, pathname)?.reason).toBe('origin');
    expect(provider({}, pathname)?.reason).toBe('origin');
    expect(isProviderPost('POST', pathname)).toBe(false);
  });

  test.each(['PUT', 'DELETE', 'OPTIONS', 'post'])('is posted: %s is refused', (method) => {
    expect(provider({}, path, method)).toEqual({ status: 405, reason: 'method' });
    expect(isProviderPost(method, path)).toBe(false);
  });
});

test('who comes from elsewhere learns nothing of the other rules', () => {
  const origin = 'https://evil.example';
  expect(post({ origin, 'content-length': undefined })?.reason).toBe('origin');
  expect(post({ origin, 'content-type': 'application/json' })?.reason).toBe('origin');
});
