import { describe, expect, test } from 'vitest';
import { durationInWords } from '@/lib/duration-rules';

describe('a time in words', () => {
  test.each([
    ['en', 120, '2 minutes'],
    ['en', 119, '1 minute, 59 seconds'],
    ['en', 61, '1 minute, 1 second'],
    ['en', 60, '1 minute'],
    ['en', 1, '1 second'],
    ['en', 0, '0 seconds'],
    ['fr-CA', 103, '1 minute et 43 secondes'],
    ['fr-CA', 1, '1 seconde'],
    ['es-US', 103, '1 minuto y 43 segundos'],
  ])('in %s, %i seconds are «%s»', (lang, seconds, words) => {
    expect(durationInWords(lang, seconds).replace(/[\u00a0\u202f]/g, ' ')).toBe(words);
  });
});
