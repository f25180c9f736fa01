import { dictionary } from '@zxcvbn-ts/language-common';
import { describe, expect, test } from 'vitest';
import { isCommonPassword } from '@/lib/passwords/common-passwords';
import { shapeFaults } from '@/lib/passwords/new-password';
import { utilityOf } from '@/tests/support/utility-settings';

const nobody = { username: 'q', fullName: '', email: '' };

const classic = (password: string) => shapeFaults(utilityOf(), nobody, password);

describe('a common password dressed up for the character classes is refused', () => {
  test.each([
    'Password1!',
    'Passw0rd!',
    'P@ssword1',
    'P@ssw0rd12',
    'Welcome1!',
    'Welcome123!',
    'Qwerty123!',
    'Password12!',
    'Letmein12!',
    'Admin1234!',
    'Summer2024!',
    'Winter2025!',
    'Autumn2026!',
    'Sunshine99',
    'iloveyou12A',
    'Trustno1!!',
    '1qaz2wsx!Q',
    'Electric26!',
  ])('%s, which meets every other rule of classic', (password) => {
    expect(classic(password)).toEqual(['common']);
  });

  test.each([
    ['behind it', 'sunshine27!'],
    ['before it', '#27sunshine'],
    ['at both ends', '#2sunshine7!'],
    ['in capitals', 'SUNSHINE27!'],
    ['in full-width letters and digits', 'Ｓｕｎｓｈｉｎｅ２７！'],
    ['in digits of another script', 'sunshine٢٧'],
    ['in signs that take two code units', 'sunshine😀😀😀😀😀😀'],
  ])('with digits and signs %s', (_, password) => {
    expect(isCommonPassword(password)).toBe(true);
  });

  test.each([
    ['@ for a', 'b@tm@n27#'],
    ['4 for a', 'b4tm4n27#'],
    ['0 for o', 'c0mputer27#'],
    ['1 for i', 'm1chelle27#'],
    ['1 for l', 'we1come27#'],
    ['1 for i and for l in one word', 'm1chel1e27#'],
    ['! for i', 'sunsh!ne27#'],
    ['3 for e', 'w3lcom327#'],
    ['$ for s', '$un$hine27#'],
    ['5 for s', '5un5hine27#'],
    ['7 for t', 'bu7ter27#'],
    ['one at its very end, where a digit may be either', 'welcom3!'],
    ['all of them', 'P@55w0rd!'],
  ])('with %s', (_, password) => {
    expect(isCommonPassword(password)).toBe(true);
  });
});

describe('the limits of what is taken off', () => {
  test('six characters behind a word still leave it common, seven do not', () => {
    expect(isCommonPassword('Sunshine273859')).toBe(true);
    expect(isCommonPassword('Sunshine2738596')).toBe(false);
  });

  test('six characters at both ends together still leave it common, seven do not', () => {
    expect(isCommonPassword('#27Sunshine86!')).toBe(true);
    expect(isCommonPassword('#27Sunshine869!')).toBe(false);
  });

  test('one letter among them still leaves it common, two do not', () => {
    expect(isCommonPassword('sunshine27A')).toBe(true);
    expect(isCommonPassword('sunshine27AB')).toBe(false);
    expect(isCommonPassword('A27sunshine27B')).toBe(false);
  });

  test('a letter that touches the word makes another word of it', () => {
    expect(isCommonPassword('sunshine-K27')).toBe(true);
    expect(isCommonPassword('sunshineK27')).toBe(false);
    expect(isCommonPassword('K-sunshine27')).toBe(true);
    expect(isCommonPassword('Ksunshine27')).toBe(false);
  });

  test('four letters are a word, three are not', () => {
    expect(isCommonPassword('Love2738')).toBe(true);
    expect(isCommonPassword('Sex273859')).toBe(false);
  });

  test('a word counts only where it is among the 5,000 most used ones', () => {
    const [last, next] = ['niao', 'gadget'];
    const around = dictionary['passwords-common'].slice(4_996, 5_001);
    expect(around).toEqual([last, '1123', '120676', '147963', next]);
    expect(isCommonPassword(`${last}27!`)).toBe(true);
    expect(isCommonPassword(`${next}27!`)).toBe(false);
    expect(isCommonPassword(next)).toBe(true);
  });
});

describe('a password that is more than a common one is accepted', () => {
  test.each([
    'Lantern-Bay-27',
    'Lantern-Bay-28',
    'Harvest-Moon-41',
    'Quiet-River-31',
    'Welcome-Aboard-31',
    'Measured-Twice-48',
    'Guess-At-It-27',
    'Café-Lantern-27',
    'lantern-27',
    'Bay-27xx',
  ])('%s', (password) => {
    expect(classic(password)).toEqual([]);
  });

  test.each([
    'portal-pass-1',
    'quiet river runs past noon',
    'cafe\u0301 au lait le soir',
    'password123-Lantern',
    'password sunshine',
    'pass!word27',
    '27385961!#',
    'sunshine'.repeat(32),
    '1'.repeat(256),
    '',
  ])('%s', (password) => {
    expect(isCommonPassword(password)).toBe(false);
  });
});
