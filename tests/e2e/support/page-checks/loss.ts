import type { Page } from '@playwright/test';

/** WCAG 1.4.12: what a person may set, who reads more easily so. */
const TEXT_SPACING = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`;

/** The browser's own text size, in CSS px, and twice that (WCAG 1.4.4). */
const USUAL = { standard: 16, fixed: 13 };
const DOUBLED = { standard: 32, fixed: 26 };

/**
 * What is lost, cut off or printed over another text when a person spaces text out, doubles it, or
 * zooms to 400 % (WCAG 1.4.4, 1.4.10, 1.4.12).
 */
export async function lossFaults(page: Page): Promise<string[]> {
  const tried = [
    ['at 400 %', 320, '', USUAL],
    ['spaced out at 400 %', 320, TEXT_SPACING, USUAL],
    ['spaced out', 1280, TEXT_SPACING, USUAL],
    ['doubled', 1280, '', DOUBLED],
  ] as const;
  const browser = await page.context().newCDPSession(page);
  const faults: string[] = [];
  for (const [name, width, css, fontSizes] of tried) {
    await page.setViewportSize({ width, height: width === 320 ? 256 : 1024 });
    await browser.send('Page.setFontSizes', { fontSizes });
    const lost = await page.evaluate(lostWith, css);
    faults.push(...lost.map((fault) => `${name}: ${fault}`));
  }
  await browser.detach();
  return faults;
}

function lostWith(css: string): string[] {
  // The policy refuses a style element; this is none.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];

  const faults: string[] = [];
  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth > clientWidth) faults.push(`${scrollWidth} px wide`);
  for (const button of document.querySelectorAll('button, summary, a')) {
    if (button.scrollWidth > button.clientWidth + 1 && button.clientWidth > 1) {
      faults.push(`cut off: ${button.textContent}`);
    }
  }

  const texts: { text: string; owner: Element; lines: DOMRect[] }[] = [];
  // A dialog lies over the page, and is meant to.
  const page = document.querySelector('dialog:modal') ?? document.body;
  const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const owner = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (
      !owner ||
      !text ||
      !owner.checkVisibility({ visibilityProperty: true }) ||
      isForReadersOnly(owner)
    )
      continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    texts.push({ text, owner, lines: [...range.getClientRects()] });
  }
  for (const { text, owner, lines } of texts) {
    const frames = ancestors(owner).filter((one) => getComputedStyle(one).overflowX !== 'visible');
    for (const line of lines) {
      const isOut = line.left < -1 || line.right > clientWidth + 1;
      const isCut = frames.some((frame) => {
        const { left, right, top, bottom } = frame.getBoundingClientRect();
        // Up and down one may scroll, sideways not.
        const canScroll = /auto|scroll/.test(getComputedStyle(frame).overflowY);
        const isOff = !canScroll && (line.top < top - 2 || line.bottom > bottom + 2);
        return isOff || line.left < left - 2 || line.right > right + 2;
      });
      if (isOut || isCut) faults.push(`cut off: ${text}`);
    }
  }
  for (const [n, one] of texts.entries()) {
    for (const other of texts.slice(n + 1)) {
      const isOver = one.lines.some((line) => other.lines.some((over) => overlap(line, over)));
      if (isOver && layerOf(one.owner) === layerOf(other.owner)) {
        faults.push(`over each other: «${one.text}» and «${other.text}»`);
      }
    }
  }
  return faults;

  function ancestors(element: Element): Element[] {
    const all: Element[] = [];
    for (let one: Element | null = element; one && one !== document.body; one = one.parentElement) {
      all.push(one);
    }
    return all;
  }

  function isForReadersOnly(element: Element): boolean {
    return ancestors(element).some((one) => {
      const { width, height } = one.getBoundingClientRect();
      return width <= 1 && height <= 1 && getComputedStyle(one).position === 'absolute';
    });
  }

  /** What stays where it is while the page is scrolled; from behind that a text can be scrolled out. */
  function layerOf(element: Element): Element | undefined {
    return ancestors(element).find((one) => getComputedStyle(one).position === 'fixed');
  }

  function overlap(one: DOMRect, other: DOMRect): boolean {
    const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
    const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
    return width > 2 && height > 5;
  }
}
