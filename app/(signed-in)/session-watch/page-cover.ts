const COVERED = 'data-covered';

/**
 * What hides a page, and shows it again, at once: in the document and not by React, since it must hold before
 * anything is painted. Browsers take the focus from what is hidden; whoever goes on typing finds it where it
 * was.
 */
export function pageCover() {
  let held: Element | null = null;
  return {
    set(isCovered: boolean): void {
      const { documentElement, activeElement } = document;
      documentElement.toggleAttribute(COVERED, isCovered);
      const isElsewhere = isNowhere(activeElement);
      if (isCovered && !isElsewhere) held = activeElement;
      if (!isCovered && isElsewhere) (held as HTMLElement | null)?.focus({ preventScroll: true });
    },
    /** What comes in the place of this page is not this one's to hide. */
    remove(): void {
      document.documentElement.removeAttribute(COVERED);
    },
  };
}

/** On nothing, or on what stands in for the page while it is covered. */
function isNowhere(element: Element | null): boolean {
  return !element || element === document.body || element.closest('[data-session-watch]') !== null;
}
