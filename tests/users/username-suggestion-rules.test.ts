import { describe, expect, test } from 'vitest';
import { isAcceptableUsername, normalizeUsername } from '@/lib/accounts/username-rules';
import { suggestedUsername } from '@/lib/users/username-suggestion-rules';

describe('a username is suggested from the name', () => {
  test.each([
    ['Dana Ortiz', 'danaortiz'],
    ['  Dana   Ortiz ', 'danaortiz'],
    ['Dana María Ortiz', 'danaortiz'],
    ['DANA ORTIZ', 'danaortiz'],
    ['Dana', 'dana'],
    ['Zoë O’Neil', 'zoeoneil'],
    ['Łukasz Żółć', 'lukaszzolc'],
    ['Søren Ægir', 'sorenaegir'],
    ['Groß Weiß', 'grossweiss'],
    ['Dana Ortiz-Meyer', 'danaortizmeyer'],
    ['Dana Ortiz, Jr.', 'danajr'],
    ['J. R. R. Tolkien', 'jtolkien'],
    ['Agent 47', 'agent47'],
    ['山田 太郎', '山田太郎'],
  ])('%s → %s', (fullName, username) => {
    expect(suggestedUsername(fullName)).toBe(username);
  });

  test.each(['', ' ', '-', '… !', '😀', '\u0301'])('of none there is none: %j', (fullName) => {
    expect(suggestedUsername(fullName)).toBe('');
    expect(suggestedUsername(fullName, 2)).toBe('');
  });

  test('with a number behind it from the second attempt on', () => {
    expect(suggestedUsername('Dana Ortiz', 1)).toBe('danaortiz');
    expect(suggestedUsername('Dana Ortiz', 2)).toBe('danaortiz2');
    expect(suggestedUsername('Dana Ortiz', 20)).toBe('danaortiz20');
  });

  test('of at most 64 characters, the number among them', () => {
    const long = `${'x'.repeat(100)} ${'y'.repeat(100)}`;
    for (const attempt of [1, 2, 10]) {
      const username = suggestedUsername(long, attempt);
      expect(username).toHaveLength(64);
      expect(isAcceptableUsername(username)).toBe(true);
    }
    expect(suggestedUsername(long, 10)).toMatch(/x10$/);
  });

  test.each(['𝒟𝒶𝓃𝒶', 'ﷺ'.repeat(50), 'नमस्ते दुनिया', 'דנה אורטיז', '١٢٣', 'Dana\u202eOrtiz'])(
    'that can be one: %s',
    (fullName) => {
      const username = suggestedUsername(fullName);
      expect([username, isAcceptableUsername(username)]).toEqual([username, true]);
    },
  );

  test('as it is kept, letters of Hangul not taken apart', () => {
    const username = suggestedUsername('김 철수');
    expect(username).toBe(normalizeUsername(username));
  });
});
