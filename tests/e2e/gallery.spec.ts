import { GALLERY_STATES, MAIL_STATES, TRANSLATED_STATES } from '@/tests/e2e/support/gallery-states';
import { lookFaults, printFaults } from '@/tests/e2e/support/page-checks/looks';
import { STATES } from '@/tests/e2e/support/states';
import { expect, test } from '@/tests/e2e/support/test';

const ALL = { ...STATES, ...TRANSLATED_STATES, ...GALLERY_STATES, ...MAIL_STATES };

/** What people print. */
const PRINTED = ['user-added', 'user-reset', 'users', 'audit', 'sessions', 'import-sheet'];

for (const [state, arrive] of Object.entries(ALL)) {
  test(`anybody can read ${state}: three widths, light and dark, forced colours`, async ({
    page,
    servers,
  }) => {
    await arrive(page, servers);
    const faults = await lookFaults(page, state);
    if (PRINTED.includes(state)) faults.push(...(await printFaults(page, state)));
    // Everything that is wrong, at once.
    expect(faults).toEqual([]);
  });
}
