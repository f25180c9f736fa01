import { idsIn } from '@/lib/utilities/logo/svg-value-rules';

/** An element of a drawing that was found good, with its attributes in the order of the file. */
export interface SvgElement {
  name: string;
  attributes: [name: string, value: string][];
  children: (SvgElement | string)[];
}

/** The drawing as one line of text, of which any XML reader reads the same tree again. */
export function writeSvg({ name, attributes, children }: SvgElement): string {
  const open = [
    name,
    ...attributes.map(([key, value]) => `${key}="${escaped(value, /[&<"\t\r\n]/g)}"`),
  ].join(' ');
  if (children.length === 0) return `<${open}/>`;
  const content = children.map((child) =>
    typeof child === 'string' ? escaped(child) : writeSvg(child),
  );
  return `<${open}>${content.join('')}</${name}>`;
}

const REFERENCES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** White space in an attribute is written by number, or readers would make spaces of it. */
function escaped(text: string, letters = /[&<>\r]/g): string {
  return text.replace(letters, (letter) => REFERENCES[letter] ?? `&#${letter.charCodeAt(0)};`);
}

/**
 * How many elements a reader draws, each as often as others refer to it; Infinity where elements refer
 * to each other in a circle.
 *
 * Ten elements that each use the one before twice are a thousand to draw, and thirty are more than
 * any browser can.
 */
export function drawnElements(root: SvgElement): number {
  const byId = new Map<string, SvgElement>();
  const collect = (element: SvgElement) => {
    const id = element.attributes.find(([name]) => name === 'id')?.[1];
    if (id !== undefined && !byId.has(id)) byId.set(id, element);
    for (const child of element.children) if (typeof child !== 'string') collect(child);
  };
  collect(root);
  const known = new Map<SvgElement, number>();
  const open = new Set<SvgElement>();
  const count = (element: SvgElement): number => {
    const found = known.get(element);
    if (found !== undefined) return found;
    if (open.has(element)) return Number.POSITIVE_INFINITY;
    open.add(element);
    let sum = 1;
    for (const child of element.children) if (typeof child !== 'string') sum += count(child);
    for (const [, value] of element.attributes) {
      for (const id of idsIn(value)) {
        const target = byId.get(id);
        if (target) sum += count(target);
      }
    }
    open.delete(element);
    known.set(element, sum);
    return sum;
  };
  return count(root);
}
