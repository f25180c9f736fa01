import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LOCALES } from '@/lib/locale-rules';
import { wordsOf } from '@/lib/words';

const APP = join(import.meta.dirname, '../app');

/** The names under which pages have their titles: what stands in the parentheses of `titled(…)`. */
const names = readdirSync(APP, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.tsx'))
  .flatMap(
    (path) =>
      readFileSync(join(APP, path), 'utf8').match(/\btitled(?:ForAdministrators)?\(.*\)/g) ?? [],
  )
  .flatMap((call) => [...call.matchAll(/[?:(] *'([\w.]+)'/g)].map(([, name = '']) => name));

test.each(LOCALES)('no two pages have the same title (WCAG 2.4.2): %s', (locale) => {
  const t = wordsOf(locale);
  // Each name is one that `titled` takes.
  const titles = [...new Set(names)].map((name) => t(`${name}.title` as 'home.title'));
  expect(titles.length).toBeGreaterThan(15);
  expect(titles.filter((title, n) => titles.indexOf(title) !== n)).toEqual([]);
});
