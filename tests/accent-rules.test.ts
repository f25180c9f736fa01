import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { accentCss, accentTokens, BACKGROUNDS, contrast, DEFAULT_ACCENT } from '@/lib/accent-rules';
import { PALETTE } from '@/lib/palette-rules';

const css = readFileSync('app/globals.css', 'utf8');
const [lightCss, darkCss] = css.split('@media (prefers-color-scheme: dark)');

/** A colour token of app/globals.css, the fallback where it is a variable. */
function token(name: string, scheme: 'light' | 'dark'): string {
  const text = (scheme === 'light' ? lightCss : darkCss) ?? '';
  const value = text.match(new RegExp(`--color-${name}: [^;]*?(#[0-9a-f]{6})`))?.[1];
  if (!value) throw new Error(`No token ${name} in ${scheme}.`);
  return value;
}

/** Every 17th step of each channel: 4,096 colours from black to white. */
function* sweep(): Generator<string> {
  const channel = (step: number) => (step * 17).toString(16).padStart(2, '0');
  for (let n = 0; n < 4096; n += 1) {
    yield `#${channel(n >> 8)}${channel((n >> 4) & 15)}${channel(n & 15)}`;
  }
}

/** As color-mix(in srgb, accent 84%, black or white) in app/globals.css. */
function hovered(hex: string, scheme: 'light' | 'dark'): string {
  const towards = scheme === 'light' ? 0 : 255;
  const channel = (at: number) =>
    Math.round(Number.parseInt(hex.slice(at, at + 2), 16) * 0.84 + towards * 0.16)
      .toString(16)
      .padStart(2, '0');
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}

describe('a utility’s accent', () => {
  test.each(['light', 'dark'] as const)(
    'reads at 4.5:1 everywhere in %s, whatever it is',
    (scheme) => {
      let worst = 21;
      for (const hex of sweep()) {
        const { accent, onAccent } = accentTokens(hex)[scheme];
        for (const shown of [accent, hovered(accent, scheme)]) {
          for (const other of [...BACKGROUNDS[scheme], onAccent]) {
            worst = Math.min(worst, contrast(shown, other));
          }
        }
      }
      expect(worst).toBeGreaterThanOrEqual(4.5);
    },
  );

  test('is left alone where it already reads well', () => {
    expect(accentTokens('#0b5cad').light.accent).toBe('#0b5cad');
    expect(accentTokens('#8ec5ff').dark.accent).toBe('#8ec5ff');
  });

  test('keeps its hue when it has to move', () => {
    const { light, dark } = accentTokens('#ffcc00');
    expect(light.accent).toBe('#826705');
    expect(dark.accent).toBe('#ffcc00');
  });

  test.each([
    ['#ffffff', 'light'],
    ['#9a9a9a', 'light'],
    ['#000000', 'dark'],
    ['#5c5a58', 'dark'],
  ] as const)(
    'without a colour, as %s in %s, becomes the text’s, not a button that is off',
    (hex, scheme) => {
      expect(accentTokens(hex)[scheme].accent).toBe(PALETTE[scheme].ink);
    },
  );

  test.each([null, '', 'red', '#fff', '#12345', '#1234567', '#0b5cad;}body{'])(
    'that is %j gives the default',
    (hex) => {
      expect(accentTokens(hex)).toEqual(accentTokens(DEFAULT_ACCENT));
      expect(accentCss(hex)).toBe(accentCss(DEFAULT_ACCENT));
    },
  );

  test('becomes four variables and nothing else', () => {
    expect(accentCss('#0B5CAD')).toMatch(
      /^:root\{--accent:#0b5cad;--on-accent:#ffffff;--accent-dark:#\w{6};--on-accent-dark:#\w{6}\}$/,
    );
  });
});

describe('contrast', () => {
  test('agrees with the known ratios', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    expect(contrast('#ffffff', '#767676')).toBeCloseTo(4.54, 2);
  });
});

describe.each(['light', 'dark'] as const)('the %s tokens of globals.css', (scheme) => {
  const grounds = ['page', 'surface', 'sunken'];
  const signs = ['error', 'success', 'warning', 'info'];

  test('are the ones that accents are measured against', () => {
    const tints = signs.map((name) => `${name}-soft`);
    expect([...grounds, ...tints].map((name) => token(name, scheme))).toEqual(BACKGROUNDS[scheme]);
    const { accent, onAccent } = accentTokens(null)[scheme];
    expect([token('accent', scheme), token('on-accent', scheme)]).toEqual([accent, onAccent]);
  });

  test.each(['ink', 'muted', ...signs])('%s reads at 4.5:1 on every ground', (name) => {
    for (const ground of grounds) {
      expect(contrast(token(name, scheme), token(ground, scheme))).toBeGreaterThanOrEqual(4.5);
    }
  });

  test.each(signs)('%s and ink read on its own tint', (name) => {
    const tint = token(`${name}-soft`, scheme);
    expect(contrast(token(name, scheme), tint)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(token('ink', scheme), tint)).toBeGreaterThanOrEqual(4.5);
  });

  test('borders of controls stand out at 3:1 (WCAG 1.4.11)', () => {
    for (const ground of ['page', 'surface']) {
      expect(contrast(token('edge', scheme), token(ground, scheme))).toBeGreaterThanOrEqual(3);
    }
  });
});
