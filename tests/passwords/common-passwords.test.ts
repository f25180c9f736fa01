import { describe, expect, test } from 'vitest';
import type { Account } from '@/lib/accounts/account-store';
import { isCommonPassword } from '@/lib/passwords/common-passwords';
import { shapeFaults } from '@/lib/passwords/new-password';
import { generateTemporaryPassword } from '@/lib/passwords/temporary-password';
import { type Settings, utilityOf } from '@/tests/support/utility-settings';

const nobody = { username: 'q', fullName: '', email: '' } as Account;

const faults = (password: string, passwords: Settings['passwords'] = {}) =>
  shapeFaults(utilityOf({ passwords }), nobody, password);

const LETTERS = { classes: null, minLength: 4 } as const;

describe('a commonly used password', () => {
  test.each([
    'password',
    '123456',
    'qwerty',
    'iloveyou',
    'letmein',
    'trustno1',
    'Passw0rd',
    'password123',
    '1qaz2wsx3edc4rfv',
  ])('is refused: %s', (password) => {
    expect(isCommonPassword(password)).toBe(true);
    expect(faults(password, LETTERS)).toEqual(['common']);
  });

  test.each([
    ['in capitals', 'PASSWORD123'],
    ['with a capital at its start', 'Password123'],
    ['in any mixture', 'pAsSwOrD123'],
    ['in full-width letters', 'ｐａｓｓｗｏｒｄ１２３'],
    ['in full-width capitals', 'ＰＡＳＳＷＯＲＤ１２３'],
    ['with a long s, which is an s', 'paſſword123'],
  ])('is refused %s', (_, password) => {
    expect(isCommonPassword(password)).toBe(true);
  });

  test('is refused although it meets every other rule, classic and modern', () => {
    expect(faults('Password123')).toEqual(['common']);
    expect(faults('passwordpassword', { preset: 'modern' })).toEqual(['common']);
  });

  test('is told together with all else that is wrong with it', () => {
    expect(faults('qwerty')).toEqual(['too_short', 'too_few_classes', 'common']);
  });

  test('is accepted where the utility does not ask', () => {
    expect(faults('Password123', { refuseCommon: false })).toEqual([]);
  });
});

describe('a password is accepted', () => {
  test.each([
    ['Lantern-Bay-27', 'classic'],
    ['Welcome-Aboard-31', 'classic'],
    ['quiet river runs past noon', 'modern'],
  ] as const)('as the demo has it: %s', (password, preset) => {
    expect(faults(password, { preset })).toEqual([]);
  });

  test.each([
    ['a common one with something behind it', 'password123-Lantern'],
    ['a common one with a space before it', ' password123'],
    ['a common one twice with a sign between', 'password123/password123'],
    ['none', ''],
  ])('that is not common as a whole: %s', (_, password) => {
    expect(isCommonPassword(password)).toBe(false);
  });
});

test.each(['classic', 'modern'] as const)('no generated one is common: %s', (preset) => {
  const { passwords, name } = utilityOf({ passwords: { preset } });
  const owner = { username: 'dana', fullName: 'Dana Ortiz', email: '', utilityName: name };
  const made = Array.from({ length: 3000 }, () => generateTemporaryPassword(passwords, owner));
  expect(made.filter(isCommonPassword)).toEqual([]);
});
