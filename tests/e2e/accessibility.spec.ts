import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { STATES } from '@/tests/e2e/support/states';
import { expect, test } from '@/tests/e2e/support/test';

/** For people to look at. */
const SCREENS = join(import.meta.dirname, '../../.test/screens');

async function violations(page: Page): Promise<string[]> {
  // Legacy mode is the quick one, and differs only for frames, of which there are none.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({
    rules: { 'target-size': { enabled: true } },
  });
  const found = (await axe.analyze()).violations;
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

const CONTROLS = 'a, button, input:not([type=hidden]):not([hidden]), select, summary';

/** Links and controls that are smaller than 24 px in a direction, those apart that wait unseen. */
function smallTargets(page: Page): Promise<string[]> {
  return page.locator(CONTROLS).evaluateAll((all) =>
    all.flatMap((element) => {
      const { width, height } = element.getBoundingClientRect();
      const isUnseen = width <= 1 && height <= 1;
      return isUnseen || (width >= 24 && height >= 24) ? [] : [element.outerHTML];
    }),
  );
}

for (const [state, arrive] of Object.entries(STATES)) {
  test(`anybody can use ${state}: axe, light and dark, narrow and wide`, async ({
    page,
    servers,
  }) => {
    test.setTimeout(60_000);
    await arrive(page, servers);
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [320, 1440]) {
        // A colour that is still on its way to another has no contrast to measure.
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.setViewportSize({ width, height: 800 });
        expect([colorScheme, width, ...(await violations(page))]).toEqual([colorScheme, width]);
        const path = join(SCREENS, `${state}-${width}-${colorScheme}.png`);
        await page.screenshot({ path, fullPage: true });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide).toBeLessThanOrEqual(width);
        expect(await smallTargets(page)).toEqual([]);
      }
    }
    await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: join(SCREENS, `${state}-forced-colours.png`), fullPage: true });
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  });
}

const WITH_FOCUS = [
  'welcome-empty',
  'home',
  'create-refused',
  'not-found',
  'unknown-host',
  'forgot-refused',
  'reset-requested',
  'reset-refused',
  'reset-invalid',
  'reset-done',
  'change-refused',
  'change-done',
  'users',
  'user-new-refused',
  'user-added',
  'user-locked',
  'user-collision',
  'user-link',
  'pending-links',
  'welcome-both',
  'sso-refused',
  'saml-continue',
  'users-certificate',
  'shared-emails-refused',
  'locked-users-rows',
];

for (const state of WITH_FOCUS) {
  for (const forcedColors of ['none', 'active'] as const) {
    test(`where the focus is can be seen at ${state}, forced colours: ${forcedColors}`, async ({
      page,
      servers,
    }) => {
      await page.emulateMedia({ forcedColors });
      await STATES[state]?.(page, servers);
      const count = await page.locator(CONTROLS).count();
      for (let n = 0; n < count; n += 1) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate(() => {
          const element = document.activeElement;
          // Its calendar button is Chromium's own, and so is the ring around that.
          if (element?.matches('[type=datetime-local]:not(:focus-visible)')) return null;
          const group = element?.closest('.control-group');
          const outlined = [element, group].some((seen) => {
            if (!seen) return false;
            const { outlineStyle, outlineWidth } = getComputedStyle(seen);
            return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
          });
          return element === document.body || outlined ? null : element?.outerHTML;
        });
        expect(focused).toBeNull();
      }
    });
  }
}

test('with reduced motion nothing moves', async ({ page, servers }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(servers.url('harbor', '/?over=idle'));
  const moving = await page.locator('*').evaluateAll((all) =>
    all.flatMap((element) => {
      const { animationName, transitionDuration } = getComputedStyle(element);
      const moves = animationName !== 'none' || Number.parseFloat(transitionDuration) > 0.01;
      return moves ? [element.outerHTML.slice(0, 200)] : [];
    }),
  );
  expect(moving).toEqual([]);
});
