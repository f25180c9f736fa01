import { beforeEach, expect, test } from 'vitest';
import { samlArrivals } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import {
  ARRIVAL_SECONDS,
  keepArrival,
  seeArrival,
  takeArrival,
} from '@/lib/sso/saml/arrival-store';
import type { VerifiedAnswer } from '@/lib/sso/saml/kept-arrival';
import { NOON, noonPlus, SECOND, testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';

let scope: Scope;
const answer: VerifiedAnswer = {
  kind: 'verified',
  request: '_request',
  provider: 'saml:https://portal.example/idp',
  nameId: { value: 'name-of-alice', format: null, nameQualifier: null, spNameQualifier: null },
  attributes: { uid: 'alice', roles: ['a', 'b'] },
  sessionIndex: '_session',
  issuedAt: NOON.getTime(),
  authnInstant: NOON.getTime(),
  receivedAt: NOON.getTime(),
  target: null,
  evidence: null,
};

beforeEach(async () => {
  scope = testScope(await testUtility());
});

const at = (seconds: number): Scope => ({ ...scope, now: () => noonPlus(seconds * SECOND) });

test('what is kept is taken once, by its handle', async () => {
  const handle = await keepArrival(db(), scope, answer);
  expect(await takeArrival(scope, 'another')).toBeNull();
  expect(await takeArrival(scope, handle)).toEqual(answer);
  expect(await takeArrival(scope, handle)).toBeNull();
});

test('of ten that take it at once, one gets it', async () => {
  const handle = await keepArrival(db(), scope, answer);
  const taken = await Promise.all(Array.from({ length: 10 }, () => takeArrival(scope, handle)));
  expect(taken.filter(Boolean)).toEqual([answer]);
});

test('looking at it leaves it there', async () => {
  const handle = await keepArrival(db(), scope, answer);
  expect(await seeArrival(scope, handle)).toEqual(answer);
  expect(await takeArrival(scope, handle)).toEqual(answer);
});

test('it is there for two minutes, to the last millisecond', async () => {
  const handle = await keepArrival(db(), scope, answer);
  expect(await seeArrival(at(ARRIVAL_SECONDS - 0.001), handle)).toEqual(answer);
  expect(await takeArrival(at(ARRIVAL_SECONDS), handle)).toBeNull();
});

test('at another utility the handle is worth nothing, and its row does not open', async () => {
  const other = testScope(await testUtility({ utility: 'summit', domains: ['summit.example'] }));
  const handle = await keepArrival(db(), scope, answer);
  expect(await takeArrival(other, handle)).toBeNull();
  await db().update(samlArrivals).set({ utilityId: 'summit' });
  expect(await takeArrival(other, handle)).toBeNull();
});

test('nothing of it stands readable in the table, nor does the handle', async () => {
  const handle = await keepArrival(db(), scope, answer);
  const stored = JSON.stringify(await db().select().from(samlArrivals));
  expect(stored).not.toMatch(/alice|_request|_session|portal\.example/);
  expect(stored).not.toContain(handle);
});
