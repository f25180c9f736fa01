import { accentCss } from '@/lib/accent-rules';
import { ICON_ADDRESS } from '@/lib/app-icon';
import { MARK } from '@/lib/background-rules';
import { LANGUAGE_TAGS, LOCALES, type Locale } from '@/lib/locale-rules';
import { PALETTE } from '@/lib/palette-rules';
import { RELOAD, type Reload } from '@/lib/plain-reload';
import { nameOfLanguage, wordsOf } from '@/lib/words';

export interface PlainPage {
  locale: Locale;
  /** Where who picks another language goes; null at no utility's address, where nothing would take it. */
  returnTo: string | null;
  title: string;
  /** Whose page it is; left out where the address belongs to nobody. */
  utilityName?: string;
  heading: string;
  paragraphs: string[];
  /** What the person can quote to support, in words: «Reference 7F3K-22». */
  reference?: string;
  link?: { href: string; text: string };
  /**
   * Asks for the link's address every few seconds, and goes there as soon as it leads on; only by
   * script. The page stands still meanwhile, so that nobody's reader starts it anew again and again.
   */
  asksAgain?: boolean;
  /** Loads itself again, in view and not for ever; only by script. Not for what a form was answered. */
  reload?: Reload;
  /** Of the Content-Security-Policy's `style-src`. */
  nonce?: string;
  /** The utility's accent, `#rrggbb`; without it the default. */
  accent?: string | null;
}

function colours({ page, surface, ink, muted, line }: Colours): string {
  return `--page:${page};--surface:${surface};--ink:${ink};--muted:${muted};--line:${line}`;
}

type Colours = (typeof PALETTE)['light' | 'dark'];

const STYLE = `
:root{color-scheme:light dark;${colours(PALETTE.light)};
--strong:var(--accent);--on-strong:var(--on-accent)}
@media (prefers-color-scheme:dark){:root{${colours(PALETTE.dark)};
--strong:var(--accent-dark);--on-strong:var(--on-accent-dark)}}
*{box-sizing:border-box;margin:0}
html{background:var(--page);border-top:4px solid var(--strong);-webkit-text-size-adjust:100%}
body{color:var(--ink);overflow-wrap:break-word;
font:1rem/1.55 ui-sans-serif,system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',
'Noto Sans',Arial,sans-serif}
header{padding:clamp(2rem,6vw,3.5rem) 1rem 0;font-weight:600;text-align:center}
main{max-width:34rem;margin:clamp(1.5rem,12vh,7rem) auto 2rem;padding:0 1rem}
header+main{margin-top:2rem}
article{padding:clamp(1.5rem,5vw,2.5rem);background:var(--surface);border:1px solid var(--line);
border-radius:.875rem;box-shadow:0 14px 36px -18px rgb(64 48 24/.22)}
h1{font-size:clamp(1.375rem,1.2rem + .9vw,1.75rem);line-height:1.25;letter-spacing:-.01em;
text-wrap:balance}
p{margin-top:1rem;text-wrap:pretty}
a{display:inline-block;min-height:2.75rem;margin-top:.5rem;padding:.5rem 1.25rem;border:1px solid transparent;
border-radius:.5rem;background:var(--strong);color:var(--on-strong);font-weight:600;text-align:center;
text-decoration:none}
a:hover{text-decoration:underline}
a:focus-visible{outline:3px solid var(--strong);outline-offset:2px}
.reference{margin-top:1.5rem;padding-top:1rem;border-top:1px solid var(--line);
color:var(--muted);font-size:.875rem}
.reload:not([hidden]){display:flex;flex-wrap:wrap;align-items:center;gap:.5rem 1rem;margin-top:1rem}
.reload p{margin:0;outline:0}
.reload button{min-height:2.75rem;padding:.5rem 1.25rem;border:1px solid var(--muted);border-radius:.5rem;
background:none;color:inherit;font:inherit;font-weight:600;cursor:pointer}
footer form{display:flex;flex-wrap:wrap;justify-content:center;gap:0 .25rem;margin-bottom:2rem;
color:var(--muted);font-size:.875rem}
footer span,footer button{padding:.375rem .5rem;border:0;border-radius:.5rem;background:none;
color:inherit;font:inherit}
footer span{color:var(--ink);font-weight:600}
footer button{text-decoration:underline;text-underline-offset:.2em;cursor:pointer}
button:focus-visible{outline:3px solid var(--strong);outline-offset:2px}
@media print{html{border:0}footer,a{display:none}article{border:0;box-shadow:none}}
`;

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as it may stand between tags or in an attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Sees a redirect without following it: the address, which has a query, leads on. */
const ASK_AGAIN = `const to=document.querySelector('a[data-again]').href;setInterval(async()=>{try{
const {type}=await fetch(to,{redirect:'manual'});if(type==='opaqueredirect')location.replace(to+'&${MARK}=1')}catch{}},3000)`;

/**
 * A whole HTML document for answers that no page of the app gives: an unknown host (404), refused
 * requests (403, 413, 415), a machine in trouble (503). It needs nothing else that might be broken:
 * no built CSS, no script, no image. Every text is escaped, and nothing but `accent`, which is
 * checked, reaches the style, so that a Host header that a stranger made up stays text.
 */
export function plainPage(page: PlainPage): string {
  const nonce = page.nonce ? ` nonce="${escapeHtml(page.nonce)}"` : '';
  const body = [
    `<h1>${escapeHtml(page.heading)}</h1>`,
    ...page.paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`),
    page.link && link(page.link, page.asksAgain),
    page.reload && reloadLine(page.reload),
    page.reference && `<p class="reference">${escapeHtml(page.reference)}</p>`,
  ];
  return `<!doctype html>
<html lang="${LANGUAGE_TAGS[page.locale]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="${PALETTE.light.page}">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="${PALETTE.dark.page}">
<title>${escapeHtml(page.title)}</title>
<link rel="icon" href="${ICON_ADDRESS}">
<style${nonce}>${accentCss(page.accent ?? null)}${STYLE}</style>
</head>
<body>
${page.utilityName ? `<header>${escapeHtml(page.utilityName)}</header>` : ''}
<main>
<article>
${body.filter(Boolean).join('\n')}
</article>
</main>
${page.returnTo === null ? '' : languages(page.locale, page.returnTo)}
${page.asksAgain ? `<script${nonce}>${ASK_AGAIN}</script>` : ''}
${page.reload ? `<script${nonce}>${RELOAD}</script>` : ''}
</body>
</html>
`;
}

/** Out of sight until script shows it; the button stops it (WCAG 2.2.1). */
function reloadLine(reload: Reload): string {
  return `<div class="reload" data-reload="${escapeHtml(JSON.stringify(reload))}" hidden>
<p tabindex="-1"></p>
<button type="button">${escapeHtml(reload.words.stop)}</button>
</div>`;
}

/** As every page's footer has them (app/parts/page-footer). */
function languages(current: Locale, returnTo: string): string {
  const choices = LOCALES.map((locale) => {
    const name = `lang="${LANGUAGE_TAGS[locale]}">${escapeHtml(nameOfLanguage(locale))}`;
    return locale === current
      ? `<span aria-current="true" ${name}</span>`
      : `<button name="locale" value="${locale}" ${name}</button>`;
  });
  return `<footer>
<form method="post" action="/language" aria-label="${escapeHtml(wordsOf(current)('language.label'))}">
<input type="hidden" name="returnTo" value="${escapeHtml(returnTo)}">
${choices.join('\n')}
</form>
</footer>`;
}

function link({ href, text }: NonNullable<PlainPage['link']>, isAskedAgain = false): string {
  const mark = isAskedAgain ? ' data-again' : '';
  return `<p><a href="${escapeHtml(href)}"${mark}>${escapeHtml(text)}</a></p>`;
}
