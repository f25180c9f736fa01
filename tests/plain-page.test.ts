import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { accentTokens } from '@/lib/accent-rules';
import { ICON_ADDRESS } from '@/lib/app-icon';
import { plainPage } from '@/lib/plain-page';

const HOSTILE = `</title></style><script>alert("1")</script><img src=x onerror='a&b'>`;
const ESCAPED =
  '&lt;/title&gt;&lt;/style&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;' +
  '&lt;img src=x onerror=&#39;a&amp;b&#39;&gt;';

const page = {
  locale: 'en' as const,
  returnTo: null,
  title: 'Unknown address',
  heading: 'This address belongs to no utility',
  paragraphs: ['Ask your supervisor for the right one.', 'Then bookmark it.'],
};

test('is one whole document with its words in order', () => {
  const html = plainPage({
    ...page,
    reference: 'Reference 7F3K',
    link: { href: '/', text: 'Back' },
  });
  expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(html).toContain('<title>Unknown address</title>');
  expect(
    html.match(/<(h1|p|a)[ >][\s\S]*?<\/\1>/g)?.map((tag) => tag.replace(/<[^>]+>/g, '')),
  ).toEqual([page.heading, ...page.paragraphs, 'Back', 'Reference 7F3K']);
});

test('nobody can smuggle markup into it', () => {
  const html = plainPage({
    locale: 'en',
    returnTo: HOSTILE,
    title: HOSTILE,
    heading: HOSTILE,
    paragraphs: [HOSTILE],
    reference: HOSTILE,
    link: { href: HOSTILE, text: HOSTILE },
    nonce: HOSTILE,
    accent: HOSTILE,
  });
  expect(html.split(ESCAPED)).toHaveLength(9);
  expect(html).not.toMatch(/<script|<img/);
  expect(html.match(/<\/style>/g)).toHaveLength(1);
});

test('offers the other languages, each in its own words, and comes back to where it was', () => {
  const html = plainPage({ ...page, locale: 'fr', returnTo: '/home?a=1&b=2' });
  expect(html).toMatch(/^<!doctype html>\n<html lang="fr-CA">/);
  expect(html).toContain('<form method="post" action="/language" aria-label="Langue">');
  expect(html).toContain('<input type="hidden" name="returnTo" value="/home?a=1&amp;b=2">');
  expect(html).toContain('<span aria-current="true" lang="fr-CA">Français</span>');
  expect(html.match(/<button[^>]*>[^<]*<\/button>/g)).toEqual([
    '<button name="locale" value="en" lang="en">English</button>',
    '<button name="locale" value="es" lang="es-US">Español</button>',
  ]);
});

test('offers none where nothing would take the choice', () => {
  expect(plainPage(page)).not.toMatch(/<form|<button|<footer>/);
});

test('needs no script, no file and no style attribute', () => {
  const html = plainPage(page);
  expect(html).not.toMatch(/<script|\ssrc=|url\(|@import|\sstyle=|http-equiv/);
  expect(html.match(/<link[^>]*>/g)).toEqual([`<link rel="icon" href="${ICON_ADDRESS}">`]);
});

test('its icon is the app’s, and is fetched from nowhere', () => {
  const [type, svg = ''] = ICON_ADDRESS.split(',');
  expect(type).toBe('data:image/svg+xml');
  const file = readFileSync('app/icon.svg', 'utf8');
  expect(decodeURIComponent(svg)).toBe(file.replace(/\n\s*/g, ''));
});

test('says whose it is, where it is somebody’s', () => {
  expect(plainPage({ ...page, utilityName: 'Harbor <Power>' })).toContain(
    '<header>Harbor &lt;Power&gt;</header>',
  );
  expect(plainPage(page)).not.toContain('<header>');
});

test('loads itself again only where it is told to, by a script that carries the nonce', () => {
  const words = { in: 'again in {time}', stop: 'Stop', stopped: 'Stopped' };
  const html = plainPage({ ...page, nonce: 'bm9uY2U=', reload: { pauseSeconds: [5, 10], words } });
  expect(html).toContain('<script nonce="bm9uY2U=">');
  expect(html).toMatch(/<div class="reload" data-reload="[^"]*" hidden>/);
  expect(html).not.toMatch(/http-equiv|\sonclick=/);
  expect(plainPage({ ...page, nonce: 'bm9uY2U=' })).not.toMatch(/<script|data-reload/);
  const hostile = { in: HOSTILE, stop: HOSTILE, stopped: HOSTILE };
  const markup = plainPage({ ...page, reload: { pauseSeconds: [5], words: hostile } });
  expect(markup.match(/<script/g)).toHaveLength(1);
  expect(markup).not.toMatch(/<img|onerror='/);
});

test('its style carries the nonce, and none where there is none', () => {
  expect(plainPage({ ...page, nonce: 'bm9uY2U=' })).toContain('<style nonce="bm9uY2U=">');
  expect(plainPage(page)).toContain('<style>');
});

test('wears the utility’s accent, adjusted for contrast', () => {
  const { light, dark } = accentTokens('#ffcc00');
  const html = plainPage({ ...page, accent: '#ffcc00' });
  expect(html).toContain(`--accent:${light.accent};`);
  expect(html).toContain(`--accent-dark:${dark.accent};`);
});

test('looks like the app: its colours are those of globals.css', () => {
  const css = readFileSync('app/globals.css', 'utf8');
  const [light, dark] = css.split('@media (prefers-color-scheme: dark)');
  const [lightPage, darkPage] = plainPage(page).split('@media (prefers-color-scheme:dark)');
  for (const [tokens, own] of [
    [light, lightPage],
    [dark, darkPage],
  ]) {
    for (const name of ['page', 'surface', 'ink', 'muted', 'line']) {
      const value = tokens?.match(new RegExp(`--color-${name}: (#\\w{6});`))?.[1];
      expect(own).toContain(`--${name}:${value}`);
    }
  }
});
