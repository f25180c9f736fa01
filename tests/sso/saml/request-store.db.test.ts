import { beforeEach, describe, expect, test } from 'vitest';
import { samlRequests } from '@/drizzle/schema';
import { db } from '@/lib/db';
import {
  answerRequest,
  findByRelayState,
  findRequest,
  keepRequest,
  requestName,
} from '@/lib/sso/saml/request-store';
import { MINUTE, NOON, noonPlus } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';

const sent = { id: '_request-1', relayState: 'token-1' };
const request = {
  kind: 'sign_in',
  provider: 'saml:https://portal.example/idp',
  sessionId: null,
  sentAt: NOON,
  expiresAt: noonPlus(15 * MINUTE),
} as const;
const LAST = noonPlus(15 * MINUTE - 1);
const OVER = noonPlus(15 * MINUTE);

beforeEach(async () => {
  await testUtility();
  await testUtility({ utility: 'summit', domains: ['summit.example'] });
  await keepRequest(db(), 'harbor', sent, request);
});

describe('a request that was sent', () => {
  test('is found by its ID, with what was noted of it', async () => {
    const found = await findRequest(db(), 'harbor', sent.id, NOON);
    expect(found).toMatchObject({ ...request, isAnswered: false });
    expect(found?.hasRelayState('token-1')).toBe(true);
    expect(found?.hasRelayState('token-2')).toBe(false);
  });

  test('is nobody else’s: not of another utility, not by another ID', async () => {
    expect(await findRequest(db(), 'summit', sent.id, NOON)).toBeNull();
    expect(await findRequest(db(), 'harbor', '_request-2', NOON)).toBeNull();
    expect(await answerRequest(db(), 'summit', sent.id, NOON)).toBe(false);
  });

  test('stands in the table by hashes only', async () => {
    const stored = JSON.stringify(await db().select().from(samlRequests));
    expect(stored).not.toMatch(/request-1|token-1/);
  });

  test('may be answered to its last millisecond', async () => {
    expect(await findRequest(db(), 'harbor', sent.id, LAST)).not.toBeNull();
    expect(await findRequest(db(), 'harbor', sent.id, OVER)).toBeNull();
    expect(await answerRequest(db(), 'harbor', sent.id, OVER)).toBe(false);
    expect(await answerRequest(db(), 'harbor', sent.id, LAST)).toBe(true);
  });

  test('is answered once, however many answers come at once', async () => {
    const answers = Array.from({ length: 10 }, () => answerRequest(db(), 'harbor', sent.id, NOON));
    expect((await Promise.all(answers)).filter(Boolean)).toHaveLength(1);
    expect(await findRequest(db(), 'harbor', sent.id, NOON)).toMatchObject({ isAnswered: true });
  });
});

test('a RelayState is known as our own at the utility that sent it, while it may come back', async () => {
  const known = { kind: 'sign_in', name: requestName(sent.id) };
  expect(await findByRelayState(db(), 'harbor', 'token-1', LAST)).toEqual(known);
  expect(await findByRelayState(db(), 'harbor', 'token-1', OVER)).toBeNull();
  expect(await findByRelayState(db(), 'summit', 'token-1', NOON)).toBeNull();
  expect(await findByRelayState(db(), 'harbor', '/home', NOON)).toBeNull();
});
