/** What a text of a drawing may be: an attribute's value, or that of a declaration in a style. */
export type SvgValue = 'safe' | 'unknown' | 'external';

/** No `:`, `;`, `&`, `<`, `\`, `@` or braces: no address, escape or end of a declaration can be written. */
const SAFE_LETTERS = /^[\p{L}\p{M}\p{N}\s#%.,+\-*/_'"!()]*$/u;

/** All else that can be called is unknown: `image-set`, `src`, `attr`, `var`, `paint`. */
const SAFE_FUNCTIONS = new Set(
  'rgb rgba hsl hsla matrix translate translatex translatey scale scalex scaley rotate skewx skewy'.split(
    ' ',
  ),
);

const URL_CALL = /url\(\s*(['"]?)(.*?)\1\s*\)/gis;
const OWN_ELEMENT = /^#[^\s"'()<>\\&#]+$/;

/** Readers decode `%6d`, which then leads to another id than it says; the others may end a rule. */
const UNCLEAR = /[%{};]/;

/** They draw another element. By `inherit` each child would draw it once more, and none be counted. */
const DRAWING_PROPERTIES = new Set(['mask', 'clip-path', 'filter']);

/**
 * Judges the value of an attribute or property. `external` is one that would make a reader fetch
 * something: a `url(…)` that leads anywhere but to an element of the same file.
 */
export function judgeValue(name: string, value: string): SvgValue {
  const called = [...value.matchAll(URL_CALL)].map(([, , target = '']) => target);
  if (called.some((target) => !OWN_ELEMENT.test(target))) return 'external';
  const rest = value.replace(URL_CALL, '');
  // One that is not closed: readers mend that, each in its own way.
  if (/url\s*\(/i.test(rest)) return 'external';
  if (called.some((target) => UNCLEAR.test(target))) return 'unknown';
  if (DRAWING_PROPERTIES.has(name) && /inherit/i.test(rest)) return 'unknown';
  if (!SAFE_LETTERS.test(rest) || !isBalanced(rest)) return 'unknown';
  const functions = [...rest.matchAll(/([\p{L}\p{N}_-]*)\s*\(/gu)].map(([, word = '']) => word);
  return functions.every((word) => SAFE_FUNCTIONS.has(word.toLowerCase())) ? 'safe' : 'unknown';
}

/** Or what follows in a style would belong to it. */
function isBalanced(value: string): boolean {
  const bare = value.replace(/"[^"]*"|'[^']*'/g, '').replace(/\([^()]*\)/g, '');
  return !/["'()]/.test(bare);
}

/** Whether a reference (`href`) leads to an element of the same file. */
export function isOwnElement(reference: string): boolean {
  return OWN_ELEMENT.test(reference.trim());
}

/** Whether every reader takes such a reference to the same element. */
export function isClearReference(reference: string): boolean {
  return isOwnElement(reference) && !UNCLEAR.test(reference);
}

/** The ids that a value, or a rule's declarations, refer to by `url(#id)`. */
export function calledIds(value: string): string[] {
  return [...value.matchAll(URL_CALL)]
    .map(([, , target = '']) => target)
    .filter((target) => OWN_ELEMENT.test(target))
    .map((target) => target.slice(1));
}
