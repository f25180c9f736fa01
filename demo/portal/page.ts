import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { escapeHtml } from '@/lib/plain-page';

const STYLE = `
*{box-sizing:border-box;margin:0}
html{background:var(--page);-webkit-text-size-adjust:100%}
body{min-height:100vh;display:flex;flex-direction:column;color:var(--ink);
overflow-wrap:break-word;font:1rem/1.55 ui-sans-serif,system-ui,-apple-system,'Segoe UI',Roboto,
'Helvetica Neue','Noto Sans',Arial,sans-serif}
.band{background:var(--band);color:#fff}
.band div{display:flex;align-items:center;gap:.75rem;max-width:60rem;margin:0 auto;
padding:.875rem 1rem}
.band svg{flex:none;width:2.25rem;height:2.25rem}
.band p{margin:0}
.band strong,h1{font-family:Georgia,'Times New Roman',serif;font-weight:600}
.band strong{display:block;font-size:1.125rem;line-height:1.2}
.band span{font-size:.875rem}
main{flex:1;width:100%;max-width:60rem;margin:0 auto;padding:2rem 1rem 3rem}
.narrow{max-width:27rem;margin:clamp(0rem,4vw,3rem) auto 0}
.card{padding:clamp(1.25rem,5vw,2rem);background:var(--surface);border:1px solid var(--line);
border-top:4px solid var(--brand)}
h1{font-size:clamp(1.5rem,1.3rem + 1vw,2rem);line-height:1.25;text-wrap:balance}
h2{margin-top:2.25rem;font-size:1.125rem}
p{margin-top:.75rem;text-wrap:pretty}
a{color:var(--brand);text-underline-offset:.2em}
.muted{color:var(--muted)}
.error{padding:.75rem 1rem;background:var(--error-soft);border-left:4px solid var(--error);
color:var(--error)}
label{display:block;margin-top:1.25rem;font-weight:600}
input{display:block;width:100%;min-height:2.75rem;margin-top:.375rem;padding:.5rem .75rem;
border:1px solid var(--edge);border-radius:0;background:var(--surface);color:var(--ink);
font:inherit}
input[aria-invalid=true]{border:2px solid var(--error)}
button{min-height:2.75rem;padding:.5rem 1.5rem;border:1px solid var(--brand);border-radius:0;
background:var(--brand);color:var(--on-brand);font:inherit;font-weight:600;cursor:pointer}
button.quiet{background:transparent;color:var(--brand)}
.actions{display:flex;flex-wrap:wrap;align-items:center;gap:1rem 1.5rem;margin-top:1.5rem}
.actions a{padding:.25rem 0}
:focus-visible{outline:3px solid var(--brand);outline-offset:2px}
.person{display:flex;flex-wrap:wrap;align-items:flex-start;justify-content:space-between;gap:1.25rem}
dl{display:grid;grid-template-columns:minmax(0,auto) minmax(0,1fr);gap:.25rem 1rem;margin-top:1rem}
dt{color:var(--muted)}
dd{overflow-wrap:anywhere}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,16rem),1fr));gap:1rem;
margin-top:1rem;padding:0;list-style:''}
.tiles li{display:flex}
.tile{flex:1;min-height:6rem;padding:1rem 1.125rem;background:var(--surface);
border:1px solid var(--line);border-left:4px solid var(--brand);text-decoration:none}
.tile strong{display:block;text-decoration:underline;text-underline-offset:.2em}
.tile span{display:block;margin-top:.25rem;color:var(--muted);font-size:.9375rem}
a.tile:hover{border-color:var(--brand)}
.tile.off{background:transparent;border-style:dashed;border-left-color:var(--line);
border-left-width:1px}
.tile.off strong{text-decoration:none;color:var(--muted)}
footer{padding:1rem;border-top:1px solid var(--line);color:var(--muted);font-size:.875rem;
text-align:center}
`;

/** A piece of HTML, as only {@link html} makes it. */
export interface Html {
  readonly markup: string;
}

type Part = string | Html | readonly Html[] | false | null;

/** Every text in it is escaped, so that what somebody typed stays text. */
export function html(texts: TemplateStringsArray, ...parts: Part[]): Html {
  const rest = parts.map((part, index) => markupOf(part) + (texts[index + 1] ?? ''));
  return { markup: (texts[0] ?? '') + rest.join('') };
}

function markupOf(part: Part): string {
  if (part === null || part === false) return '';
  if (typeof part === 'string') return escapeHtml(part);
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('\n');
}

export interface Page {
  title: string;
  content: Html;
  /** Whether script sends the form in it at once. */
  sendsItsForm?: boolean;
}

/** What tells one utility's portal from another's, and both from the CSI. */
export interface Look {
  utilityName: string;
  /** An `svg` element. */
  logo: string;
  /** Values of the style's variables, as `--page:#fff`, for light pages and for dark ones. */
  light: string;
  dark: string;
}

/** The one script of a portal: it sends the form that leads back to a service. */
const SEND_FORM = 'document.forms[0].submit()';

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** The pages of one portal: server-rendered, plainly not the CSI's, and all but one without script. */
export function pagesOf({ utilityName, logo, light, dark }: Look) {
  const style = `
:root{color-scheme:light dark;${light}}
@media (prefers-color-scheme:dark){:root{${dark}}}${STYLE}`;
  const policy = [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    `script-src ${hashOf(SEND_FORM)}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

  /** Of every page. No `form-action`: browsers check it along the way back to a service. */
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };

  /** The whole document. */
  function document({ title, content, sendsItsForm = false }: Page): string {
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)} · ${escapeHtml(utilityName)} staff portal</title>
<style>${style}</style>
</head>
<body>
<header class="band"><div>${logo}<p><strong>${escapeHtml(utilityName)}</strong> <span>Staff portal</span></p></div></header>
<main>
${content.markup}
</main>
<footer>A portal for demonstrations: its people and its utility are made up.</footer>
${sendsItsForm ? `<script>${SEND_FORM}</script>\n` : ''}</body>
</html>
`;
  }

  function show(response: ServerResponse, status: number, page: Page): void {
    response.writeHead(status, headers).end(document(page));
  }

  return { headers, document, show };
}
