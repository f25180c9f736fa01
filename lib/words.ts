import { createTranslator } from 'next-intl';
import { LANGUAGE_TAGS, LOCALES, type Locale } from '@/lib/locale-rules';
import en from '@/messages/en.json' with { type: 'json' };
import es from '@/messages/es.json' with { type: 'json' };
import fr from '@/messages/fr.json' with { type: 'json' };

/** Every word that a person reads, by language; a test holds them to the same keys. */
const catalogues = { en, fr, es } as Record<Locale, typeof en>;

/** The words of a language as they stand in its file. */
export function catalogueOf(locale: Locale): typeof en {
  return catalogues[locale];
}

const translators = new Map<Locale, Words>();

type Words = ReturnType<typeof translator>;

function translator(locale: Locale) {
  return createTranslator({ locale: LANGUAGE_TAGS[locale], messages: catalogueOf(locale) });
}

/**
 * The words of a language outside of a page: for mails, and for answers that the server gives before Next.
 * Made once a process, since it keeps what it has parsed.
 */
export function wordsOf(locale: Locale): Words {
  const known = translators.get(locale) ?? translator(locale);
  translators.set(locale, known);
  return known;
}

/** A language as its own people call it: «Français». */
export function nameOfLanguage(locale: Locale): string {
  return names[locale];
}

const names = Object.fromEntries(LOCALES.map((locale) => [locale, ownName(locale)])) as Record<
  Locale,
  string
>;

function ownName(locale: Locale): string {
  const tag = LANGUAGE_TAGS[locale];
  const name = new Intl.DisplayNames([tag], { type: 'language' }).of(locale) ?? locale;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}
