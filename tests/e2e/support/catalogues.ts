import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type english from '@/messages/en.json';

/** The words of a language, read as a file: Playwright's loader imports no JSON. */
function catalogue(locale: string): typeof english {
  const path = join(import.meta.dirname, `../../../messages/${locale}.json`);
  return JSON.parse(readFileSync(path, 'utf8'));
}

export const en = catalogue('en');
export const fr = catalogue('fr');
export const es = catalogue('es');
