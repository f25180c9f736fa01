import { beforeEach, expect, test, vi } from 'vitest';
import { samlProviders } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { alice, clock, provider, samlVisit, startAnew } from '@/tests/sso/saml/saml-visit';
import { keys } from '@/tests/support/saml-provider';
import { HOUR, noonPlus, SECOND } from '@/tests/support/test-scope';

vi.mock('pino', () => import('@/tests/support/captured-pino'));

beforeEach(startAnew);

const dueAt = async () => (await db().select().from(samlProviders))[0]?.dueAt ?? null;
const setDue = (due: Date | null) => db().update(samlProviders).set({ dueAt: due });

/** An answer by a key that the metadata does not name, at a time. */
async function comeByNewKey(visit: Awaited<ReturnType<typeof samlVisit>>, seconds: number) {
  Object.assign(clock, { here: noonPlus(seconds * SECOND), portal: noonPlus(seconds * SECOND) });
  const posted = provider.respond(await visit.begin(), alice, { key: keys.second });
  await visit.expectRefused(await visit.comeBack(posted), 'signature');
}

test('a key that nobody announced has the metadata looked for at once, once a minute at most', async () => {
  const visit = await samlVisit();
  await setDue(noonPlus(HOUR));
  // What is live was looked at at noon.
  await comeByNewKey(visit, 59);
  expect(await dueAt()).toEqual(noonPlus(HOUR));
  await comeByNewKey(visit, 60);
  expect(await dueAt()).toEqual(noonPlus(60 * SECOND));
});

test('a look that is under way is not disturbed', async () => {
  const visit = await samlVisit();
  const underWay = noonPlus(180 * SECOND);
  await setDue(underWay);
  await comeByNewKey(visit, 120);
  expect(await dueAt()).toEqual(underWay);
  await setDue(noonPlus(180 * SECOND + 1));
  await comeByNewKey(visit, 120);
  expect(await dueAt()).toEqual(noonPlus(120 * SECOND));
});

test('a good answer wakes nobody, and neither does one that is wrong in another way', async () => {
  const visit = await samlVisit();
  await setDue(noonPlus(HOUR));
  Object.assign(clock, { here: noonPlus(120 * SECOND), portal: noonPlus(120 * SECOND) });
  await visit.signIn();
  await visit.signIn(alice, { response: { destination: 'https://elsewhere.example/' } });
  expect(await dueAt()).toEqual(noonPlus(HOUR));
});

test('metadata in a file is not looked for', async () => {
  const visit = await samlVisit();
  await setDue(null);
  await comeByNewKey(visit, 120);
  expect(await dueAt()).toBeNull();
});
