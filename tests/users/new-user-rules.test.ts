import { describe, expect, test } from 'vitest';
import { faultsOf, type NewUser } from '@/lib/users/new-user-rules';
import type { Role } from '@/lib/utilities/utility';
import { portal, utilityOf } from '@/tests/support/utility-settings';

const dana: NewUser = {
  username: 'danaortiz',
  fullName: 'Dana Ortiz',
  email: 'dana@mail.example',
  roles: ['CSR'],
  signInMethod: 'password',
};

/** Which fields of a new user are wrong. */
const wrong = (fields: Partial<NewUser>) =>
  faultsOf({ ...dana, ...fields }, utilityOf()).map(({ field }) => field);

describe('a full name', () => {
  test.each([
    ['of one letter', 'D'],
    ['of 200 letters', 'x'.repeat(200)],
    ['of 200 letters that take two places each', '𝒟'.repeat(200)],
    ['with what people have in their names', "Zoë O'Neil-Núñez, Jr."],
    ['in any script', '山田太郎'],
    ['between spaces', ' Dana '],
  ])('may be %s', (_, fullName) => {
    expect(wrong({ fullName })).toEqual([]);
  });

  test.each([
    ['empty', ''],
    ['spaces alone', '   '],
    ['of 201 characters', 'x'.repeat(201)],
    ['of two lines', 'Dana\nOrtiz'],
    ['with a NUL', 'Dana\0Ortiz'],
    ['with a line separator', 'Dana\u2028Ortiz'],
    ['with a change of writing direction', 'Dana \u202eOrtiz'],
  ])('may not be %s', (_, fullName) => {
    expect(wrong({ fullName })).toEqual(['fullName']);
  });
});

describe('roles', () => {
  test('are one or several of three', () => {
    expect(wrong({ roles: ['CSR'] })).toEqual([]);
    expect(wrong({ roles: ['CSR', 'CSA', 'BILL_ADVISOR'] })).toEqual([]);
    expect(wrong({ roles: [] })).toEqual(['roles']);
    expect(wrong({ roles: ['CSR', 'ROOT' as Role] })).toEqual(['roles']);
    expect(wrong({ roles: ['csr' as Role] })).toEqual(['roles']);
  });
});

describe('the way to sign in', () => {
  test.each([
    ['standalone', 'password', []],
    ['standalone', 'sso', ['signInMethod']],
    ['both', 'password', []],
    ['both', 'sso', []],
    ['sso', 'password', ['signInMethod']],
    ['sso', 'sso', []],
  ] as const)('at a utility of %s by %s', (signIn, signInMethod, fields) => {
    const utility = utilityOf(signIn === 'standalone' ? {} : { signIn, sso: portal });
    expect(faultsOf({ ...dana, signInMethod }, utility).map(({ field }) => field)).toEqual(fields);
  });
});

test('what is wrong is told without repeating what was typed', () => {
  const typed = { username: 'My Passw0rd!', email: 'My Passw0rd!' };
  for (const { message } of faultsOf({ ...dana, ...typed }, utilityOf())) {
    expect(message).not.toContain('Passw0rd');
  }
});
