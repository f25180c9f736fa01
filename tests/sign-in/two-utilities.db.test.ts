import { beforeEach, expect, test } from 'vitest';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { findSession } from '@/lib/session/session-store';
import { signIn } from '@/lib/sign-in/sign-in';
import { recordFailure } from '@/lib/throttle/throttle-store';
import { eventTypesOf } from '@/tests/support/events';
import { failedAddressesOf, lockRowsOf } from '@/tests/support/lock-rows';
import { testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

const OTHER_PASSWORD = 'Quiet-River-31';
let harbor: Scope;
let summit: Scope;

beforeEach(async () => {
  harbor = testScope(await testUtility());
  summit = testScope(await testUtility({ utility: 'summit', name: 'Summit Gas' }));
  await testPerson(harbor);
  await testPerson(summit, { password: OTHER_PASSWORD });
});

const attempt = (scope: Scope, password: string) =>
  signIn(scope, { username: 'danaortiz', password });

test('the same username at two utilities has two passwords', async () => {
  expect(await attempt(harbor, PASSWORD)).toMatchObject({ kind: 'signed_in' });
  expect(await attempt(summit, OTHER_PASSWORD)).toMatchObject({ kind: 'signed_in' });
  expect(await attempt(harbor, OTHER_PASSWORD)).toMatchObject({ kind: 'wrong' });
  expect(await attempt(summit, PASSWORD)).toMatchObject({ kind: 'wrong' });
});

test('a username of one utility is nobody at another', async () => {
  await testPerson(harbor, { username: 'onlyhere' });
  expect(await signIn(summit, { username: 'onlyhere', password: PASSWORD })).toMatchObject({
    kind: 'wrong',
  });
});

test('a lock, its count and its events stay at the utility where the guesses were made', async () => {
  const before = await eventTypesOf(summit);
  for (let i = 0; i < 3; i += 1) await attempt(harbor, WRONG_PASSWORD);
  expect(await attempt(harbor, PASSWORD)).toEqual({ kind: 'locked' });
  expect(await lockRowsOf(summit)).toEqual([]);
  expect(await failedAddressesOf(summit)).toEqual([]);
  expect(await eventTypesOf(summit)).toEqual(before);
  expect(await attempt(summit, OTHER_PASSWORD)).toMatchObject({ kind: 'signed_in' });
});

test('a right password at one utility opens no lock and resets no count at another', async () => {
  for (let i = 0; i < 2; i += 1) await attempt(harbor, WRONG_PASSWORD);
  await attempt(summit, OTHER_PASSWORD);
  expect(await attempt(harbor, WRONG_PASSWORD)).toEqual({ kind: 'locked' });
});

test('a session of one utility is none at another', async () => {
  const outcome = await attempt(harbor, PASSWORD);
  const secret = outcome.kind === 'signed_in' ? outcome.sessionSecret : '';
  expect(await findSession(db(), 'harbor', secret)).not.toBeNull();
  expect(await findSession(db(), 'summit', secret)).toBeNull();
});

test('an address that is slowed at one utility is free at another', async () => {
  for (let i = 0; i < 30; i += 1) {
    await recordFailure(db(), 'harbor', '198.51.100.7', harbor.now());
  }
  expect(await attempt(harbor, PASSWORD)).toMatchObject({ kind: 'throttled' });
  expect(await attempt(summit, OTHER_PASSWORD)).toMatchObject({ kind: 'signed_in' });
});

test('an address that is known at one utility is not known at another', async () => {
  await attempt(harbor, PASSWORD);
  await Promise.all(
    Array.from({ length: 300 }, (_, i) =>
      recordFailure(db(), 'summit', `192.0.2.${i % 250}`, summit.now()),
    ),
  );
  await recordFailure(db(), 'summit', '198.51.100.7', summit.now());
  expect(await attempt(summit, OTHER_PASSWORD)).toMatchObject({ kind: 'throttled' });
});
