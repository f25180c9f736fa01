import { log } from '@/lib/log';
import { escapeHtml } from '@/lib/plain-page';
import type { HandedOut } from '@/lib/users/import/hand-out';
import type { SheetWords } from './sheet-words';

const STYLE = `
*{box-sizing:border-box;margin:0}
html{color-scheme:light}
body{max-width:48rem;margin:0 auto;padding:1.5rem;color:#111;background:#fff;
font:1rem/1.5 ui-sans-serif,system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;
overflow-wrap:anywhere}
h1{font-size:1.5rem}
h2{font-size:1.125rem}
.lead,.end{margin:.5rem 0 1.5rem}
article{margin:0 0 1rem;padding:1rem;border:1px dashed #555;break-inside:avoid}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;margin:.5rem 0}
dt{color:#444}
dd{font-weight:600}
.password{font:600 1.25rem/1.4 ui-monospace,Consolas,Menlo,monospace}
button{min-height:2.75rem;padding:.5rem 1.25rem;border:1px solid #555;border-radius:.5rem;background:#fff;color:inherit;
font:inherit;font-weight:600;cursor:pointer}
button:focus-visible{outline:3px solid #111;outline-offset:2px}
@media (max-width:30rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}.password{font-size:1rem}}
@media print{body{padding:0}h1{margin-bottom:1rem}.lead,button{display:none}}
`;

const PRINT = `{const [button]=document.getElementsByTagName('button');
button.hidden=false;button.onclick=()=>window.print()}`;

/**
 * A hand-out sheet made for printing: one part a person, never split over two pages. Its last line says
 * whether it is complete, since a page that breaks off looks like one that ends.
 */
export async function* printedSheet(
  people: AsyncIterable<HandedOut>,
  words: SheetWords,
  nonce: string,
): AsyncGenerator<string> {
  yield beginning(words, nonce);
  let count = 0;
  try {
    for await (const person of people) {
      yield part(person, words);
      count += 1;
    }
    yield printButton(words, nonce) + end(words.complete(count));
  } catch (error) {
    log().warn({ err: error }, 'a hand-out sheet broke off');
    yield end(words.brokeOff);
  }
}

function beginning({ lang, title, keepSafe }: SheetWords, nonce: string): string {
  return `<!doctype html>
<html lang="${escapeHtml(lang)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style nonce="${escapeHtml(nonce)}">${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p class="lead">${escapeHtml(keepSafe)}</p>
`;
}

function part({ fullName, username, password, expiresAt }: HandedOut, words: SheetWords): string {
  const line = (name: string, value: string, kind = '') =>
    `<dt>${escapeHtml(name)}</dt><dd${kind}>${escapeHtml(value)}</dd>`;
  return `<article>
<h2>${escapeHtml(fullName)}</h2>
<dl>
${line(words.address, words.addressToOpen)}
${line(words.username, username)}
${line(words.password, password, ' class="password"')}
${line(words.until, words.instant(expiresAt))}
</dl>
<p>${escapeHtml(words.how)}</p>
</article>
`;
}

/** Only under a whole sheet, and only where script runs: the browser's own menu always does. */
function printButton({ print }: SheetWords, nonce: string): string {
  return `<p><button type="button" hidden>${escapeHtml(print)}</button></p>
<script nonce="${escapeHtml(nonce)}">${PRINT}</script>
`;
}

function end(text: string): string {
  return `<p class="end"><strong>${escapeHtml(text)}</strong></p>
</main>
</body>
</html>
`;
}
