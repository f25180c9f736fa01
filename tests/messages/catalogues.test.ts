import { createTranslator } from 'next-intl';
import { describe, expect, test } from 'vitest';
import { LANGUAGE_TAGS, LOCALES } from '@/lib/locale-rules';
import { catalogueOf } from '@/lib/words';
import { argumentsOf, kindsOf, pluralsOf, tagsOf } from '@/tests/messages/icu';

const english = flat(catalogueOf('en'));
const others = LOCALES.filter((locale) => locale !== 'en');

/** What is called so everywhere. */
const NAMES =
  /^sessions\.(browser|system)\.|\.role\.CS[AR]$|\.method\.sso$|\.(userinfo|fingerprint)$/;

/** Words that are the same in both. */
const SAME_WORDS: Record<(typeof others)[number], string[]> = {
  fr: ['Pages', 'Signature', 'Condition', 'Conditions'],
  es: ['Error:', 'Roles', 'Roles: {roles}.', 'Claim', 'Claims', 'No'],
};

/** A catalogue's messages by their whole keys. */
function flat(words: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(words).flatMap(([name, value]) =>
      typeof value === 'string'
        ? [[prefix + name, value] as const]
        : [...flat(value, `${prefix}${name}.`)],
    ),
  );
}

/** What the two languages do differently, by key. */
function differing(locale: (typeof others)[number], read: (message: string) => unknown) {
  const messages = flat(catalogueOf(locale));
  return [...english].flatMap(([key, message]) => {
    const [asked, given] = [read(message), read(messages.get(key) ?? '')];
    return JSON.stringify(asked) === JSON.stringify(given) ? [] : [{ key, asked, given }];
  });
}

describe.each(others)('%s', (locale) => {
  const messages = flat(catalogueOf(locale));

  test('has every word that English has, and no other', () => {
    expect([...messages.keys()].sort()).toEqual([...english.keys()].sort());
  });

  test('leaves nothing empty', () => {
    expect([...messages].filter(([, message]) => message.trim() === '')).toEqual([]);
  });

  test('fills in the same values', () => {
    expect(differing(locale, argumentsOf)).toEqual([]);
  });

  test('marks up as English does', () => {
    expect(differing(locale, tagsOf)).toEqual([]);
  });

  test('knows the same cases of what is one of several', () => {
    expect(differing(locale, kindsOf)).toEqual([]);
  });

  test('takes as many lines as English, which become paragraphs', () => {
    expect(differing(locale, (message) => message.split('\n').length)).toEqual([]);
  });

  test('leaves nothing in English but what is the same word', () => {
    const left = [...messages].filter(
      ([key, message]) =>
        message === english.get(key) &&
        /\p{L}{2}/u.test(message.replace(/\{[^{}]*\}|<[^>]*>/g, '')) &&
        !NAMES.test(key) &&
        !SAME_WORDS[locale].includes(message),
    );
    expect(left).toEqual([]);
  });
});

test.each(others)('%s names who administers in words for women and men alike', (locale) => {
  const ofOneSex = [...flat(catalogueOf(locale))].filter(([, message]) =>
    /administrad(or|ora)(es)?\b|administrat(eur|rice)s?\b/i.test(message),
  );
  expect(ofOneSex).toEqual([]);
});

test('French of Canada has a no-break space before a colon and inside of guillemets, and none before ; ? !', () => {
  const spaced = [...flat(catalogueOf('fr'))].filter(([, message]) =>
    /[^\u00a0\w]:|[\p{L}}]:(?!\/\/)|«[^\u00a0]|[^\u00a0]»|\s[;?!]/u.test(
      message.replaceAll(/\w+\.\w+: \w+|\d\d:\d\d/g, ''),
    ),
  );
  expect(spaced).toEqual([]);
});

describe.each(LOCALES)('%s', (locale) => {
  const messages = flat(catalogueOf(locale));
  const tag = LANGUAGE_TAGS[locale];

  test('counts in every way that the language counts', () => {
    const { pluralCategories } = new Intl.PluralRules(tag).resolvedOptions();
    const lacking = [...messages].flatMap(([key, message]) =>
      pluralsOf(message).flatMap((cases) => {
        const missing = pluralCategories.filter((category) => !cases.includes(category));
        return missing.length > 0 ? [{ key, missing }] : [];
      }),
    );
    expect(lacking).toEqual([]);
  });

  const t = createTranslator({
    locale: tag,
    messages: catalogueOf(locale),
    timeZone: 'UTC',
    onError: (error) => {
      throw error;
    },
  });

  test.each([0, 1, 2, 1_000_000])('can be said, of %d too', (count) => {
    for (const [key, message] of messages) {
      const values = Object.fromEntries([
        ...argumentsOf(message).map(([name, kind]) => [name, sampleOf(kind, count)]),
        ...tagsOf(message).map((name) => [name, (inside: string) => `[${inside}]`]),
      ]);
      expect(t.markup(key as Parameters<typeof t.markup>[0], values), key).not.toMatch(/[{}<>]/);
    }
  });
});

function sampleOf(kind: string, count: number) {
  if (kind === 'number') return count;
  return kind === 'moment' ? new Date(0) : 'Dana';
}
