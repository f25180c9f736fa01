import { pageFaults } from '@/tests/e2e/support/page-checks/page-faults';
import { STATES } from '@/tests/e2e/support/states';
import { expect, test } from '@/tests/e2e/support/test';

for (const [state, arrive] of Object.entries(STATES)) {
  test(`anybody can find their way at ${state}: fields, structure, text size, keyboard`, async ({
    page,
    servers,
  }) => {
    await arrive(page, servers);
    // Everything that is wrong, at once.
    expect(await pageFaults(page)).toEqual([]);
  });
}
