import { expect, test } from 'vitest';
import { resetRequests } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { deleteOutlivedRequests } from '@/lib/password-reset/housekeeping';
import { requestReset } from '@/lib/password-reset/request-reset';
import { DAY, noonPlus, testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';

/** The longest life of a link, and a week more. */
const KEPT = 14 * DAY;

test('a request is kept for a week after the longest life of a link, and no longer', async () => {
  const scope = testScope(await testUtility());
  await requestReset(scope, 'somebody@mail.example');
  await deleteOutlivedRequests(noonPlus(KEPT));
  expect(await db().select().from(resetRequests)).toHaveLength(1);
  await deleteOutlivedRequests(noonPlus(KEPT + 1));
  expect(await db().select().from(resetRequests)).toEqual([]);
});
