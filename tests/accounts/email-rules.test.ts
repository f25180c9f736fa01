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

describe('two addresses are one', () => {
  test.each([
    ['in letters and as DNS has the domain', 'dana@bücher.example', 'dana@xn--bcher-kva.example'],
    ['with a domain in capitals', 'dana@BÜCHER.Example', 'dana@XN--BCHER-KVA.example'],
    ['with an accent typed apart', 'dana@bu\u0308cher.example', 'dana@bücher.example'],
    ['in full-width letters', 'ｄａｎａ@ｍａｉｌ.example', 'dana@mail.example'],
    ['with a subdomain in another script', 'd@почта.пример.example', 'd@ПОЧТА.пример.example'],
    ['with ß in the domain, which DNS knows', 'dana@faß.example', 'dana@xn--fa-hia.example'],
    ['with a ς in the domain, which DNS knows', 'd@κόσμος.example', 'd@xn--vxaejmc7c.example'],
  ])('%s', (_, one, other) => {
    expect(emailKey(one)).toBe(emailKey(other));
  });
});

describe('two addresses are two', () => {
  test.each([
    [
      'when only the part before the @ looks like DNS',
      'bücher@mail.example',
      'xn--bcher-kva@mail.example',
    ],
    ['with and without an accent in the domain', 'dana@bücher.example', 'dana@bucher.example'],
    ['with and without an accent before the @', 'josé@mail.example', 'jose@mail.example'],
    ['with a tag', 'dana+csi@mail.example', 'dana@mail.example'],
    ['with letters of two scripts that look alike', 'dana@mail.example', 'dаna@mail.example'],
    ['with ß and ss in the domain, which are two in DNS', 'dana@faß.example', 'dana@fass.example'],
  ])('%s', (_, one, other) => {
    expect(emailKey(one)).not.toBe(emailKey(other));
  });
});

describe('what is no address', () => {
  test.each([
    '',
    'danaortiz',
    '@',
    'dana@',
    'a@b@c',
    'dana@[::1]',
    'dana@ü ber',
    'dana@ü:80/x?y#z',
  ])('is compared as it stands: "%s"', (typed) => {
    expect(emailKey(typed)).toBe(typed);
  });

  test('has no NUL as it is compared, which PostgreSQL cannot hold', () => {
    expect(emailKey('da\0na@mail\0.example')).toBe('da\ufffdna@mail\ufffd.example');
    expect(emailKey('dana@bü\0cher.example')).toBe('dana@bü\ufffdcher.example');
  });
});

test('what an address is compared as is compared as itself', () => {
  for (const typed of ['Dana@BÜCHER.example', 'José@Mail.Example', 'straße@mail.example']) {
    expect(emailKey(emailKey(typed))).toBe(emailKey(typed));
  }
});
