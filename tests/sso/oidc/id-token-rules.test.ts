import { describe, expect, test } from 'vitest';
import { idTokenFault } from '@/lib/sso/oidc/id-token-rules';
import { NOON } from '@/tests/support/test-scope';

const now = NOON.getTime() / 1000;
const expected = {
  issuer: 'https://portal.example',
  clientId: 'csi',
  nonce: 'the-nonce',
  now: NOON,
};

const good = {
  iss: 'https://portal.example',
  aud: 'csi',
  sub: 'alice',
  exp: now + 300,
  iat: now,
  nonce: 'the-nonce',
};

const faultOf = (change: Record<string, unknown>) =>
  idTokenFault({ ...good, ...change }, expected)?.fault ?? null;

test('a token for us, of now, with our nonce has no fault', () => {
  expect(faultOf({})).toBeNull();
});

test.each([
  { aud: ['csi'] },
  { aud: ['csi', 'another'], azp: 'csi' },
  { azp: 'csi' },
  { nbf: now },
  { auth_time: 0 },
  { sub: 'x'.repeat(255) },
])('neither has %o', (change) => {
  expect(faultOf(change)).toBeNull();
});

test.each([
  ['issuer', { iss: 'https://portal.example/' }],
  ['issuer', { iss: 'https://evil.example' }],
  ['issuer', { iss: undefined }],
  ['issuer', { iss: ['https://portal.example'] }],
  ['audience', { aud: 'another' }],
  ['audience', { aud: ['another'] }],
  ['audience', { aud: [] }],
  ['audience', { aud: undefined }],
  ['audience', { aud: ['csi', 'another'] }],
  ['audience', { aud: ['csi', 'another'], azp: 'another' }],
  ['audience', { azp: 'another' }],
  ['audience', { azp: null }],
  ['nonce', { nonce: 'another' }],
  ['nonce', { nonce: undefined }],
  ['id_token', { exp: undefined }],
  ['id_token', { exp: '9999999999' }],
  ['id_token', { iat: undefined }],
  ['id_token', { nbf: 'now' }],
  ['id_token', { sub: undefined }],
  ['id_token', { sub: '' }],
  ['id_token', { sub: 7 }],
  ['id_token', { sub: 'x'.repeat(256) }],
  ['id_token', { sub: 'a\0b' }],
])('%s: %o', (fault, change) => {
  expect(faultOf(change)).toBe(fault);
});

describe('a clock that is off', () => {
  test('by two minutes is forgiven, by more is named with by how much', () => {
    expect(faultOf({ iat: now + 120 })).toBeNull();
    expect(faultOf({ iat: now - 120 })).toBeNull();
    expect(idTokenFault({ ...good, iat: now + 300 }, expected)).toEqual({
      fault: 'clock',
      detail: 'made 300 s ahead of our clock; 120 s are accepted',
    });
    expect(idTokenFault({ ...good, iat: now - 300 }, expected)?.detail).toContain(
      'made 300 s behind our clock',
    );
  });

  test('an expired token is good two minutes longer, and not a second more', () => {
    expect(faultOf({ iat: now - 100, exp: now - 119 })).toBeNull();
    expect(faultOf({ iat: now - 100, exp: now - 120 })).toBe('expired');
  });

  test('a token of the future is good two minutes before, and not a second more', () => {
    expect(faultOf({ nbf: now + 120 })).toBeNull();
    expect(faultOf({ nbf: now + 121 })).toBe('not_yet_valid');
  });
});

test('what a stranger wrote is cut before it is logged', () => {
  const detail = idTokenFault({ ...good, iss: 'x'.repeat(100_000) }, expected)?.detail ?? '';
  expect(detail.length).toBeLessThan(300);
});
