import type { Page } from '@playwright/test';

/** What moves although a person asked that nothing does (WCAG 2.3.3, and 2.2.2). */
export async function motionFaults(page: Page): Promise<string[]> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  return page.evaluate(() =>
    [...document.querySelectorAll('*')].flatMap((element) => {
      const { animationName, transitionDuration } = getComputedStyle(element);
      const moves = animationName !== 'none' || Number.parseFloat(transitionDuration) > 0.01;
      return moves ? [`moves: ${element.outerHTML.slice(0, 200)}`] : [];
    }),
  );
}
