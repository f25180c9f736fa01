import { describe, expect, test } from 'vitest';
import {
  isAcceptableUsername,
  normalizeUsername,
  usernameKey,
} from '@/lib/accounts/username-rules';

describe('a username', () => {
  test.each([
    ['of one letter', 'a'],
    ['of 64 letters', 'x'.repeat(64)],
    ['of 64 letters that take two places each', '𐐨'.repeat(64)],
    ['with each of the five signs', "dana.ortiz_1-b'c@mail"],
    ['in Japanese', '山田'],
    ['with an accent', 'José'],
    ['in Arabic', 'جون'],
    ['of other digits', '१२३'],
    ['between spaces', '  danaortiz  '],
  ])('may be %s', (_, username) => {
    expect(isAcceptableUsername(username)).toBe(true);
  });

  test.each([
    ['empty', ''],
    ['spaces', '  '],
    ['of 65 letters', 'x'.repeat(65)],
    ['of two words', 'dana ortiz'],
    ['with a slash', 'dana/ortiz'],
    ['with a colon', 'dana:ortiz'],
    ['with a percent sign', 'dana%'],
    ['with quotes', '"dana"'],
    ['with markup', '<dana>'],
    ['with a line end', 'dana\nortiz'],
    ['with a NUL', 'dana\0'],
    ['with a zero-width space', 'dana\u200bortiz'],
    ['with a change of direction', 'dana\u202eortiz'],
    ['with an emoji', 'dana😀'],
    ['with half a surrogate pair', 'dana\ud83d'],
    ['with a letter that becomes more than 64', 'ﷺ'.repeat(4)],
  ])('may not be %s', (_, username) => {
    expect(isAcceptableUsername(username)).toBe(false);
  });
});

test('is kept as typed, but for Unicode form and surrounding spaces', () => {
  expect(normalizeUsername(' DanaOrtiz\u00a0')).toBe('DanaOrtiz');
  expect(normalizeUsername('Ｄａｎａ')).toBe('Dana');
  expect(normalizeUsername('e\u0301')).toBe('é');
});

describe('every letter that a username may have', () => {
  const letters = Array.from({ length: 0x110000 }, (_, code) => code)
    .filter((code) => code < 0xd800 || code > 0xdfff)
    .map((code) => String.fromCodePoint(code))
    .filter(isAcceptableUsername);

  /** The letters that compare differently in another spelling of the same. */
  const differing = (spelling: (letter: string) => string) =>
    letters.filter((letter) => usernameKey(letter) !== usernameKey(spelling(letter)));

  test.each([
    ['in capitals', (letter: string) => letter.toUpperCase()],
    ['in small letters', (letter: string) => letter.toLowerCase()],
    ['decomposed', (letter: string) => letter.normalize('NFD')],
    ['decomposed for compatibility', (letter: string) => letter.normalize('NFKD')],
    ['as it is compared', usernameKey],
  ])('is the same %s', (_, spelling) => {
    expect(letters.length).toBeGreaterThan(100_000);
    expect(differing(spelling)).toEqual([]);
  });

  test('is not the same as another one that looks different', () => {
    expect(usernameKey('dana')).not.toBe(usernameKey('dána'));
    expect(usernameKey('o')).not.toBe(usernameKey('0'));
    expect(usernameKey('a.b')).not.toBe(usernameKey('ab'));
  });
});
