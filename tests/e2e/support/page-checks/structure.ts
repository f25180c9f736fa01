import type { Page } from '@playwright/test';

/**
 * What is wrong with how a page is put together, for whoever hears it: its title and language (WCAG
 * 2.4.2, 3.1.1, 3.1.2), headings and landmarks (1.3.1, 2.4.1, 2.4.6), names (2.5.3), and ids that others point to (4.1.2).
 */
export function structureFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const expect = (holds: unknown, fault: string) => {
      if (!holds) faults.push(fault);
    };
    const shown = (selector: string) =>
      [...document.querySelectorAll<HTMLElement>(selector)].filter((one) =>
        one.checkVisibility({ visibilityProperty: true }),
      );
    const textOf = (element: Element) => element.textContent?.trim() ?? '';

    const headings = shown('h1, h2, h3, h4, h5, h6');
    const levels = headings.map(({ tagName }) => Number(tagName[1]));
    expect(levels.filter((level) => level === 1).length === 1, 'not one h1');
    for (const [n, level] of levels.entries()) {
      const before = levels[n - 1] ?? 0;
      expect(level <= before + 1, `h${before} is followed by h${level}`);
    }
    for (const heading of headings) expect(textOf(heading), `empty: ${heading.outerHTML}`);

    const within = 'article, section, main, aside, nav';
    const outermost = (tag: string) =>
      shown(tag).filter((one) => !one.parentElement?.closest(within)).length;
    expect(outermost('main') === 1, 'not one main');
    // Plain pages, which must work when all else is broken, may not even know the utility's name.
    const isPlain = document.querySelector('#main') === null;
    // Nor is there more of a page while its session may be over.
    const isCovered = document.documentElement.dataset.covered !== undefined;
    const headers = outermost('header');
    expect(headers === 1 || (headers === 0 && (isPlain || isCovered)), 'not one header');
    expect(outermost('footer') <= 1, 'more than one footer');
    const order = shown('header, main, footer').filter(
      (one) => one.tagName === 'MAIN' || !one.parentElement?.closest(within),
    );
    expect(order.map(({ tagName }) => tagName).join() === sorted(order), 'landmarks out of order');
    const navs = shown('nav').map((nav) => nav.getAttribute('aria-label'));
    expect(navs.every(Boolean) && new Set(navs).size === navs.length, `names of navs: ${navs}`);

    const h1 = textOf(headings.find(({ tagName }) => tagName === 'H1') ?? document.body);
    const { title } = document;
    const [named, utility] = title.split(' – ');
    expect(named === h1 || isCovered, `the title says «${title}», the h1 «${h1}»`);
    expect(isPlain || utility, `the title names no utility: ${title}`);

    const valid = (lang: string) => {
      try {
        return Intl.getCanonicalLocales(lang).length === 1;
      } catch {
        return false;
      }
    };
    expect(document.documentElement.lang, 'no language');
    for (const one of document.querySelectorAll<HTMLElement>('[lang]')) {
      expect(valid(one.lang), `no language: ${one.lang}`);
    }
    const own = { English: 'en', Français: 'fr', Español: 'es' };
    for (const one of shown('a, button, option, label, span')) {
      const language = Object.entries(own).find(([name]) => name === textOf(one))?.[1];
      const lang = one.closest<HTMLElement>('[lang]')?.lang ?? '';
      expect(!language || lang.startsWith(language), `in ${lang}: ${one.outerHTML}`);
    }

    // Who says what they see to a computer is understood (2.5.3).
    for (const one of shown('a, button, summary')) {
      const name = one.ariaLabel?.toLowerCase() ?? '';
      expect(
        !name || name.includes(textOf(one).toLowerCase()),
        `named otherwise: ${one.outerHTML}`,
      );
    }

    for (const one of document.querySelectorAll('*')) {
      for (const name of ['for', 'aria-describedby', 'aria-labelledby', 'aria-controls']) {
        for (const id of one.getAttribute(name)?.split(/\s+/) ?? []) {
          expect(document.getElementById(id), `${name} leads nowhere: ${id}`);
        }
      }
      const href = one.getAttribute('href');
      const isHere = href && /^#./.test(href);
      expect(!isHere || document.getElementById(href.slice(1)), `leads nowhere: ${href}`);
      expect((one as HTMLElement).tabIndex <= 0, `goes before its turn: ${one.outerHTML}`);
      if (one.id) {
        const same = document.querySelectorAll(`#${CSS.escape(one.id)}`).length;
        expect(same === 1, `${same} elements have the id ${one.id}`);
      }
    }
    return faults;

    function sorted(landmarks: HTMLElement[]): string {
      const tags = landmarks.map(({ tagName }) => tagName);
      return ['HEADER', 'MAIN', 'FOOTER'].filter((tag) => tags.includes(tag)).join();
    }
  });
}
