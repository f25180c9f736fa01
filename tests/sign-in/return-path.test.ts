import { describe, expect, test } from 'vitest';
import { ownReturnPath, safeReturnPath } from '@/lib/sign-in/return-path';

describe('the page that was asked for is a path on this host', () => {
  test.each([
    '/home',
    '/sessions',
    '/admin/users',
    '/admin/users?status=locked&page=2',
    '/admin/users/0b5cad#roles',
    '/admin/users?q=a//b',
    '/admin/users?next=https://evil.example/',
    '/admin/users?q=%2F%2Fevil.example',
    '/bill-advisor/é',
    '/apis',
    '/ssoadmin',
    '/sso/test',
  ])('%s', (path) => {
    const { pathname, search, hash } = new URL(path, 'http://here');
    expect(safeReturnPath(path)).toBe(pathname + search + hash);
  });
});

describe('nobody is sent to another host', () => {
  test.each([
    'https://evil.example',
    'http://evil.example/home',
    'HTTPS://evil.example',
    'https:evil.example',
    'https:/evil.example',
    '//evil.example',
    '///evil.example',
    '////evil.example/home',
    '/\\evil.example',
    '\\\\evil.example',
    '\\/evil.example',
    '/\\/evil.example',
    '/home\\..\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/\r\n/evil.example',
    '\t//evil.example',
    ' //evil.example',
    '/\u0000/evil.example',
    '/\u0085/evil.example',
    '/.//evil.example',
    '/..//evil.example',
    '/././/evil.example',
    '/home/..//evil.example',
    '/home/../..//evil.example',
    '/%2e//evil.example',
    '/%2E%2e//evil.example',
    '/home/%2e%2e//evil.example',
    '/.///evil.example',
    '/.//evil.example:443/home',
    '/.//user@evil.example',
    '/.//evil.example?q#h',
    '@evil.example',
    '.evil.example',
    'evil.example',
    ':443',
    '?//evil.example',
    '#//evil.example',
    'javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,hi',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://evil.example/1',
    'mailto:a@evil.example',
  ])('%j', (asked) => {
    const path = safeReturnPath(asked);
    // As a browser reads a Location header or a link on one of our pages.
    expect(new URL(path, 'https://csi.harbor.example/sub/page').origin).toBe(
      'https://csi.harbor.example',
    );
    expect(path).toMatch(/^\/(?![/\\])/);
  });
});

describe('who asked for nothing that can be gone to lands at home', () => {
  test.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty text', ''],
    ['two', ['/sessions', '/home']],
    ['an object', { toString: () => '/sessions' }],
    ['a number', 7],
    ['the Welcome page', '/'],
    ['the Welcome page with a reason', '/?over=idle'],
    ['the Welcome page by a detour', '/sessions/..'],
    ['an endpoint of NextAuth', '/api/auth/signout'],
    ['the API', '/api'],
    ['a file of the build', '/_next/static/chunk.js'],
    ['the beginning of another sign-in', '/sso/start'],
    ['the beginning of a test sign-in', '/sso/test/start'],
    ['what begins like the test page', '/sso/tests'],
    ['an endpoint by a detour', '/home/../api/auth/signout'],
    ['half a surrogate pair in a host', 'http://\ud83d'],
  ])('%s', (_, asked) => {
    expect(safeReturnPath(asked)).toBe('/home');
  });
});

test('2,000 characters are carried, one more is not', () => {
  const longest = `/sessions?q=${'x'.repeat(2000 - '/sessions?q='.length)}`;
  expect(safeReturnPath(longest)).toBe(longest);
  expect(safeReturnPath(`${longest}x`)).toBe('/home');
});

describe('a page where somebody was', () => {
  test('is for them alone; anybody else lands at home', () => {
    expect(ownReturnPath('/admin/users', 'danas-tag', ['danas-tag'])).toBe('/admin/users');
    expect(ownReturnPath('/admin/users', 'danas-tag', ['sams-tag'])).toBe('/home');
    expect(ownReturnPath('/admin/users', ['danas-tag'], ['danas-tag'])).toBe('/home');
  });

  test('is theirs under a new secret too, and under the one before', () => {
    expect(ownReturnPath('/admin/users', 'older', ['newer', 'older'])).toBe('/admin/users');
    expect(ownReturnPath('/admin/users', 'newer', ['newer', 'older'])).toBe('/admin/users');
  });

  test.each([undefined, null, ''])('is for anybody where nobody was: %j', (of) => {
    expect(ownReturnPath('/admin/users', of, ['sams-tag'])).toBe('/admin/users');
    expect(ownReturnPath('//evil.example', of, ['sams-tag'])).toBe('/home');
  });
});
