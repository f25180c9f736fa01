import { describe, expect, test } from 'vitest';
import { shownClaims } from '@/lib/sso/shown-claims-rules';

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl';

const one = (value: unknown, name = 'claim') => shownClaims({ [name]: value }, []).claims[0];

test.each([
  ['a text', 'alice', 'alice'],
  ['a number', 7, '7'],
  ['a list', ['a', 'b'], '["a","b"]'],
  ['a map', { realm: { roles: ['a'] } }, '{"realm":{"roles":["a"]}}'],
  ['nothing', null, 'null'],
  ['an empty text', '', ''],
])('%s is shown as it came', (_, value, text) => {
  expect(one(value)).toEqual({ name: 'claim', value: text, cut: 0, source: 'id_token' });
});

test('where a claim came from is told', () => {
  const { claims } = shownClaims({ sub: 'a', email: 'b' }, ['email']);
  expect(claims.map(({ source }) => source)).toEqual(['id_token', 'userinfo']);
});

test('a value of 1,000 characters is shown whole, and of one more it is told', () => {
  expect(one('x'.repeat(1000))).toMatchObject({ value: 'x'.repeat(1000), cut: 0 });
  expect(one('x'.repeat(1001))).toMatchObject({ value: `${'x'.repeat(1000)}…`, cut: 1 });
  expect(one('\u{1f600}'.repeat(1001))).toMatchObject({ cut: 1 });
});

test('100 claims are shown, and of more it is told', () => {
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`c${i}`, i]));
  expect(shownClaims(many(100), [])).toMatchObject({ more: 0 });
  const shown = shownClaims(many(101), []);
  expect([shown.claims.length, shown.more]).toEqual([100, 1]);
});

describe('not shown is', () => {
  test.each(['nonce', 'at_hash', 'c_hash', 's_hash', 'access_token', 'idToken', 'client_secret'])(
    'what is called %s',
    (name) => expect(one('abc', name)).toMatchObject({ value: null }),
  );

  test('a token, whatever it is called, and one within a text', () => {
    expect(one(JWT)).toMatchObject({ value: null });
    expect(one(`Bearer ${JWT}`)).toMatchObject({ value: null });
    expect(one('surveyJobDescription')).toMatchObject({ value: 'surveyJobDescription' });
  });

  test('a token that is longer than what is shown', () => {
    const long = `eyJ${'a'.repeat(5000)}.eyJ${'b'.repeat(100)}.c`;
    expect(one(long)).toMatchObject({ value: null });
  });

  test('a token or secret within a list or map, of which the rest is', () => {
    const sources = { src1: { endpoint: 'https://x.example', access_token: 'opaque' } };
    expect(one(sources)?.value).toBe(
      '{"src1":{"endpoint":"https://x.example","access_token":"•••"}}',
    );
    expect(one(['a', JWT])?.value).toBe('["a","•••"]');
  });

  test('what no page and no database can hold', () => {
    expect(one('a\0b\ud800\u202ec\nd')?.value).toBe('a\ufffdb\ufffd\ufffdc\ufffdd');
    expect(one('x', 'na\0me')?.name).toBe('na\ufffdme');
  });
});

test('a claim that is nested without end is shown in part, and at once', () => {
  const deep = JSON.parse(`${'['.repeat(50_000)}1${']'.repeat(50_000)}`);
  expect(one(deep)?.value).toBe('[[[[[["…"]]]]]]');
  expect(one('-eyJ'.repeat(100_000))?.value).toBeDefined();
});
