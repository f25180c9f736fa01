import { describe, expect, test } from 'vitest';
import { readInitiatedLogin } from '@/lib/sso/initiated-login-rules';
import { utilityOf } from '@/tests/support/utility-settings';

const ISSUER = 'https://portal.example/tenant';
const utility = utilityOf({ domains: ['csi.harbor.example', 'old.harbor.example'] });

const read = (query: Record<string, string> | [string, string][]) =>
  readInitiatedLogin(new URLSearchParams(query), ISSUER, utility);
const to = (target: string) => read({ iss: ISSUER, target_link_uri: target });

test('a login of this utility’s portal needs no more than its issuer', () => {
  expect(read({ iss: ISSUER })).toEqual({ target: null, loginHint: null });
});

test.each([{}, { iss: '' }, { iss: 'https://portal.example' }, { iss: `${ISSUER}/` }])(
  'another issuer, or none, begins nothing: %o',
  (query) => {
    expect(read(query as Record<string, string>)).toBe('issuer');
  },
);

test.each([
  ['https://csi.harbor.example/admin/users?q=x', '/admin/users?q=x'],
  ['https://old.harbor.example/home', '/home'],
  ['https://CSI.HARBOR.EXAMPLE:443/home', '/home'],
  ['/home', '/home'],
])('a page of this utility is where it leads: %s', (target, path) => {
  expect(to(target)).toEqual({ target: path, loginHint: null });
});

test.each([
  'https://evil.example/home',
  'https://csi.harbor.example.evil.example/',
  'https://csi.harbor.example@evil.example/',
  'https://user:pass@csi.harbor.example/',
  'http://csi.harbor.example/',
  'https://csi.harbor.example:8443/',
  '//evil.example/',
  '/\\evil.example/',
  '/.//evil.example',
  'https://csi.harbor.example//evil.example',
  'javascript:alert(1)',
  'data:text/html,x',
  'home',
  '\thttps://evil.example',
])('another site is nowhere that it leads: %s', (target) => {
  expect(to(target)).toBe('target');
});

describe('a hint of whom to sign in', () => {
  test('is one line that is passed on', () => {
    expect(read({ iss: ISSUER, login_hint: 'alice@mail.example' })).toEqual({
      target: null,
      loginHint: 'alice@mail.example',
    });
  });

  test('has at most 256 characters', () => {
    expect(read({ iss: ISSUER, login_hint: 'x'.repeat(256) })).toMatchObject({ target: null });
    expect(read({ iss: ISSUER, login_hint: 'x'.repeat(257) })).toBe('login_hint');
  });

  test.each(['a\nb', 'a\0b', 'https://evil.example/'])('is no %j', (hint) => {
    expect(read({ iss: ISSUER, login_hint: hint })).toBe('login_hint');
  });
});

test.each(['iss', 'login_hint', 'target_link_uri'])('%s twice begins nothing', (name) => {
  const once: [string, string][] = [['iss', ISSUER]];
  const twice: [string, string][] = [
    [name, ISSUER],
    [name, ISSUER],
  ];
  expect(read(name === 'iss' ? twice : [...once, ...twice])).toBe('doubled');
});
