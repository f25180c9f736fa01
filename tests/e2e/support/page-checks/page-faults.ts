import type { Page } from '@playwright/test';
import { bringColours, edgeFaults } from '@/tests/e2e/support/page-checks/colours';
import { fieldFaults } from '@/tests/e2e/support/page-checks/fields';
import { choiceFaults, focusFaults, ringFaults } from '@/tests/e2e/support/page-checks/focus';
import { lossFaults } from '@/tests/e2e/support/page-checks/loss';
import { motionFaults } from '@/tests/e2e/support/page-checks/motion';
import { structureFaults } from '@/tests/e2e/support/page-checks/structure';

/**
 * Everything that is wrong with a page as it stands, of what a machine can see and axe does not look at.
 * The focus must still be where the page put it. Leaves the page changed: the last thing to do with it.
 */
export async function pageFaults(page: Page): Promise<string[]> {
  await page.emulateMedia({ media: 'screen', colorScheme: 'light', forcedColors: 'none' });
  await bringColours(page);
  return [
    // First, since it knows where the focus was.
    ...(await fieldFaults(page)),
    ...(await structureFaults(page)),
    ...(await motionFaults(page)),
    ...(await edgeFaults(page)),
    ...(await focusFaults(page)),
    ...(await ringFaults(page)),
    ...(await lossFaults(page)),
    ...(await choiceFaults(page)),
  ];
}
