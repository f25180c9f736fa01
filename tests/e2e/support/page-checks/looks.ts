import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { cameraFor } from '@/tests/e2e/support/camera';

const WIDTHS = [1440, 768, 320] as const;
const SCHEMES = ['light', 'dark'] as const;

/** Each colour scheme at one width, and both ends of the widths: a colour depends on no width. */
const AXE_AT: Record<string, string[]> = { light: ['1440'], dark: ['320'] };

/** Links and controls. */
const CONTROLS = 'a, button, input:not([type=hidden]):not([hidden]), select, summary';

/**
 * Takes a page's pictures at three widths in light and dark and one in forced colours, and says what a
 * machine sees wrong with them: what axe finds, a page that scrolls sideways (WCAG 1.4.10), controls under
 * 24 px (2.5.8), and not exactly one first heading.
 * @param leftOut rules of axe that do not hold there
 */
export async function lookFaults(
  page: Page,
  state: string,
  leftOut: string[] = [],
): Promise<string[]> {
  const faults: string[] = [];
  const takePicture = await cameraFor(page);
  const note = (found: string[], where: string) =>
    faults.push(...found.map((fault) => `${where}: ${fault}`));
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of SCHEMES) {
      // A colour that is still on its way to another has no contrast to measure.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const where = `${width}-${colorScheme}`;
      if (AXE_AT[colorScheme]?.includes(String(width)))
        note(await violations(page, { leftOut }), where);
      await takePicture(`${state}-${where}`);
    }
    note(await layoutFaults(page, width), String(width));
  }
  await page.setViewportSize({ width: 1440, height: 800 });
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
  await takePicture(`${state}-forced-colours`);
  note(await violations(page, { only: ['color-contrast'] }), 'forced colours');
  await page.emulateMedia({ colorScheme: null, forcedColors: null, reducedMotion: null });
  return faults;
}

interface Violation {
  id: string;
  nodes: { html: string }[];
}

declare global {
  interface Window {
    /** Left on the page by its first run. */
    axe?: { run(options: object): Promise<{ violations: Violation[] }> };
  }
}

/** Rules that axe leaves out by itself, since it holds them to be new or unsure. */
const ALSO = ['target-size', 'label-content-name-mismatch', 'css-orientation-lock'];

interface Rules {
  only?: string[];
  leftOut?: string[];
}

/** All that axe finds, or by these rules only, or by all but those. */
async function violations(page: Page, { only, leftOut = [] }: Rules): Promise<string[]> {
  const enabled = (rules: string[], isSo: boolean) =>
    rules.map((rule) => [rule, { enabled: isSo }]);
  const options = only
    ? { runOnly: { type: 'rule' as const, values: only } }
    : { rules: Object.fromEntries([...enabled(ALSO, true), ...enabled(leftOut, false)]) };
  // Bringing axe to a page takes as long as a run of it, so it is brought once.
  const found = (await runAgain(page, options)) ?? (await runFirst(page, options));
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

function runAgain(page: Page, options: object): Promise<Violation[] | undefined> {
  return page.evaluate(async (asked) => (await window.axe?.run(asked))?.violations, options);
}

async function runFirst(page: Page, options: object): Promise<Violation[]> {
  // Legacy mode is the quick one, and differs only for frames, of which there are none.
  return (await new AxeBuilder({ page }).setLegacyMode().options(options).analyze()).violations;
}

function layoutFaults(page: Page, width: number): Promise<string[]> {
  return page.evaluate(
    ({ controls, room }) => {
      const faults: string[] = [];
      const { scrollWidth } = document.documentElement;
      if (scrollWidth > room) faults.push(`${scrollWidth} px wide`);
      for (const element of document.querySelectorAll(controls)) {
        const { width, height } = element.getBoundingClientRect();
        // Those apart that wait unseen.
        const isUnseen = width <= 1 && height <= 1;
        if (!isUnseen && (width < 24 || height < 24)) faults.push(`small: ${element.outerHTML}`);
      }
      const headings = [...document.querySelectorAll('h1')].filter((heading) =>
        heading.checkVisibility({ visibilityProperty: true }),
      );
      if (headings.length !== 1) faults.push(`${headings.length} first headings`);
      return faults;
    },
    { controls: CONTROLS, room: width },
  );
}

/** Paper as wide as A4 and Letter both leave it, at 96 px an inch. */
const PAPER = { width: 680, height: 960 };

/** Takes a page's picture as it is printed, and says what is not black on white, or cannot be used on paper. */
export async function printFaults(page: Page, state: string): Promise<string[]> {
  const takePicture = await cameraFor(page);
  await page.setViewportSize(PAPER);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await takePicture(`${state}-printed`);
  return page.evaluate((room) => {
    const faults: string[] = [];
    const { color, backgroundColor } = getComputedStyle(document.body);
    const ground = getComputedStyle(document.documentElement).backgroundColor;
    const isWhite = [backgroundColor, ground].includes('rgb(255, 255, 255)');
    const isDark = /^rgb\((\d|1\d), (\d|1\d), (\d|1\d)\)$/.test(color);
    if (!isWhite || !isDark) faults.push(`${color} on ${backgroundColor} and ${ground}`);
    for (const one of document.querySelectorAll('button, nav, footer, dialog')) {
      if (one.checkVisibility({ visibilityProperty: true }))
        faults.push(one.outerHTML.slice(0, 120));
    }
    // A column that can be read on the screen and not on paper, but for what one does about a row.
    for (const cell of document.querySelectorAll('td:not([data-action=true])')) {
      if (!cell.checkVisibility()) faults.push(`not on paper: ${cell.outerHTML}`);
    }
    const { scrollWidth } = document.documentElement;
    if (scrollWidth > room) faults.push(`${scrollWidth} px wide`);
    return faults;
  }, PAPER.width);
}
