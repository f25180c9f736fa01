import { bringColours, edgeFaults } from '@/tests/e2e/support/page-checks/colours';
import { fieldFaults } from '@/tests/e2e/support/page-checks/fields';
import { choiceFaults, focusFaults, ringFaults } from '@/tests/e2e/support/page-checks/focus';
import { lossFaults } from '@/tests/e2e/support/page-checks/loss';
import { motionFaults } from '@/tests/e2e/support/page-checks/motion';
import { structureFaults } from '@/tests/e2e/support/page-checks/structure';
import { STATES } from '@/tests/e2e/support/states';
import { expect, test } from '@/tests/e2e/support/test';

for (const [state, arrive] of Object.entries(STATES)) {
  test(`anybody can find their way at ${state}: fields, structure, text size, keyboard`, async ({
    page,
    servers,
  }) => {
    test.setTimeout(60_000);
    await arrive(page, servers);
    await bringColours(page);
    // Everything that is wrong, at once.
    expect([
      // First, since it knows where the focus was.
      ...(await fieldFaults(page)),
      ...(await structureFaults(page)),
      ...(await motionFaults(page)),
      ...(await edgeFaults(page)),
      ...(await focusFaults(page)),
      ...(await ringFaults(page)),
      ...(await lossFaults(page)),
      ...(await choiceFaults(page)),
    ]).toEqual([]);
  });
}
