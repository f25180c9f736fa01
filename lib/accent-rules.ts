import { PALETTE } from '@/lib/palette-rules';

/** One utility's accent colour in one colour scheme, as `#rrggbb`. */
export interface Accent {
  /** Fills the main button; colours links, focus rings and the current tab. */
  accent: string;
  /** Text on the accent. */
  onAccent: string;
}

export interface AccentTokens {
  light: Accent;
  dark: Accent;
}

/** For utilities that chose none: a deep teal. */
export const DEFAULT_ACCENT = '#0d5f66';

/** What the accent may stand on. */
export const BACKGROUNDS = { light: groundsOf('light'), dark: groundsOf('dark') };

const ON_ACCENT = { light: '#ffffff', dark: PALETTE.dark.page } as const;

/** WCAG 2.2, 1.4.3 asks for 4.5; a colour just there looks dull on dark pages. */
const LEAST_CONTRAST = { light: 4.5, dark: 5.5 } as const;

/** Chroma in OKLab: a grey, a button in which would look as if it were off. */
const COLOURLESS = 0.02;

type Scheme = 'light' | 'dark';
type Triple = [number, number, number];

function groundsOf(scheme: Scheme): string[] {
  const { page, surface, sunken, ...rest } = PALETTE[scheme];
  return [page, surface, sunken, rest.errorSoft, rest.successSoft, rest.warningSoft, rest.infoSoft];
}

/** sRGB to linear light, 0 to 1 (WCAG 2.2, «relative luminance»). */
function toLinear(hex: string): Triple {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function toHex(linear: Triple): string {
  const channel = (value: number) => {
    const encoded = value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
    return Math.round(Math.min(1, Math.max(0, encoded)) * 255)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${linear.map(channel).join('')}`;
}

/** Linear sRGB to OKLab (CSS Color 4, §10). */
function toOklab([red, green, blue]: Triple): Triple {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([lightness, a, b]: Triple): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** The colour at another lightness: hue kept, chroma only as far reduced as sRGB needs. */
function atLightness([, a, b]: Triple, lightness: number): string {
  for (let chroma = 1; chroma > 0; chroma -= 0.02) {
    const linear = fromOklab([lightness, a * chroma, b * chroma]);
    if (linear.every((value) => value > -0.0005 && value < 1.0005)) return toHex(linear);
  }
  return toHex(fromOklab([lightness, 0, 0]));
}

function luminance(hex: string): number {
  const [red, green, blue] = toLinear(hex);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2 contrast ratio of two `#rrggbb` colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function isReadable(hex: string, scheme: Scheme): boolean {
  return [...BACKGROUNDS[scheme], ON_ACCENT[scheme]].every(
    (other) => contrast(hex, other) >= LEAST_CONTRAST[scheme],
  );
}

/** Halves the way from black or white, which always read, towards the colour. */
function movedUntilReadable(hex: string, scheme: Scheme): string {
  if (isReadable(hex, scheme)) return hex;
  const oklab = toOklab(toLinear(hex));
  if (Math.hypot(oklab[1], oklab[2]) < COLOURLESS) return PALETTE[scheme].ink;
  let [unreadable, readable] = [oklab[0], scheme === 'light' ? 0 : 1];
  let moved = scheme === 'light' ? '#000000' : '#ffffff';
  for (let halvings = 0; halvings < 10; halvings += 1) {
    const middle = (unreadable + readable) / 2;
    const candidate = atLightness(oklab, middle);
    if (isReadable(candidate, scheme)) {
      [readable, moved] = [middle, candidate];
    } else {
      unreadable = middle;
    }
  }
  return moved;
}

/**
 * The utility's accent (`#rrggbb`; null or anything else gives {@link DEFAULT_ACCENT}), darkened
 * for light pages and lightened for dark ones just so far that it reads at 4.5:1 or more on every
 * background and under its own text (WCAG 2.2, 1.4.3 and 1.4.11). A colour that already does is
 * left alone; a grey, black or white that does not becomes the text's own colour. Hover may go on the same way, darker in light, lighter in dark.
 */
export function accentTokens(hex: string | null): AccentTokens {
  const chosen = hex && /^#[0-9a-f]{6}$/i.test(hex) ? hex.toLowerCase() : DEFAULT_ACCENT;
  return {
    light: { accent: movedUntilReadable(chosen, 'light'), onAccent: ON_ACCENT.light },
    dark: { accent: movedUntilReadable(chosen, 'dark'), onAccent: ON_ACCENT.dark },
  };
}

/** As many as utilities have colours. */
const computed = new Map<string | null, string>();

/** The tokens as the CSS that app/globals.css waits for; safe inside a style element. */
export function accentCss(hex: string | null): string {
  const known = computed.get(hex);
  if (known) return known;
  const { light, dark } = accentTokens(hex);
  const css =
    `:root{--accent:${light.accent};--on-accent:${light.onAccent};` +
    `--accent-dark:${dark.accent};--on-accent-dark:${dark.onAccent}}`;
  computed.set(hex, css);
  return css;
}
