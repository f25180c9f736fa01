/**
 * What may stand in a logo (SVG 1.1 and 2): what draws, and nothing that runs, moves, loads, links or
 * belongs to an editor. Whatever a later SVG brings stays out until it is entered here.
 */

const words = (text: string): string[] => text.trim().split(/\s+/);

/** Elements that put something on the page by themselves. */
export const DRAWING_ELEMENTS: ReadonlySet<string> = new Set(
  words('path rect circle ellipse line polyline polygon text use'),
);

/** Elements whose text is kept. */
export const TEXT_ELEMENTS: ReadonlySet<string> = new Set(words('text tspan textPath title desc'));

export const ALLOWED_ELEMENTS: ReadonlySet<string> = new Set([
  ...DRAWING_ELEMENTS,
  ...TEXT_ELEMENTS,
  ...words('svg g defs symbol style clipPath mask linearGradient radialGradient stop'),
  ...words('filter feBlend feColorMatrix feComposite feDropShadow feFlood feGaussianBlur'),
  ...words('feMerge feMergeNode feOffset'),
]);

/** Elements that may refer to another by `href`; always to one of the same file. */
export const REFERRING_ELEMENTS: ReadonlySet<string> = new Set(
  words('use textPath linearGradient radialGradient'),
);

/** What makes a logo be refused, since leaving it out might change what it is, with the reason. */
export const REFUSED_ELEMENTS: Readonly<Record<string, string>> = {
  script: 'a logo must not run anything',
  handler: 'a logo must not run anything',
  listener: 'a logo must not run anything',
  foreignObject: 'save it as plain SVG, without what only an editor reads',
  iframe: 'a logo must not load anything',
  embed: 'a logo must not load anything',
  object: 'a logo must not load anything',
  audio: 'a logo must not load anything',
  video: 'a logo must not load anything',
  image: 'save it as paths, or give a PNG',
  feImage: 'save it as paths, or give a PNG',
  a: 'a logo must not be a link',
  animate: 'a logo stands still',
  animateColor: 'a logo stands still',
  animateMotion: 'a logo stands still',
  animateTransform: 'a logo stands still',
  set: 'a logo stands still',
};

/** Attributes that are also properties of CSS. */
export const PROPERTIES: ReadonlySet<string> = new Set(
  words(`
    alignment-baseline baseline-shift clip-path clip-rule color color-interpolation
    color-interpolation-filters direction display dominant-baseline fill fill-opacity fill-rule filter
    flood-color flood-opacity font-family font-size font-stretch font-style font-variant font-weight
    isolation letter-spacing mask mask-type mix-blend-mode opacity overflow paint-order shape-rendering
    stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin
    stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration text-rendering transform
    transform-origin vector-effect visibility word-spacing writing-mode`),
);

/** Of any element; an attribute that means nothing there does nothing. `id`, `class` and `style` come on top. */
export const ALLOWED_ATTRIBUTES: ReadonlySet<string> = new Set([
  ...PROPERTIES,
  ...words(`
    clipPathUnits cx cy d dx dy filterUnits fr fx fy gradientTransform gradientUnits height in in2 k1 k2
    k3 k4 lengthAdjust maskContentUnits maskUnits mode offset operator pathLength points
    preserveAspectRatio primitiveUnits r refX refY result rotate rx ry spreadMethod startOffset
    stdDeviation textLength type values viewBox width x x1 x2 y y1 y2`),
]);
