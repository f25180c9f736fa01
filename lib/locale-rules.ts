import Negotiator from 'negotiator';

/** The languages that there are catalogues for (messages/). */
export const LOCALES = ['en', 'fr', 'es'] as const;

export type Locale = (typeof LOCALES)[number];

/** Each by its BCP 47 tag: for dates, numbers and plurals, and for the `lang` attribute. */
export const LANGUAGE_TAGS = { en: 'en', fr: 'fr-CA', es: 'es-US' } as const satisfies Record<
  Locale,
  string
>;

export function isLocale(text: unknown): text is Locale {
  return LOCALES.some((locale) => locale === text);
}

/** The language in a Cookie header; null where there is none, none of ours, or two that differ. */
export function localeFromCookies(cookieHeader: string | null, name: string): Locale | null {
  const found = (cookieHeader ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  const [locale, ...more] = new Set(found);
  return more.length === 0 && isLocale(locale) ? locale : null;
}

/** What a browser asks for (RFC 9110 §12.5.4), for where nobody has chosen; English where it is none of ours. */
export function localeByAcceptLanguage(header: string | undefined): Locale {
  const asked = new Negotiator({ headers: { 'accept-language': header } });
  const locale = asked.language([...LOCALES]);
  return isLocale(locale) ? locale : 'en';
}
