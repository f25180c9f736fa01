import type { Page } from '@playwright/test';

/** Where the focus is, and what is wrong with how it shows. */
interface Step {
  /**
   * Its number among all that are there to have the focus, in the order of the document; -1 for a part that
   * can be scrolled, null for nothing.
   */
  position: number | null;
  faults: string[];
}

declare global {
  interface Window {
    /** Kept by the page; the steps since they were last asked for. */
    focusCheck?: { all: HTMLElement[]; look: () => Step; steps: Step[] };
  }
}

/** A date field is several stops. */
const MOST_STOPS_IN_ONE = 12;

/**
 * What is wrong with going through a page by keyboard, on a small screen at 400 %: whether Tab reaches
 * everything in the order of the document, which is the order one sees, and goes on from there (WCAG
 * 2.1.1, 2.1.2, 2.4.3); whether what has the focus shows it (2.4.7, 1.4.11) and is in view, under
 * nothing (2.4.11); and that the focus alone leads nowhere (3.2.1).
 */
export async function focusFaults(page: Page): Promise<string[]> {
  await page.setViewportSize({ width: 320, height: 256 });
  const before = page.url();
  const { names, outOfOrder } = await page.evaluate(begin);
  const faults = new Set(outOfOrder);
  const visited: number[] = [];
  let presses = 0;
  const most = names.length + 2 * MOST_STOPS_IN_ONE;
  walk: while (presses < most) {
    // One more than there is to come to, to see that Tab goes on from there.
    const count = Math.min(most - presses, Math.max(2, names.length - visited.length + 1));
    presses += count;
    for (const { position, faults: found } of await pressTab(page, count)) {
      for (const fault of found) faults.add(fault);
      if (position === -1) continue;
      if (position === null || position < (visited.at(-1) ?? 0)) break walk;
      if (position !== visited.at(-1)) visited.push(position);
    }
  }
  const missed = names.filter((_, position) => !visited.includes(position));
  for (const name of missed) faults.add(`Tab does not come to ${name}`);
  if (page.url() !== before) faults.add(`the focus alone led to ${page.url()}`);
  return [...faults];
}

const TAB = { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 };

/** Presses Tab so often, as fast as the page takes it, and says where each press led. */
async function pressTab(page: Page, count: number): Promise<Step[]> {
  const browser = await page.context().newCDPSession(page);
  const presses = Array.from({ length: count }, () =>
    (['rawKeyDown', 'keyUp'] as const).map((type) =>
      browser.send('Input.dispatchKeyEvent', { type, ...TAB }),
    ),
  );
  await Promise.all(presses.flat());
  await browser.detach();
  return page.evaluate(() => {
    if (!window.focusCheck) throw new Error('The page was left.');
    return window.focusCheck.steps.splice(0);
  });
}

/** Whether the focus shows in the dark and in a person's own colours too; after {@link focusFaults}. */
export async function ringFaults(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const media of [{ colorScheme: 'dark' }, { forcedColors: 'active' }] as const) {
    await page.emulateMedia(media);
    const found = await page.evaluate(() => {
      const { all = [], look: see } = window.focusCheck ?? {};
      return all.flatMap((element) => {
        element.focus();
        return see?.().faults.filter((fault) => fault.startsWith('no ring')) ?? [];
      });
    });
    faults.push(...found.map((fault) => `${Object.values(media)}: ${fault}`));
    await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
  }
  return faults;
}

/** What a choice alone leads to, when it is made and the form is not sent (WCAG 3.2.2). The last check: it changes the form. */
export async function choiceFaults(page: Page): Promise<string[]> {
  const before = page.url();
  await page.evaluate(() => {
    for (const field of document.querySelectorAll('select, input')) {
      if (field.matches(':disabled') || !field.checkVisibility({ visibilityProperty: true }))
        continue;
      if (field instanceof HTMLSelectElement) field.selectedIndex = field.options.length - 1;
      else if (field.matches('[type=checkbox], [type=radio]')) (field as HTMLElement).click();
      for (const type of ['input', 'change'])
        field.dispatchEvent(new Event(type, { bubbles: true }));
    }
  });
  // A page that was left knows nothing of the focus any more.
  const isLeft = await page.evaluate(() => !window.focusCheck);
  return isLeft || page.url() !== before ? [`a choice alone led to ${page.url()}`] : [];
}

function begin(): { names: string[]; outOfOrder: string[] } {
  const dialog = document.querySelector<HTMLElement>('dialog:modal');
  const scope = dialog ?? document.body;
  const focusable = 'a[href], button, input, select, textarea, summary, [tabindex]';
  const all = [...scope.querySelectorAll<HTMLElement>(focusable)].filter(
    (one) =>
      one.tabIndex >= 0 &&
      !one.matches(':disabled') &&
      one.checkVisibility({ visibilityProperty: true }) &&
      isTurn(one),
  );
  const steps: Step[] = [];
  window.focusCheck = { all, look: see, steps };
  // The key is let go when the focus has moved and the page is scrolled to it.
  window.addEventListener('keyup', () => steps.push(see()), { capture: true });
  // So that Tab begins at the beginning.
  scope.tabIndex = -1;
  scope.focus();
  scope.removeAttribute('tabindex');
  return { names: all.map(nameOf), outOfOrder: outOfOrder() };

  /** One radio button of a group is a stop: the chosen one, or the first. */
  function isTurn(element: HTMLElement): boolean {
    if (!(element instanceof HTMLInputElement) || element.type !== 'radio') return true;
    const group = [...scope.querySelectorAll<HTMLInputElement>('input[type=radio]')].filter(
      ({ name }) => name === element.name,
    );
    return (group.find(({ checked }) => checked) ?? group[0]) === element;
  }

  function outOfOrder(): string[] {
    const seen = all.filter((one) => one.getBoundingClientRect().width > 1);
    return seen.flatMap((one, n) => {
      const next = seen[n + 1];
      // What lies over the page has a place of its own.
      if (!next || isAbovePage(one) !== isAbovePage(next)) return [];
      const [here, there] = [one.getBoundingClientRect(), next.getBoundingClientRect()];
      const isBeside = there.top < here.bottom - 4 && there.bottom > here.top + 4;
      const isEarlier = there.bottom <= here.top + 1 || (isBeside && there.right <= here.left + 1);
      return isEarlier ? [`${nameOf(next)} is seen before ${nameOf(one)}`] : [];
    });
  }

  function isAbovePage(element: Element): boolean {
    return element.closest('dialog') !== null;
  }

  function see(): Step {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body || element === dialog) {
      return { position: null, faults: [] };
    }
    const faults: string[] = [];
    if (!hasRing(element)) faults.push(`no ring: ${nameOf(element)}`);
    const { top, bottom } = element.getBoundingClientRect();
    const isOut = top < -1 || bottom > innerHeight + 1;
    if (isOut && bottom - top <= innerHeight) faults.push(`out of view: ${nameOf(element)}`);
    // A link may run over several lines.
    const line = element.getClientRects()[0];
    const [x, y] = line ? [line.left + line.width / 2, line.top + line.height / 2] : [0, 0];
    const above = document.elementFromPoint(x, Math.min(Math.max(y, 1), innerHeight - 1));
    if (!element.contains(above))
      faults.push(`under ${above && nameOf(above)}: ${nameOf(element)}`);
    return { position: all.indexOf(element), faults };
  }

  function hasRing(element: Element): boolean {
    // The ring around a date field's own button is Chromium's.
    if (element.matches('input[type^=date]:not(:focus-visible)')) return true;
    const { contrast, groundOf } = window.colours ?? {};
    if (!contrast || !groundOf) throw new Error('no colours');
    return [element, element.closest('.control-group')].some((one) => {
      if (!one) return false;
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(one);
      const isDrawn = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
      return isDrawn && contrast(outlineColor, groundOf(one.parentElement)) >= 3;
    });
  }

  function nameOf(element: Element): string {
    return element.outerHTML.slice(0, 120);
  }
}
