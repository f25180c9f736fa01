import { describe, expect, test } from 'vitest';
import { failedRequirements, type PasswordOwner } from '@/lib/passwords/password-rules';
import { utilityOf } from '@/tests/support/utility-settings';

const dana: PasswordOwner = {
  username: 'dortiz7',
  fullName: 'Dana Lee Ortiz-Núñez',
  email: 'd.kestrel@mailer.example',
  utilityName: 'Harbor Power',
};

function isPersonal(password: string, owner: Partial<PasswordOwner> = {}, refusePersonal = true) {
  const { passwords } = utilityOf({
    passwords: { minLength: 4, classes: null, refusePersonal },
  });
  const failed = failedRequirements(passwords, password, { ...dana, ...owner });
  return failed.some(({ code }) => code === 'personal');
}

describe('a password is refused that holds', () => {
  test.each([
    ['the username', 'xx-dortiz7-xx'],
    ['the username in capitals', 'xxDORTIZ7xx'],
    ['a part of the full name of four letters', 'my-dana-27'],
    ['a part of the full name behind a hyphen', 'my-núñez-27'],
    ['a part with an accent', 'my-NÚÑEZ-27'],
    ['a part with an accent typed apart', 'my-nu\u0301n\u0303ez-27'],
    ['a part in full-width letters', 'my-ｄａｎａ-27'],
    ['a part inside a word', 'bandanas-27'],
    ['a part of the email’s name', 'kestrel-2027'],
    ['a part of the email’s domain', 'new-mailer-27'],
    ['a part of the utility’s name', 'power-2027'],
  ])('%s', (_, password) => {
    expect(isPersonal(password)).toBe(true);
  });

  test.each([
    ['ß as SS', 'Strauß', 'mySTRAUSS27'],
    ['SS as ß', 'Strauss', 'mystrauß27'],
    ['ß as ẞ', 'Strauß', 'mySTRAUẞ27'],
    ['ς at a word’s end as σ before a letter', 'Γιώργος', 'Γιώργοςxy27'],
    ['ς as Σ', 'Γιώργος', 'my-ΓΙΏΡΓΟΣ-27'],
    ['İ as i with a dot', 'İbrahim', 'my-i\u0307brahim-27'],
  ])('a name without regard to case: %s', (_, fullName, password) => {
    expect(isPersonal(password, { fullName })).toBe(true);
  });

  test('the username alone, as it is', () => {
    expect(isPersonal('dortiz7')).toBe(true);
  });
});

describe('a password is not refused for holding', () => {
  test.each([
    ['a part of three letters', 'my-lee-2027'],
    ['most of a part', 'my-orti-2027'],
    ['a part without its accents', 'my-nunez-27'],
    ['a part with a letter between', 'my-orxtiz-27'],
    ['a part backwards', 'zitro-2027'],
    ['letters of the email that stand alone', 'd-2027-xyz'],
    ['digits of the username', '7777-7777'],
  ])('%s', (_, password) => {
    expect(isPersonal(password)).toBe(false);
  });

  test('anything of the person, where the utility does not ask', () => {
    expect(isPersonal('dortiz7-dana-power', {}, false)).toBe(false);
  });
});

describe('the limit of four letters', () => {
  test.each([
    ['Tom', false],
    ['Toma', true],
    ['Voà', false],
    ['Voàn', true],
    ['𐐨𐐩𐐪', false],
    ['𐐨𐐩𐐪𐐫', true],
  ])('a name of %s: %s', (fullName, refused) => {
    expect(isPersonal(`my-${fullName}-2027`, { fullName })).toBe(refused);
  });

  test('counts letters: digits and signs part one part from another', () => {
    expect(isPersonal('my-anna1maria-27', { fullName: 'Ann4 Mar1a' })).toBe(false);
    expect(isPersonal("my-o'neil-27", { fullName: "O'Neil" })).toBe(true);
    expect(isPersonal('my-mary-27', { fullName: 'Mary-Ann' })).toBe(true);
  });
});

test('a person of whom nothing is known may have any password', () => {
  const owner = { username: '', fullName: '', email: '', utilityName: '' };
  expect(isPersonal('anything', owner)).toBe(false);
});

test('a username of three letters may not stand inside, a shorter one may', () => {
  expect(isPersonal('my-abc-2027', { username: 'abc' })).toBe(true);
  expect(isPersonal('my-ab-2027', { username: 'ab' })).toBe(false);
});
