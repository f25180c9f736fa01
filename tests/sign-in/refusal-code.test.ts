import { describe, expect, test } from 'vitest';
import { codeOfRefusal, refusalOfCode, type SignInRefusal } from '@/lib/sign-in/refusal-code';

const refusals: SignInRefusal[] = [
  { kind: 'wrong', attemptsLeft: 1 },
  { kind: 'wrong', attemptsLeft: 2 },
  { kind: 'throttled', retryAfterSeconds: 10 },
  { kind: 'busy', retryAfterSeconds: 30 },
  { kind: 'locked' },
  { kind: 'disabled' },
  { kind: 'temporary_password_expired' },
  { kind: 'passwords_off' },
];

test.each(refusals)('$kind comes back from its code as it was', (refusal) => {
  expect(refusalOfCode(codeOfRefusal(refusal), 3)).toEqual(refusal);
});

describe('what is no code says nothing', () => {
  test.each([
    null,
    undefined,
    7,
    ['locked'],
    '',
    'wrong',
    'wrong.',
    'wrong.x',
    'wrong.-1',
    'wrong.0',
    'wrong.3',
    'wrong.12345',
    'locked.1',
    'signed_in',
    'Locked',
    'locked ',
    'locked\n',
    'constructor',
    '<script>',
    'throttled',
  ])('%j', (code) => {
    expect(refusalOfCode(code, 3)).toBeNull();
  });
});
