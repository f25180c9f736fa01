import { LOCALES } from '@/lib/locale-rules';
import { catalogueOf } from '@/lib/words';

/** The name of a column as it is compared: without case, accents, spaces and signs. */
export function foldedName(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** What something is called in each language: files come from people who read any of them. */
export function inEveryLanguage(
  pick: (words: ReturnType<typeof catalogueOf>) => readonly string[],
): string[] {
  return LOCALES.flatMap((locale) => pick(catalogueOf(locale)));
}
