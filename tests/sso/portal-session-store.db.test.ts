import { and, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { sessions, ssoSessions } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { env } from '@/lib/env';
import type { Scope } from '@/lib/scope';
import { endSession } from '@/lib/session/session-end-store';
import { openSession } from '@/lib/session/session-store';
import {
  keepPortalSession,
  type NewPortalSession,
  openSessionsOfPortal,
  portalSessionOf,
} from '@/lib/sso/portal-session-store';
import { keyId } from '@/lib/tokens';
import { restartedWith } from '@/tests/support/settings';
import { rowsWith } from '@/tests/support/stored-text';
import { NOON, testScope } from '@/tests/support/test-scope';
import { testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

const PROVIDER = 'oidc:https://portal.example';
const ID_TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl';

let scope: Scope;
let userId: string;

beforeEach(async () => {
  scope = testScope(await testUtility());
  ({ userId } = await testUser(scope, { username: 'alice' }));
});

/** A session that began at the portal. */
async function arrive(said: Partial<NewPortalSession> = {}, of = userId): Promise<string> {
  const { sessionId } = await openSession(db(), scope, of, 'sso');
  const { utilityId } = scope.utility;
  await keepPortalSession(db(), {
    utilityId,
    sessionId,
    provider: PROVIDER,
    subject: 'alice',
    portalSession: 'at-the-portal-1',
    idToken: ID_TOKEN,
    nameId: null,
    ...said,
  });
  return sessionId;
}

describe('what the portal said of a session', () => {
  test('comes back, and the ID token is stored nowhere readable', async () => {
    const sessionId = await arrive();
    expect(await portalSessionOf(db(), 'harbor', sessionId)).toEqual({
      provider: PROVIDER,
      subject: 'alice',
      portalSession: 'at-the-portal-1',
      idToken: ID_TOKEN,
      nameId: null,
      leftAt: null,
    });
    expect(await rowsWith(ID_TOKEN)).toEqual([]);
    expect(await rowsWith('c2lnbmF0dXJl')).toEqual([]);
  });

  test('may be less: neither a session of its own nor a token', async () => {
    const sessionId = await arrive({ portalSession: null, idToken: null });
    expect(await portalSessionOf(db(), 'harbor', sessionId)).toEqual({
      provider: PROVIDER,
      subject: 'alice',
      portalSession: null,
      idToken: null,
      nameId: null,
      leftAt: null,
    });
  });

  test('is nothing of a session that began here, and nothing at another utility', async () => {
    const { sessionId } = await openSession(db(), scope, userId, 'password');
    expect(await portalSessionOf(db(), 'harbor', sessionId)).toBeNull();
    expect(await portalSessionOf(db(), 'summit', await arrive())).toBeNull();
  });

  test('goes with the session', async () => {
    const sessionId = await arrive();
    await db().delete(sessions).where(eq(sessions.sessionId, sessionId));
    expect(await db().select().from(ssoSessions)).toEqual([]);
  });
});

describe('an ID token', () => {
  test('is encrypted under the newest AUTH_SECRET, and opens while that is in the list', async () => {
    const [newest = '', older = ''] = env().AUTH_SECRET;
    const sessionId = await arrive();
    expect(await db().select().from(ssoSessions)).toMatchObject([{ keyId: keyId(newest) }]);
    restartedWith({ AUTH_SECRET: `${'a-third-secret'.padEnd(40, '.')},${newest}` });
    expect((await portalSessionOf(db(), 'harbor', sessionId))?.idToken).toBe(ID_TOKEN);
    restartedWith({ AUTH_SECRET: older });
    expect(await portalSessionOf(db(), 'harbor', sessionId)).toMatchObject({
      subject: 'alice',
      idToken: null,
      nameId: null,
      leftAt: null,
    });
  });

  test('that was put to another session does not open', async () => {
    const mine = await arrive();
    const [row] = await db().select().from(ssoSessions).where(eq(ssoSessions.sessionId, mine));
    const other = await arrive({ idToken: null });
    await db()
      .update(ssoSessions)
      .set({ keyId: row?.keyId, sealedIdToken: row?.sealedIdToken })
      .where(and(eq(ssoSessions.utilityId, 'harbor'), eq(ssoSessions.sessionId, other)));
    expect((await portalSessionOf(db(), 'harbor', other))?.idToken).toBeNull();
    expect((await portalSessionOf(db(), 'harbor', mine))?.idToken).toBe(ID_TOKEN);
  });
});

describe('the sessions that a portal means', () => {
  const ids = async (...asked: Parameters<typeof openSessionsOfPortal>) =>
    (await openSessionsOfPortal(...asked)).map(({ sessionId }) => sessionId);
  const here = (meant: Parameters<typeof openSessionsOfPortal>[3]) =>
    ids(db(), 'harbor', PROVIDER, meant);

  test('are those of its own session, with whom they belong to', async () => {
    const sessionId = await arrive();
    await arrive({ portalSession: 'at-the-portal-2' });
    await arrive({ portalSession: null });
    const meant = { portalSession: 'at-the-portal-1' };
    expect(await openSessionsOfPortal(db(), 'harbor', PROVIDER, meant)).toEqual([
      { sessionId, userId, username: 'alice', portalSession: 'at-the-portal-1', nameId: null },
    ]);
  });

  test('are all of a person, in the order of their ids', async () => {
    const mine = [await arrive(), await arrive({ portalSession: null })].sort();
    const bob = await testUser(scope, { username: 'bob' });
    const other = await arrive({ subject: 'bob' }, bob.userId);
    expect(await here({ subject: 'alice' })).toEqual(mine);
    expect(await here({ subject: 'bob' })).toEqual([other]);
    expect(await here({ subject: 'ALICE' })).toEqual([]);
  });

  test('fit both where both are said', async () => {
    const sessionId = await arrive();
    await arrive({ portalSession: 'at-the-portal-2' });
    expect(await here({ portalSession: 'at-the-portal-1', subject: 'alice' })).toEqual([sessionId]);
    expect(await here({ portalSession: 'at-the-portal-1', subject: 'bob' })).toEqual([]);
  });

  test('are those of this provider at this utility that nobody ended', async () => {
    const sessionId = await arrive();
    const meant = { portalSession: 'at-the-portal-1' };
    expect(await ids(db(), 'harbor', 'oidc:https://portal.example/', meant)).toEqual([]);
    expect(await ids(db(), 'summit', PROVIDER, meant)).toEqual([]);
    await endSession(db(), 'harbor', sessionId, 'signed_out', NOON);
    expect(await here(meant)).toEqual([]);
  });
});
