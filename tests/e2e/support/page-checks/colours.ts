import type { Page } from '@playwright/test';

declare global {
  interface Window {
    /** For checks that run in the page. */
    colours?: {
      /** WCAG's contrast ratio of two CSS colours. */
      contrast: (one: string, other: string) => number;
      /** The colour that lies under an element's children. */
      groundOf: (element: Element | null) => string;
    };
  }
}

/** Gives the page what its checks know colours by. */
export function bringColours(page: Page): Promise<void> {
  return page.evaluate(() => {
    window.colours = { contrast, groundOf };
    const known = new Map<string, number[]>();
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

    function contrast(one: string, other: string): number {
      const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
      return (light + 0.05) / (dark + 0.05);
    }

    function groundOf(element: Element | null): string {
      for (let one = element; one; one = one.parentElement) {
        const { backgroundColor } = getComputedStyle(one);
        if (rgba(backgroundColor)[3] === 255) return backgroundColor;
      }
      return getComputedStyle(document.documentElement).backgroundColor;
    }

    function rgba(colour: string): number[] {
      const values = known.get(colour) ?? painted(colour);
      known.set(colour, values);
      return values;
    }

    /** Of whatever notation. */
    function painted(colour: string): number[] {
      if (!canvas) throw new Error('no canvas');
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data];
    }

    function luminance(colour: string): number {
      const [red = 0, green = 0, blue = 0] = rgba(colour).map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    }
  });
}

/**
 * Fields whose edge, and signs whose shape, cannot be told from what is behind them, in light and dark
 * (WCAG 1.4.11). Checkboxes and radio buttons are the browser's own; what is
 * read only is no field to find.
 */
export async function edgeFaults(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    const found = await page.evaluate(() => {
      const { contrast, groundOf } = window.colours ?? {};
      if (!contrast || !groundOf) throw new Error('no colours');
      const fields =
        'input:not([type=hidden], [type=checkbox], [type=radio], [type=file], [readonly]), select, textarea';
      const faint: string[] = [];
      for (const field of document.querySelectorAll(fields)) {
        if (!field.checkVisibility({ visibilityProperty: true })) continue;
        const box = field.closest('.control-group') ?? field;
        const { borderTopStyle, borderTopColor } = getComputedStyle(box);
        const isDrawn = borderTopStyle !== 'none';
        if (!isDrawn || contrast(borderTopColor, groundOf(box.parentElement)) < 3) {
          faint.push(field.outerHTML.slice(0, 120));
        }
      }
      for (const sign of document.querySelectorAll('svg')) {
        if (!sign.checkVisibility({ visibilityProperty: true })) continue;
        if (contrast(getComputedStyle(sign).color, groundOf(sign.parentElement)) < 3) {
          faint.push(`sign in ${sign.parentElement?.outerHTML.slice(0, 120)}`);
        }
      }
      return faint;
    });
    faults.push(...found.map((fault) => `faint in ${colorScheme}: ${fault}`));
  }
  return faults;
}
