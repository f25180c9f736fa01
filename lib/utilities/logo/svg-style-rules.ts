import { PROPERTIES } from '@/lib/utilities/logo/svg-allowed-rules';
import { judgeValue } from '@/lib/utilities/logo/svg-value-rules';

/** A style in our own words, and the names of what was left out; or what it would have loaded. */
export type CleanStyle =
  | { kind: 'clean'; text: string; leftOut: string[] }
  | { kind: 'external'; what: string };

const SELECTORS = /^[\p{L}\p{M}\p{N}\s.#*,>_-]+$/u;

/** The declarations of a `style` attribute, or of one rule: allowed properties with safe values. */
export function cleanDeclarations(text: string): CleanStyle {
  const kept: string[] = [];
  const leftOut: string[] = [];
  for (const declaration of withoutComments(text).split(';')) {
    if (declaration.trim() === '') continue;
    const colon = declaration.indexOf(':');
    const property = declaration.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    const value = declaration.slice(colon + 1).trim();
    const judged = judgeValue(property, value);
    // Also where a `;` inside of it has cut it in two: `url(data:font/woff;base64,…)`.
    if (judged === 'external') return { kind: 'external', what: property };
    if (PROPERTIES.has(property) && value !== '' && judged === 'safe') {
      kept.push(`${property}:${value.replace(/\s+/g, ' ')}`);
    } else {
      leftOut.push(property || 'style');
    }
  }
  return { kind: 'clean', text: kept.join(';'), leftOut };
}

/**
 * The rules of a `<style>`: simple selectors and their declarations. Rules that begin with `@` are left
 * out, but for those that load something, which are told as such.
 */
export function cleanStylesheet(text: string): CleanStyle {
  const kept: string[] = [];
  const leftOut: string[] = [];
  const css = withoutComments(text).replace(/<!--|-->/g, '');
  if (/@\s*import/i.test(css)) return { kind: 'external', what: '@import' };
  for (const { prelude, body } of rulesIn(css)) {
    const inside = cleanDeclarations(body);
    if (inside.kind === 'external') return { ...inside, what: prelude || inside.what };
    if (prelude.startsWith('@') || !SELECTORS.test(prelude)) {
      leftOut.push(prelude.split(/[\s({]/)[0] || 'style');
      continue;
    }
    leftOut.push(...inside.leftOut);
    if (inside.text) kept.push(`${prelude.replace(/\s+/g, ' ')}{${inside.text}}`);
  }
  return { kind: 'clean', text: kept.join(''), leftOut };
}

function withoutComments(css: string): string {
  // One that is not closed reaches to the end.
  return css.replace(/\/\*[\s\S]*?(\*\/|$)/g, ' ');
}

/** Rules as they stand on the outermost level; a statement without a block has an empty body. */
export function rulesIn(css: string): { prelude: string; body: string }[] {
  const rules: { prelude: string; body: string }[] = [];
  let from = 0;
  while (from < css.length) {
    const end = css.slice(from).search(/[;{]/);
    if (end < 0 || css[from + end] === ';') {
      const prelude = css.slice(from, end < 0 ? undefined : from + end).trim();
      if (prelude) rules.push({ prelude, body: '' });
      if (end < 0) break;
      from += end + 1;
      continue;
    }
    const close = closingBrace(css, from + end);
    rules.push({
      prelude: css.slice(from, from + end).trim(),
      body: css.slice(from + end + 1, close),
    });
    from = close + 1;
  }
  return rules;
}

function closingBrace(css: string, open: number): number {
  let depth = 0;
  for (let at = open; at < css.length; at += 1) {
    if (css[at] === '{') depth += 1;
    if (css[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return css.length;
}
