import { describe, expect, test } from 'vitest';
import { failedRequirements, type PasswordOwner } from '@/lib/passwords/password-rules';
import { generateTemporaryPassword } from '@/lib/passwords/temporary-password';
import { type Settings, utilityOf } from '@/tests/support/utility-settings';

const dana: PasswordOwner = {
  username: 'danaortiz',
  fullName: 'Dana Ortiz',
  email: 'dana@mail.example',
  utilityName: 'Harbor Power',
};

/** Somebody of whose names no word can be a part. */
const nobody: PasswordOwner = { username: 'q', fullName: '', email: '', utilityName: '' };

const policyOf = (passwords: Settings['passwords'] = {}) => utilityOf({ passwords }).passwords;
const generate = (policy = policyOf(), owner = dana) => generateTemporaryPassword(policy, owner);
const many = (count: number, policy = policyOf(), owner = dana) =>
  Array.from({ length: count }, () => generate(policy, owner));

describe('a generated password satisfies', () => {
  const numbers = [1, 2, 8, 32];
  const classes = numbers.flatMap((n) => [
    { lowercase: n, uppercase: 1, digits: 2, symbols: 1, required: 4 },
    { lowercase: 2, uppercase: n, digits: 2, symbols: 1, required: 4 },
    { lowercase: 2, uppercase: 1, digits: n, symbols: 1, required: 4 },
    { lowercase: 2, uppercase: 1, digits: 2, symbols: n, required: 4 },
    { lowercase: n, uppercase: n, digits: n, symbols: n, required: 4 },
    { lowercase: n, uppercase: n, digits: n, symbols: n, required: 1 },
  ]);
  const policies = [4, 8, 15, 20, 24, 64, 128, 255, 256].flatMap((minLength) =>
    [null, ...classes].map((c) => ({ minLength, classes: c })),
  );

  test.each([
    ['classic', {}],
    ['modern', { preset: 'modern' }],
  ] as const)('the %s preset', (_, passwords) => {
    for (const password of many(200, policyOf(passwords))) {
      expect(failedRequirements(policyOf(passwords), password, dana)).toEqual([]);
    }
  });

  test(`every one of ${policies.length} policies that an operator may write`, () => {
    const unsatisfied = policies.filter((written) => {
      const policy = policyOf(written);
      try {
        return failedRequirements(policy, generate(policy), dana).length > 0;
      } catch {
        return true;
      }
    });
    expect(unsatisfied.map((policy) => JSON.stringify(policy))).toEqual([]);
  });

  test('the greatest length that a utility may set, which few words fit', () => {
    const policy = policyOf({ minLength: 256, classes: null });
    for (const password of many(40, policy)) expect(password).toHaveLength(256);
  });

  test('a policy for a person whose names are made of its own syllables', () => {
    const owner = { ...dana, username: 'bad', fullName: 'Rusek Nahed Vubat', utilityName: 'Dated' };
    for (const password of many(500, policyOf(), owner)) {
      expect(failedRequirements(policyOf(), password, owner)).toEqual([]);
    }
  });
});

describe('a generated password can be read out', () => {
  test('in three words of five letters with a capital each, and two digits', () => {
    for (const password of many(200, policyOf(), nobody)) {
      expect(password).toMatch(/^([A-Z][a-z]{4}-){3}\d\d$/);
    }
  });

  test('with a digit more, or a word, where a word happens to be part of a name', () => {
    for (const password of many(200)) {
      expect(password).toMatch(/^([A-Z][a-z]{4}-){3,4}\d{2,7}$/);
    }
  });

  test('without letters and digits that look or sound like others', () => {
    expect(many(500).join('')).not.toMatch(/[ilocqxy01]/i);
  });
});

describe('a generated password cannot be foretold', () => {
  test('it is another each time', () => {
    expect(new Set(many(2000)).size).toBe(2000);
  });

  test('each place takes every letter and digit that it may', () => {
    const passwords = many(3000, policyOf(), nobody);
    const at = (place: number) => new Set(passwords.map((p) => p.charAt(place))).size;
    expect([at(0), at(1), at(2), at(3), at(4)]).toEqual([16, 3, 16, 3, 16]);
    expect([at(18), at(19)]).toEqual([8, 8]);
  });
});
