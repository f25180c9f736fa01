import { describe, expect, test } from 'vitest';
import { isLocale, LOCALES, localeByAcceptLanguage, localeFromCookies } from '@/lib/locale-rules';

test.each(LOCALES)('%s is a language of ours', (locale) => {
  expect(isLocale(locale)).toBe(true);
});

test.each(['', 'EN', 'fr-CA', 'de', '__proto__', null, undefined, ['fr']])('%j is none', (text) => {
  expect(isLocale(text)).toBe(false);
});

describe('the cookie', () => {
  const name = 'csi-language';

  test.each(LOCALES)('says %s', (locale) => {
    expect(localeFromCookies(`${name}=${locale}`, name)).toBe(locale);
    expect(localeFromCookies(`a=b; ${name}=${locale}; c=d`, name)).toBe(locale);
  });

  test.each([
    null,
    '',
    `${name}=`,
    `${name}=de`,
    `${name}=FR`,
    `${name}="fr"`,
    `x${name}=fr`,
    `${name}x=fr`,
    `${name}=fr"><script>`,
  ])('says nothing as %j', (header) => {
    expect(localeFromCookies(header, name)).toBeNull();
  });

  test('says nothing where two of its name differ, and the same where they agree', () => {
    expect(localeFromCookies(`${name}=fr; ${name}=es`, name)).toBeNull();
    expect(localeFromCookies(`${name}=fr; ${name}=de`, name)).toBeNull();
    expect(localeFromCookies(`${name}=fr; ${name}=fr`, name)).toBe('fr');
  });
});

describe('what a browser asks for', () => {
  test.each([
    [undefined, 'en'],
    ['', 'en'],
    ['*', 'en'],
    ['de, ja;q=0.9', 'en'],
    ['fr', 'fr'],
    ['fr-CA,fr;q=0.9,en;q=0.8', 'fr'],
    ['fr-FR', 'fr'],
    ['es-MX,es;q=0.9', 'es'],
    ['de,es;q=0.5,fr;q=0.6', 'fr'],
    ['en;q=0.4,es-419;q=0.5', 'es'],
    ['fr;q=0,es;q=0.1', 'es'],
    ['fr;q=0', 'en'],
    [';;;,,,fr;q=x,"', 'en'],
    [`${'fr;q=0.1,'.repeat(1500)}es`, 'es'],
  ])('%j is answered in %s', (header, locale) => {
    expect(localeByAcceptLanguage(header)).toBe(locale);
  });
});
