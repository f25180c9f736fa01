import { describe, expect, test } from 'vitest';
import { emailKey, isAcceptableEmail, normalizeEmail } from '@/lib/accounts/email-rules';

describe('an email address', () => {
  test.each([
    ['plain', 'dana@mail.example'],
    ['with a tag and a subdomain', 'dana.ortiz+csi@sub.mail.example'],
    ['with an apostrophe', "o'neil@mail.example"],
    ['international before the @', 'josé@correo.example'],
    ['international behind the @', 'dana@münchen.example'],
    ['between spaces', ' dana@mail.example '],
    ['of 254 characters', `${'x'.repeat(241)}@mail.example`],
  ])('may be %s', (_, email) => {
    expect(isAcceptableEmail(email)).toBe(true);
  });

  test.each([
    ['empty', ''],
    ['without an @', 'dana.mail.example'],
    ['with two @', 'dana@ortiz@mail.example'],
    ['without a domain', 'dana@'],
    ['without a name', '@mail.example'],
    ['without a dot in the domain', 'dana@localhost'],
    ['a list of two', 'dana@mail.example,sam@mail.example'],
    ['two with a semicolon', 'dana@mail.example;sam@mail.example'],
    ['with a display name', 'Dana <dana@mail.example>'],
    ['with a space inside', 'da na@mail.example'],
    ['with a header behind it', 'dana@mail.example\r\nBcc: all@mail.example'],
    ['with a line separator', 'dana\u2028@mail.example'],
    ['of 255 characters', `${'x'.repeat(242)}@mail.example`],
  ])('may not be %s', (_, email) => {
    expect(isAcceptableEmail(email)).toBe(false);
  });

  test.each([
    ['a NUL', '\0'],
    ['an escape', '\x1b'],
    ['a next line', '\u0085'],
    ['a change of writing direction', '\u202e'],
    ['half a surrogate pair', '\ud83d'],
  ])('may not hold %s', (_, character) => {
    expect(isAcceptableEmail(`da${character}na@mail.example`)).toBe(false);
  });
});

test('is kept as typed without surrounding spaces, and compared without regard to case', () => {
  expect(normalizeEmail(' Dana@Mail.Example\t')).toBe('Dana@Mail.Example');
  expect(emailKey(' Dana@Mail.Example ')).toBe(emailKey('dana@mail.example'));
  expect(emailKey('jose\u0301@mail.example')).toBe(emailKey('JOSÉ@mail.example'));
  expect(emailKey('dana@mail.example')).not.toBe(emailKey('dana@mail.example.org'));
});
