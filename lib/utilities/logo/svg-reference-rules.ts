import { rulesIn } from '@/lib/utilities/logo/svg-style-rules';
import type { SvgElement } from '@/lib/utilities/logo/svg-tree-rules';
import { calledIds } from '@/lib/utilities/logo/svg-value-rules';

/**
 * Elements and references inside of each other. It only keeps the recursion here within its stack:
 * a drawing of so long a chain draws too much in any case, each of its parts once more than the next.
 */
const LONGEST_CHAIN = 1000;

/**
 * How many elements a reader draws, each as often as others refer to it, by an attribute or by a rule
 * of a style sheet; Infinity where elements refer to each other in a circle, or in a chain too long to
 * follow. Takes a tree whose styles are clean.
 *
 * Ten elements that each use the one before twice are a thousand to draw, and thirty are more than
 * any browser can.
 */
export function drawnElements(root: SvgElement): number {
  const byId = new Map<string, SvgElement>();
  const rules: ReferringRule[] = [];
  const collect = (element: SvgElement) => {
    const id = attributeOf(element, 'id');
    if (id !== undefined && !byId.has(id)) byId.set(id, element);
    if (element.name === 'style') rules.push(...referringRules(element.children.join('')));
    for (const child of element.children) if (typeof child !== 'string') collect(child);
  };
  collect(root);
  const known = new Map<SvgElement, number>();
  const open = new Set<SvgElement>();
  const count = (element: SvgElement): number => {
    const found = known.get(element);
    if (found !== undefined) return found;
    if (open.has(element) || open.size >= LONGEST_CHAIN) return Number.POSITIVE_INFINITY;
    open.add(element);
    let sum = 1;
    for (const child of element.children) if (typeof child !== 'string') sum += count(child);
    for (const id of [...ownReferences(element), ...referencesByRules(element, rules)]) {
      const target = byId.get(id);
      if (target) sum += count(target);
    }
    open.delete(element);
    known.set(element, sum);
    return sum;
  };
  return count(root);
}

/** A bare `#id` is a reference in `href` alone: elsewhere it is a colour. */
function ownReferences({ attributes }: SvgElement): string[] {
  return attributes.flatMap(([name, value]) =>
    name === 'href' ? [value.slice(1)] : calledIds(value),
  );
}

interface ReferringRule {
  /** Of each selector, the names, `.classes` and `#ids` that its element must have. */
  selectors: string[][];
  ids: string[];
}

function referringRules(sheet: string): ReferringRule[] {
  return rulesIn(sheet).flatMap(({ prelude, body }) => {
    const ids = calledIds(body);
    return ids.length > 0 ? [{ selectors: prelude.split(',').map(demandsOf), ids }] : [];
  });
}

/** Only of the last part, `.b` of `g > .b`: what stands around the element may only make it match less. */
function demandsOf(selector: string): string[] {
  const last = selector
    .split(/[\s>]+/)
    .filter(Boolean)
    .at(-1);
  return last?.toLowerCase().match(/[.#]?[^.#*]+/g) ?? [];
}

/** What any rule that may match refers to, though only one of them wins: rather too much than too little. */
function referencesByRules(element: SvgElement, rules: ReferringRule[]): string[] {
  const classes = attributeOf(element, 'class')?.split(/\s+/) ?? [];
  const id = attributeOf(element, 'id') ?? '';
  const traits = [element.name, `#${id}`, ...classes.map((name) => `.${name}`)];
  const has = new Set(traits.map((trait) => trait.toLowerCase()));
  return rules.flatMap(({ selectors, ids }) =>
    selectors.some((demands) => demands.every((demand) => has.has(demand))) ? ids : [],
  );
}

function attributeOf({ attributes }: SvgElement, sought: string): string | undefined {
  return attributes.find(([name]) => name === sought)?.[1];
}
