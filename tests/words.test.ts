import { expect, test } from 'vitest';
import { LOCALES } from '@/lib/locale-rules';
import { nameOfLanguage, wordsOf } from '@/lib/words';

test('each language is called as its own people call it', () => {
  expect(LOCALES.map(nameOfLanguage)).toEqual(['English', 'Français', 'Español']);
});

test.each(LOCALES)('the words of %s are made ready once', (locale) => {
  expect(wordsOf(locale)).toBe(wordsOf(locale));
});
