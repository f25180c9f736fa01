import { GALLERY_STATES, MAIL_STATES, TRANSLATED_STATES } from '@/tests/e2e/support/gallery-states';
import { lookFaults, printFaults } from '@/tests/e2e/support/page-checks/looks';
import { pageFaults } from '@/tests/e2e/support/page-checks/page-faults';
import { STATES } from '@/tests/e2e/support/states';
import { expect, test } from '@/tests/e2e/support/test';

// What is wrong stands in the failure, how it looked in the pictures: tracing takes as long as the checks.
test.use({ trace: 'off' });

/** What people print. */
const PRINTED = ['user-added', 'user-reset', 'users', 'audit', 'sessions', 'import-sheet'];

for (const [state, arrive] of Object.entries(STATES)) {
  test(`anybody can use ${state}: by eye, by keyboard, by screen reader`, async ({
    page,
    servers,
  }) => {
    await arrive(page, servers);
    const faults = await lookFaults(page, state);
    if (PRINTED.includes(state)) faults.push(...(await printFaults(page, state)));
    // Last, since it leaves the page changed.
    faults.push(...(await pageFaults(page)));
    // Everything that is wrong, at once.
    expect(faults).toEqual([]);
  });
}

/** What a mail program gives to a mail, which is a part of its own page. */
const LANDMARKS = ['landmark-one-main', 'region'];

const OTHERS = { ...GALLERY_STATES, ...MAIL_STATES, ...TRANSLATED_STATES };

for (const [state, arrive] of Object.entries(OTHERS)) {
  test(`anybody can read ${state}`, async ({ page, servers }) => {
    await arrive(page, servers);
    const faults = await lookFaults(page, state, state in MAIL_STATES ? LANDMARKS : []);
    if (PRINTED.includes(state)) faults.push(...(await printFaults(page, state)));
    expect(faults).toEqual([]);
  });
}
