import { describe, expect, test } from 'vitest';
import { failedRequirements, requirementsOf } from '@/lib/passwords/password-rules';
import { type Settings, utilityOf } from '@/tests/support/utility-settings';

const nobody = { username: 'q', fullName: '', email: '', utilityName: '' };

/** What a password fails, under a policy as an operator would write it. */
function failed(password: string, passwords: Settings['passwords'] = {}): string[] {
  const { passwords: policy } = utilityOf({ passwords });
  return failedRequirements(policy, password, nobody).map(({ code }) => code);
}

describe('the length', () => {
  test('is eight or more with classic rules', () => {
    expect(failed('Abcd-12')).toEqual(['too_short']);
    expect(failed('Abcd-123')).toEqual([]);
  });

  test('is fifteen or more with modern rules, and nothing else is asked', () => {
    expect(failed('a'.repeat(14), { preset: 'modern' })).toEqual(['too_short']);
    expect(failed('a'.repeat(15), { preset: 'modern' })).toEqual([]);
  });

  test.each([4, 256])('is %i or more where a utility sets that', (minLength) => {
    const policy = { minLength, classes: null };
    expect(failed('x'.repeat(minLength - 1), policy)).toEqual(['too_short']);
    expect(failed('x'.repeat(minLength), policy)).toEqual([]);
  });

  test('counts characters as people do, not halves of them', () => {
    expect(failed('😀'.repeat(14), { preset: 'modern' })).toEqual(['too_short']);
    expect(failed('😀'.repeat(15), { preset: 'modern' })).toEqual([]);
  });

  test('counts an accent with its letter, on whichever keyboard it was typed', () => {
    expect(failed('e\u0301'.repeat(14), { preset: 'modern' })).toEqual(['too_short']);
    expect(failed('é'.repeat(15), { preset: 'modern' })).toEqual([]);
  });

  test('counts spaces, wherever they stand', () => {
    expect(failed(' '.repeat(15), { preset: 'modern' })).toEqual([]);
    expect(failed(` ${'x'.repeat(13)} `, { preset: 'modern' })).toEqual([]);
  });

  test('is 256 characters at most, whatever the utility sets', () => {
    expect(failed('x'.repeat(256), { preset: 'modern' })).toEqual([]);
    expect(failed('x'.repeat(257), { preset: 'modern' })).toEqual(['too_long']);
  });

  test('is 1,024 bytes at most: 256 characters of four bytes each', () => {
    expect(failed('😀'.repeat(256), { preset: 'modern' })).toEqual([]);
    expect(failed(`${'😀'.repeat(256)}x`, { preset: 'modern' })).toEqual(['too_long']);
  });

  test('is measured after NFKC, which makes 18 characters of one', () => {
    expect(failed('\ufdfa'.repeat(14), { preset: 'modern' })).toEqual([]);
    expect(failed('\ufdfa'.repeat(15), { preset: 'modern' })).toEqual(['too_long']);
  });
});

describe('the classes', () => {
  test.each([
    ['lowercase, uppercase and digits', 'abCDEF12'],
    ['lowercase, uppercase and a symbol', 'abCDEFG-'],
    ['lowercase, digits and a symbol', 'ab12345-'],
    ['uppercase, digits and a symbol', 'ABCDE12-'],
    ['all four', 'abCDE12-'],
  ])('are met by %s', (_, password) => {
    expect(failed(password)).toEqual([]);
  });

  test.each([
    ['two classes', 'abcdef12'],
    ['one class', 'abcdefgh'],
    ['one lowercase letter and two classes', 'aBCDEFG-'],
    ['one digit and two classes', 'abCDEFG1'],
    ['two classes and a space, which is none', 'ab 12345'],
    ['letters that have no case, and one class', '山田山田山田12'],
  ])('are not met by %s', (_, password) => {
    expect(failed(password)).toEqual(['too_few_classes']);
  });

  test.each([1, 2, 4])('%i of four are enough where a utility sets that', (required) => {
    const classes = { lowercase: 2, uppercase: 1, digits: 2, symbols: 1, required };
    const of = ['abcdefgh', 'abcdefG-', 'abcdG12-'];
    const enough = { 1: of[0], 2: of[1], 4: of[2] }[required] ?? '';
    const tooFew = { 1: '        ', 2: of[0], 4: of[1] }[required] ?? '';
    expect(failed(enough, { classes })).toEqual([]);
    expect(failed(tooFew, { classes })).toEqual(['too_few_classes']);
  });

  test('take letters, digits and symbols of every script', () => {
    expect(failed('éàÜ٣٤٥٦٧')).toEqual([]);
    expect(failed('абВГДЕЖ€')).toEqual([]);
  });

  test('are counted after NFKC', () => {
    expect(failed('ａｂ１２－ｃｄｅ')).toEqual([]);
  });

  test('are not asked for where a utility sets none', () => {
    expect(failed('abcdefgh', { classes: null })).toEqual([]);
  });
});

test('all that is wrong is told at once, in the order in which it is shown', () => {
  const { passwords } = utilityOf();
  const owner = { ...nobody, username: 'dana' };
  expect(failedRequirements(passwords, 'dana', owner).map(({ code }) => code)).toEqual([
    'too_short',
    'too_few_classes',
    'personal',
  ]);
  expect(requirementsOf(passwords).map(({ code, values }) => [code, values])).toEqual([
    ['too_short', { min: 8 }],
    ['too_few_classes', passwords.classes],
    ['personal', {}],
    ['too_long', { max: 256 }],
  ]);
});

test('nothing is trimmed, cut or changed: a requirement sees the password as it is compared', () => {
  const { passwords } = utilityOf({ passwords: { minLength: 10 } });
  expect(failedRequirements(passwords, '  Ab-12xy ', nobody)).toEqual([]);
});
