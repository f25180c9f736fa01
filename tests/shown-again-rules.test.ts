import { expect, test } from 'vitest';
import { pageToShowAgain } from '@/lib/shown-again-rules';

test.each([
  '/',
  '/?over=idle&returnTo=%2Fadmin%2Fusers',
  '/home',
  '/admin/users?q=%C3%A9&page=3',
  '/reset-password?r=abc',
  '/languages',
  '/apiary',
])('%s is shown again', (path) => {
  expect(pageToShowAgain(path)).toBe(path);
});

test.each([
  '',
  'home',
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example',
  '/.//evil.example',
  '/\u0000',
  '/language',
  '/language?x=1',
  '/x/../language',
  '/api/auth/session',
  '/_next/static/x.js',
  '/logo/abc',
  `/${'a'.repeat(2000)}`,
])('%j is no page of ours: everybody begins at the start', (path) => {
  expect(pageToShowAgain(path)).toBe('/');
});

test('an address of 2,000 characters is, of one more is not', () => {
  const longest = `/${'a'.repeat(1999)}`;
  expect(pageToShowAgain(longest)).toBe(longest);
  expect(pageToShowAgain(`${longest}a`)).toBe('/');
});
