import { isNotNull } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { knownAddresses, sessions } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { rotateSession } from '@/lib/session/rotation-store';
import { endSession } from '@/lib/session/session-end-store';
import { findSession, openSession } from '@/lib/session/session-store';
import { deleteOutlived } from '@/lib/sign-in/housekeeping';
import { signIn } from '@/lib/sign-in/sign-in';
import { recordFailure, rememberAddress } from '@/lib/throttle/throttle-store';
import { eventsOf } from '@/tests/support/events';
import { failedAddressesOf, lockRowsOf } from '@/tests/support/lock-rows';
import { DAY, HOUR, MINUTE, NOON, noonPlus, testScope } from '@/tests/support/test-scope';
import { testPerson, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

let scope: Scope;

beforeEach(async () => {
  scope = testScope(await testUtility());
});

/** How many are left when housekeeping runs at the last instant to keep, and one later. */
async function leftAround(ms: number, count: () => Promise<number>): Promise<[number, number]> {
  await deleteOutlived(noonPlus(ms));
  const before = await count();
  await deleteOutlived(noonPlus(ms + 1));
  return [before, await count()];
}

test('failures go when the throttle no longer counts them', async () => {
  await recordFailure(db(), 'harbor', '192.0.2.1', NOON);
  const count = async () => (await failedAddressesOf(scope)).length;
  expect(await leftAround(10 * MINUTE, count)).toEqual([1, 0]);
});

test('addresses go when they are no longer known', async () => {
  await rememberAddress(db(), 'harbor', '192.0.2.1', NOON);
  expect(await leftAround(30 * DAY, () => db().$count(knownAddresses))).toEqual([1, 0]);
});

describe('sessions', () => {
  test('remember the secret that they had before for a minute', async () => {
    const { userId } = await testPerson(scope);
    const { sessionId } = await openSession(db(), scope, userId, 'password');
    await rotateSession(db(), 'harbor', sessionId, NOON);
    const remembered = () => db().$count(sessions, isNotNull(sessions.previousSecretHash));
    expect(await leftAround(MINUTE, remembered)).toEqual([1, 0]);
  });

  const count = () => db().$count(sessions);

  test('go seven days after they were ended', async () => {
    const { userId } = await testPerson(scope);
    const { secret } = await openSession(db(), scope, userId, 'password');
    const { sessionId = '' } = (await findSession(db(), 'harbor', secret)) ?? {};
    await endSession(db(), 'harbor', sessionId, 'signed_out', NOON);
    expect(await leftAround(7 * DAY, count)).toEqual([1, 0]);
  });

  test('that nobody ended go seven days after the longest lifetime of any utility', async () => {
    const { userId } = await testPerson(scope);
    await openSession(db(), scope, userId, 'password');
    expect(await leftAround(168 * HOUR + 7 * DAY, count)).toEqual([1, 0]);
  });
});

describe('counts of attempts', () => {
  const count = async () => (await lockRowsOf(scope)).length;
  const fail = async (username: string) => {
    for (let i = 0; i < 3; i += 1) await signIn(scope, { username, password: WRONG_PASSWORD });
  };

  test('at a name without an account go after ninety days, locked or not', async () => {
    await fail('nobody');
    expect(await leftAround(90 * DAY, count)).toEqual([1, 0]);
  });

  test('of a person never go', async () => {
    await testPerson(scope);
    await fail('danaortiz');
    expect(await leftAround(4000 * DAY, count)).toEqual([1, 1]);
  });

  test('of a person at another utility do not keep those here', async () => {
    await fail('danaortiz');
    await testPerson(testScope(await testUtility({ utility: 'summit' })));
    expect(await leftAround(90 * DAY, count)).toEqual([1, 0]);
  });
});

test('people and the audit list stay', async () => {
  await testPerson(scope);
  const before = await eventsOf(scope);
  await deleteOutlived(noonPlus(4000 * DAY));
  expect(await eventsOf(scope)).toEqual(before);
});

test('two servers that clean up at once do not harm each other', async () => {
  await recordFailure(db(), 'harbor', '192.0.2.1', NOON);
  const at = noonPlus(DAY);
  await Promise.all([deleteOutlived(at), deleteOutlived(at), deleteOutlived(at)]);
  expect(await failedAddressesOf(scope)).toEqual([]);
});
