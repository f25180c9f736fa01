import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const CHECKOUT = join(import.meta.dirname, '..');
const page = readFileSync(join(CHECKOUT, 'docs/accessibility.md'), 'utf8');

/** WCAG 2.2, success criteria at levels A and AA, by guideline; 4.1.1 is obsolete. */
const CRITERIA: Record<string, number[]> = {
  '1.1': [1],
  '1.2': [1, 2, 3, 4, 5],
  '1.3': [1, 2, 3, 4, 5],
  '1.4': [1, 2, 3, 4, 5, 10, 11, 12, 13],
  '2.1': [1, 2, 4],
  '2.2': [1, 2],
  '2.3': [1],
  '2.4': [1, 2, 3, 4, 5, 6, 7, 11],
  '2.5': [1, 2, 3, 4, 7, 8],
  '3.1': [1, 2],
  '3.2': [1, 2, 3, 4, 6],
  '3.3': [1, 2, 3, 4, 7, 8],
  '4.1': [2, 3],
};

const rows = [...page.matchAll(/^\| (\d\.\d\.\d+) .*\(A{1,2}\) *\|(.*)\|(.*)\|$/gm)];

describe('docs/accessibility.md', () => {
  test('speaks of every criterion of WCAG 2.2 at levels A and AA, once and in order', () => {
    const all = Object.entries(CRITERIA).flatMap(([guideline, numbers]) =>
      numbers.map((number) => `${guideline}.${number}`),
    );
    expect(all).toHaveLength(55);
    expect(rows.map(([, criterion]) => criterion)).toEqual(all);
  });

  test('says of each how it holds and how that is checked, or why it does not apply', () => {
    for (const [row, , holds = '', checked = ''] of rows) {
      const isOut = holds.trim().startsWith('Does not apply, because ');
      expect([row, isOut || checked.trim().length > 2]).toEqual([row, true]);
      expect(holds.trim()).not.toBe('');
    }
  });

  test('names only tests that there are', () => {
    const tests = readdirSync(join(CHECKOUT, 'tests'), { recursive: true, encoding: 'utf8' });
    const there = new Set(tests.map((path) => basename(path)));
    const named = [...page.matchAll(/`([\w./-]+\.(?:spec|test)\.ts)`/g)].map(
      ([, path = '']) => path,
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((path) => !there.has(basename(path)))).toEqual([]);
  });
});
