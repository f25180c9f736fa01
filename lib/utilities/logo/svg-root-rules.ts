import type { SvgElement } from '@/lib/utilities/logo/svg-tree-rules';

export const SVG = 'http://www.w3.org/2000/svg';

/** The outermost `<svg>`, with a viewBox, so that it is drawn whole at any size; null where it has none. */
export function asRoot(element: SvgElement): SvgElement | null {
  const given = new Map(element.attributes);
  const [width, height] = ['width', 'height'].map((name) => inPixels(given.get(name)));
  const box = given
    .get('viewBox')
    ?.trim()
    .split(/[\s,]+/)
    .map(Number) ?? [0, 0, width, height];
  const isBox = box.length === 4 && box.every((side) => Number.isFinite(side));
  if (!isBox || Number(box[2]) <= 0 || Number(box[3]) <= 0) return null;
  // `100%` is of a page that is not there.
  for (const side of ['width', 'height']) if (given.get(side)?.includes('%')) given.delete(side);
  given.set('viewBox', box.join(' '));
  element.attributes = [['xmlns', SVG], ...given];
  return element;
}

function inPixels(length: string | undefined): number {
  return Number(length?.trim().replace(/px$/, '') || Number.NaN);
}
