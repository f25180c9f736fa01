import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contrast } from '@/lib/accent-rules';
import type { MailContent } from '@/lib/mail/mail-content';
import { renderMail } from '@/lib/mail/render-mail';
import { utilityOf } from '@/tests/support/utility-settings';

const at = new Date('2026-07-04T03:30:00Z');
const username = 'danaortiz';
const link = 'https://csi.harbor.example/reset-password?request=7';
const withLink = { kind: 'forgot_password', username, link, expiresAt: at } as const;

const contents: MailContent[] = [
  withLink,
  { kind: 'account_locked', username },
  { kind: 'sign_in_at_portal' },
  { kind: 'password_changed', username, at, how: 'changed' },
  { kind: 'password_reset_by_administrator', username, at, expiresAt: at },
  { kind: 'test' },
];

async function htmlOf(content: MailContent, accent?: string): Promise<string> {
  const utility = utilityOf(accent ? { brand: { accent } } : {});
  const context =
    content.kind === 'test' ? null : { utility, fullName: 'Dana Ortiz', locale: 'en' as const };
  return (await renderMail(context, content)).html;
}

/** What stands inline, and the one style element that a mail program may ignore. */
function stylesOf(html: string): [string, string] {
  const [element = ''] = html.match(/<style>[\s\S]*<\/style>/) ?? [];
  return [html.replace(element, ''), element];
}

describe.each(contents)('$kind', (content) => {
  test('is one document with one heading, in a language it names', async () => {
    const html = await htmlOf(content);
    expect(html).toMatch(/^<!DOCTYPE html[^>]*><html dir="ltr" lang="en">/);
    expect(html).toMatch(/<title>[^<]+<\/title>/);
    expect(html.match(/<h1[ >]/g)).toHaveLength(1);
  });

  test('fetches nothing from anywhere', async () => {
    const html = await htmlOf(content);
    expect(html).not.toMatch(
      /<(img|link|script|iframe|svg)|\s(src|background)=|url\(|@import|@font/,
    );
    expect(html).not.toContain('http-equiv="refresh"');
  });

  test('asks for light and dark colours in its one style element', async () => {
    const html = await htmlOf(content);
    expect(html.match(/<style/g)).toHaveLength(1);
    expect(html).toContain('<meta name="color-scheme" content="light dark"/>');
    expect(stylesOf(html)[1]).toContain('@media (prefers-color-scheme:dark)');
  });
});

test.each(['#ffff00', '#ffffff', '#000000', '#ff00ff', '#0b5cad'])(
  'the button reads in light and dark with the accent %s',
  async (accent) => {
    const [inline, element] = stylesOf(await htmlOf(withLink, accent));
    const light = inline.match(/background-color:(#\w{6});color:(#\w{6});padding/);
    const dark = element.match(/\.button\{background-color:(#\w{6})!important;color:(#\w{6})/);
    for (const found of [light, dark]) {
      expect(contrast(found?.[1] ?? '', found?.[2] ?? '')).toBeGreaterThanOrEqual(4.5);
    }
  },
);

test('looks like the app: its colours are those of globals.css', async () => {
  const css = readFileSync('app/globals.css', 'utf8');
  const schemes = css.split('@media (prefers-color-scheme: dark)');
  const styles = stylesOf(await htmlOf(withLink));
  for (const name of ['page', 'surface', 'sunken', 'ink', 'muted', 'line']) {
    for (const [scheme, own] of styles.entries()) {
      const value = schemes[scheme]?.match(new RegExp(`--color-${name}: (#\\w{6});`))?.[1];
      expect(own).toContain(value ?? 'a token of that name');
    }
  }
});
