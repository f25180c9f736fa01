import { beforeEach, expect, test } from 'vitest';
import {
  samlArrivals,
  samlRequests,
  ssoPendingLinks,
  ssoTestLinks,
  ssoTestReports,
  ssoUsed,
} from '@/drizzle/schema';
import { keepPendingLink } from '@/lib/accounts/pending-link-store';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { deleteOutlivedSso } from '@/lib/sso/housekeeping';
import { keepRequest } from '@/lib/sso/saml/request-store';
import { spendOnce } from '@/lib/sso/used-store';
import { secretHash } from '@/lib/tokens';
import { DAY, MINUTE, NOON, noonPlus, testScope } from '@/tests/support/test-scope';
import { testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

let scope: Scope;

beforeEach(async () => {
  scope = testScope(await testUtility());
});

/** How many are left when housekeeping runs at the last instant to keep, and one later. */
async function leftAround(lastMs: number, count: () => Promise<number>): Promise<[number, number]> {
  await deleteOutlivedSso(noonPlus(lastMs));
  const before = await count();
  await deleteOutlivedSso(noonPlus(lastMs + 1));
  return [before, await count()];
}

const utilityId = 'harbor';
const hash = secretHash('secret');
const expiresAt = noonPlus(15 * MINUTE);
const LAST = 15 * MINUTE - 1;

test('what is good once is remembered until its own age refuses it', async () => {
  await spendOnce(db(), 'harbor', 'answer', 'a', expiresAt);
  expect(await leftAround(LAST, () => db().$count(ssoUsed))).toEqual([1, 0]);
});

test('requests to a SAML portal go when they can be answered no more', async () => {
  const request = {
    kind: 'sign_in',
    provider: 'saml:urn:p',
    sessionId: null,
    sentAt: NOON,
  } as const;
  await keepRequest(db(), 'harbor', { id: '_r', relayState: 't' }, { ...request, expiresAt });
  expect(await leftAround(LAST, () => db().$count(samlRequests))).toEqual([1, 0]);
});

test('answers that no browser came for go when they are over', async () => {
  await db().insert(samlArrivals).values({ utilityId, handleHash: hash, sealed: '', expiresAt });
  expect(await leftAround(LAST, () => db().$count(samlArrivals))).toEqual([1, 0]);
});

test('links to a test go when they are over', async () => {
  await db().insert(ssoTestLinks).values({ utilityId, secretHash: hash, expiresAt });
  expect(await leftAround(LAST, () => db().$count(ssoTestLinks))).toEqual([1, 0]);
});

test('reports of a test go when they are over', async () => {
  await db().insert(ssoTestReports).values({ utilityId, secretHash: hash, report: {}, expiresAt });
  expect(await leftAround(LAST, () => db().$count(ssoTestReports))).toEqual([1, 0]);
});

test('links that wait go ninety days after the last arrival', async () => {
  const { userId } = await testUser(scope);
  const arrival = {
    provider: 'oidc:https://portal.example',
    subject: 'dana',
    fullName: null,
    email: null,
    roles: [],
  };
  await keepPendingLink(db(), 'harbor', userId, arrival, noonPlus(-50 * DAY));
  await keepPendingLink(db(), 'harbor', userId, arrival, NOON);
  expect(await leftAround(90 * DAY, () => db().$count(ssoPendingLinks))).toEqual([1, 0]);
});

test('servers that clean up at once do not harm each other', async () => {
  await spendOnce(db(), 'harbor', 'answer', 'a', expiresAt);
  const at = noonPlus(DAY);
  await Promise.all([deleteOutlivedSso(at), deleteOutlivedSso(at), deleteOutlivedSso(at)]);
  expect(await db().$count(ssoUsed)).toBe(0);
});
