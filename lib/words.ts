import { createTranslator } from 'next-intl';
import en from '@/messages/en.json';

/** Every catalogue there is, by language. French and Spanish come with their issue. */
export const catalogues = { en } as const;

export type Locale = keyof typeof catalogues;

/** The catalogue's words outside of a page: for answers that the server gives before Next. */
export function wordsOf(locale: Locale) {
  return createTranslator({ locale, messages: catalogues[locale] });
}
