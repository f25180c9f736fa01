import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { wordsInCode } from '@/tests/support/words-in-code';

const CHECKOUT = join(import.meta.dirname, '..');

/** Where everything stands that a person sees. */
const SHOWN_TO_PEOPLE = ['app', 'components', 'emails', 'lib/door', 'lib/mail'];

/** What reads like words and is none of a person's. */
const NOT_FOR_PEOPLE = new Set([
  // Fonts.
  "Menlo, Consolas, 'Courier New', monospace",
  // To the operator's own Prometheus.
  'The bearer token of METRICS_TOKEN is needed.',
  // HTTP and SMTP.
  'GET, HEAD, POST',
  'RCPT TO',
]);

function sourcesIn(folder: string): string[] {
  return readdirSync(join(CHECKOUT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.bench.tsx'))
    .map((name) => join(folder, name));
}

const sources = [...SHOWN_TO_PEOPLE.flatMap(sourcesIn), 'lib/plain-page.ts', 'lib/words.ts'];

test('no word that a person reads stands in the code: all come from the catalogues', () => {
  const found = sources.flatMap((path) =>
    wordsInCode(readFileSync(join(CHECKOUT, path), 'utf8'), path)
      .filter((words) => !NOT_FOR_PEOPLE.has(words))
      .map((words) => `${path}: ${words}`),
  );
  expect(sources.length).toBeGreaterThan(200);
  expect(found).toEqual([]);
});

describe('what counts as a word in the code', () => {
  test.each([
    ['text between tags', '<p>Sign out</p>', ['Sign out']],
    ['text in a fragment', '<>out</>', ['out']],
    ['a string between tags', "<p>{'out'}</p>", ['out']],
    ['one of two strings', "<p>{isOut ? 'out' : t('in')}</p>", ['out']],
    ['a string behind a condition', "<p>{isOut && 'out'}</p>", ['out']],
    ['a string if nothing else is there', "<p>{name ?? 'somebody'}</p>", ['somebody']],
    ['a text with a value', `<p>{\`as \${name}\`}</p>`, ['as …']],
    ['a colon, before which French has a space', '<p>{name}: {other}</p>', [':']],
    ['a name for screen readers', '<nav aria-label="tools" />', ['tools']],
    ['a tooltip', '<a title="out" />', ['out']],
    ['an alternative text', '<img alt="logo" />', ['logo']],
    ['a placeholder', "<input placeholder={'name'} />", ['name']],
    [
      "a component's words",
      '<Card title="out" skipText="skip" stayLabel="stay" />',
      ['out', 'skip', 'stay'],
    ],
    ['a title in an object', "const metadata = { title: 'out' };", ['out']],
    ['a paragraph in an object', "page({ paragraphs: ['out', t('in')] });", ['out']],
    ['a name for screen readers in an object', "const it = { 'aria-label': 'out' };", ['out']],
    ['a sentence anywhere', "say('You are out');", ['You are out']],
    ['text in made HTML', 'const page = `<p>out \\n</p>`;', ['<p>out \n</p>']],
  ])('%s does', (_, source, words) => {
    expect(wordsInCode(source, 'page.tsx')).toEqual(words);
  });

  test.each([
    ['a word of the catalogue', "<p title={t('out')}>{t('in')}</p>"],
    ['what is compared', "<p>{state === 'out' && t('out')}</p>"],
    ['a look', '<p className="flex grow text-sm">{name}</p>'],
    ['a sign between words', '<p>({name}) · {other}</p>'],
    ['a kind', '<Notice kind="error" id="Out-1">{name}</Notice>'],
    ['the empty alternative of a decoration', '<img alt="" />'],
    ['an error', "throw new TypeError('No such utility');"],
    ['a log line', "log().warn({ title: t('x') }, 'The database is away');"],
    ['a type', "type Title = { title: 'out' };"],
    ['a directive', "'use server';"],
    ['HTML around words', `const page = \`<!doctype html>\\n<p class="out">\${text}</p>\`;`],
    ['an import', "import { title } from './A title';"],
  ])('%s does not', (_, source) => {
    expect(wordsInCode(source, 'page.tsx')).toEqual([]);
  });
});
