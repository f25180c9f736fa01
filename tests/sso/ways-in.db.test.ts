import { eq, sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { resetRequests, sessions, ssoSessions } from '@/drizzle/schema';
import { bindIdentity } from '@/lib/accounts/identity-store';
import { db } from '@/lib/db';
import { examineLink } from '@/lib/password-reset/reset-link';
import type { Scope } from '@/lib/scope';
import { sessionState } from '@/lib/session/session-policy';
import { findSession, openSession } from '@/lib/session/session-store';
import { changeWaysIn, foreseeWaysIn, type WaysIn } from '@/lib/sso/ways-in';
import { applyUtilities } from '@/lib/utilities/apply-utilities';
import type { SignInMode } from '@/lib/utilities/utility';
import { utilityById } from '@/lib/utilities/utility-by-host';
import { disableUser } from '@/tests/support/as-operator';
import { eventsOf } from '@/tests/support/events';
import { addManyUsers } from '@/tests/support/many-users';
import { catchMails, mailedLink, workersRun } from '@/tests/support/reset-mails';
import { signedIn } from '@/tests/support/signed-in';
import { HOUR, later, MINUTE, noonPlus, testScope } from '@/tests/support/test-scope';
import { testPerson, testUser } from '@/tests/support/test-user';
import { documentOf } from '@/tests/support/utility-settings';

const HERE = 'https://id.harbor.example';
const ELSEWHERE = 'https://other.harbor.example';
const mails = catchMails();

function settings(signIn: SignInMode, issuer = HERE) {
  const clientSecret = `\${HARBOR_OIDC_SECRET}`;
  return documentOf({ signIn, sso: { kind: 'oidc', issuer, clientId: 'csi', clientSecret } });
}

/** Applies, as the command line does, at noon and so many milliseconds. */
async function apply(
  document: ReturnType<typeof settings>,
  { dryRun = false, at = 0 }: { dryRun?: boolean; at?: number } = {},
): Promise<{ scope: Scope; found: WaysIn | null }> {
  let found: WaysIn | null = null;
  const operator = {
    actor: { kind: 'operator' },
    clientAddress: null,
    userAgent: 'csi',
    requestId: 'test-apply',
    now: () => noonPlus(at),
  } as const;
  const source = { document, files: {}, secrets: { 'sso.clientSecret': 'a secret' } };
  await applyUtilities(operator, [source], {
    dryRun,
    onChange: async (tx, change) => {
      found = await (dryRun ? foreseeWaysIn : changeWaysIn)(tx, change);
    },
  });
  const utility = await utilityById(db(), 'harbor');
  if (!utility) throw new Error('There is no utility.');
  return { scope: testScope(utility, { now: noonPlus(at) }), found };
}

/** Somebody from the portal of this issuer, signed in. */
async function portalPerson(scope: Scope, username: string, issuer = HERE) {
  const { userId } = await testUser(scope, { username, signInMethod: 'sso' });
  const { utilityId } = scope.utility;
  const identity = { provider: `oidc:${issuer}`, subject: `subject of ${username}` };
  await bindIdentity(db(), utilityId, userId, identity, scope.now());
  return { userId, secret: await portalSession(scope, userId, issuer) };
}

async function portalSession(scope: Scope, userId: string, issuer = HERE): Promise<string> {
  const { utilityId } = scope.utility;
  const { sessionId, secret } = await openSession(db(), scope, userId, 'sso');
  await db()
    .insert(ssoSessions)
    .values({ utilityId, sessionId, provider: `oidc:${issuer}`, subject: userId });
  return secret;
}

/** What a page finds of a session. */
async function stateOf({ utility, now }: Scope, secret: string) {
  const session = await findSession(db(), utility.utilityId, secret);
  return session && sessionState(session, utility, now());
}

const endReasons = async () =>
  (await db().select({ reason: sessions.endReason }).from(sessions)).map(({ reason }) => reason);

describe('standalone → sso', () => {
  test('ends the sessions of everybody with a password, at the next request and with an event each', async () => {
    const { scope } = await apply(settings('standalone'));
    const dana = await testPerson(scope, { username: 'dana', roles: ['CSA'] });
    const { secret } = await signedIn(scope, dana);
    const { found, scope: after } = await apply(settings('sso'), { at: MINUTE });
    expect(found).toEqual({
      from: 'standalone',
      to: 'sso',
      losing: { accounts: 1, administrators: 1, usernames: ['dana'] },
      hasAdministrator: false,
      waitingAgain: 0,
      sessions: 1,
      links: 0,
    });
    expect(await stateOf(after, secret)).toBe('ended');
    expect(await endReasons()).toEqual(['sign_in_mode_changed']);
    expect(await eventsOf(after, 'session.ended')).toMatchObject([
      {
        subjectId: dana.userId,
        subjectName: 'dana',
        actorKind: 'operator',
        details: { reason: 'sign_in_mode_changed' },
      },
    ]);
  });

  test('and back brings no session to life, nor one of a server that had not heard', async () => {
    const { scope } = await apply(settings('standalone'));
    const dana = await testPerson(scope);
    const { secret } = await signedIn(scope, dana);
    await apply(settings('sso'));
    const late = await signedIn(scope, dana);
    const { scope: after } = await apply(settings('standalone'), { at: MINUTE });
    expect(await stateOf(after, secret)).toBe('ended');
    expect(await stateOf(after, late.secret)).toBe('ended');
    const again = await signedIn(after, dana);
    expect(await stateOf(after, again.secret)).toBe('active');
  });

  test('and back within the life of a mailed link leaves the link dead', async () => {
    const { scope } = await apply(settings('standalone'));
    await testPerson(scope, { email: 'dana@mail.example' });
    const held = await mailedLink(scope, 'dana@mail.example', mails);
    expect((await examineLink(scope, held)).kind).toBe('good');
    const gone = await apply(settings('sso'), { at: MINUTE });
    expect(gone.found).toMatchObject({ links: 1 });
    expect((await examineLink(gone.scope, held)).kind).toBe('invalid');
    const back = await apply(settings('standalone'), { at: 2 * MINUTE });
    expect((await examineLink(back.scope, held)).kind).toBe('invalid');
    const next = await mailedLink(later(back.scope, HOUR), 'dana@mail.example', mails);
    expect((await examineLink(later(back.scope, HOUR), next)).kind).toBe('good');
  });

  test('a link that was on its way is not mailed, also after the way back', async () => {
    const { scope } = await apply(settings('standalone'));
    await testPerson(scope, { email: 'dana@mail.example' });
    const held = await mailedLink(scope, 'dana@mail.example', mails);
    await apply(settings('sso'), { at: MINUTE });
    await apply(settings('standalone'), { at: 2 * MINUTE });
    mails.length = 0;
    await requeue(held.resetRequestId);
    await workersRun(noonPlus(3 * MINUTE));
    expect(mails).toEqual([]);
    expect(await eventsOf(scope, 'mail.given_up')).toMatchObject([
      { details: { mail: 'forgot_password', reason: 'replaced' } },
    ]);
  });

  test('counts neither disabled accounts nor sessions that are over by time', async () => {
    const { scope } = await apply(settings('standalone'));
    const gone = await testPerson(scope, { username: 'gone' });
    await disableUser(scope, gone.userId);
    const idle = await testPerson(scope, { username: 'idle' });
    await signedIn(scope, idle);
    const { found, scope: after } = await apply(settings('sso'), { at: 31 * MINUTE });
    expect(found).toMatchObject({
      losing: { accounts: 1, administrators: 0, usernames: ['idle'] },
      sessions: 0,
    });
    expect(await eventsOf(after, 'session.ended')).toEqual([]);
  });

  test('an SSO administrator who waits for the first arrival keeps a way in', async () => {
    const { scope } = await apply(settings('both'));
    await testUser(scope, { username: 'erin', signInMethod: 'sso', roles: ['CSA'] });
    const { found } = await apply(settings('sso'));
    expect(found).toMatchObject({ losing: { accounts: 0 }, hasAdministrator: true });
  });

  test('names twenty of the many, by username, and ends the sessions of them all', async () => {
    const { scope } = await apply(settings('standalone'));
    const people = 9_000;
    await addManyUsers(scope.utility.utilityId, people);
    await db().execute(sql`
      insert into sessions (utility_id, session_id, user_id, secret_hash, method, created_at,
        last_active_at, client_address, user_agent)
      select utility_id, user_id, user_id, sha256(lock_key), 'password', ${noonPlus(0).toISOString()}::timestamptz,
        ${noonPlus(0).toISOString()}::timestamptz, '', '' from users`);
    const { found } = await apply(settings('sso'));
    expect(found).toMatchObject({ losing: { accounts: people }, sessions: people });
    expect(found?.losing.usernames).toHaveLength(20);
    expect(found?.losing.usernames.slice(0, 3)).toEqual(['many1', 'many10', 'many100']);
    expect(await eventsOf(scope, 'session.ended')).toHaveLength(people);
    expect(new Set(await endReasons())).toEqual(new Set(['sign_in_mode_changed']));
  });
});

describe('sso → standalone', () => {
  test('ends the sessions that came from the portal, and the way back brings none to life', async () => {
    const { scope } = await apply(settings('sso'));
    const { secret } = await portalPerson(scope, 'alice');
    const { found, scope: after } = await apply(settings('standalone'));
    expect(found).toMatchObject({
      losing: { accounts: 1, usernames: ['alice'] },
      waitingAgain: 0,
      sessions: 1,
    });
    expect(await stateOf(after, secret)).toBe('ended');
    const { scope: back } = await apply(settings('sso'));
    expect(await stateOf(back, secret)).toBe('ended');
  });
});

describe('both', () => {
  test('→ sso ends what passwords opened and leaves what the portal opened', async () => {
    const { scope } = await apply(settings('both'));
    const dana = await signedIn(scope, await testPerson(scope));
    const alice = await portalPerson(scope, 'alice');
    const { found, scope: after } = await apply(settings('sso'));
    expect(found).toMatchObject({ losing: { usernames: ['danaortiz'] }, sessions: 1 });
    expect(await stateOf(after, dana.secret)).toBe('ended');
    expect(await stateOf(after, alice.secret)).toBe('active');
  });

  test('→ standalone ends what the portal opened, and leaves sessions and links of passwords', async () => {
    const { scope } = await apply(settings('both'));
    const person = await testPerson(scope, { email: 'dana@mail.example' });
    const dana = await signedIn(scope, person);
    const alice = await portalPerson(scope, 'alice');
    const held = await mailedLink(scope, 'dana@mail.example', mails);
    const { found, scope: after } = await apply(settings('standalone'));
    expect(found).toMatchObject({ losing: { usernames: ['alice'] }, sessions: 1, links: 0 });
    expect(await stateOf(after, dana.secret)).toBe('active');
    expect(await stateOf(after, alice.secret)).toBe('ended');
    expect((await examineLink(after, held)).kind).toBe('good');
  });

  test.each(['standalone', 'sso'] as const)('%s → both takes nobody’s way in', async (from) => {
    const { scope } = await apply(settings(from));
    const { secret } =
      from === 'sso'
        ? await portalPerson(scope, 'alice')
        : await signedIn(scope, await testPerson(scope));
    const { found, scope: after } = await apply(settings('both'));
    expect(found).toMatchObject({ losing: { accounts: 0, usernames: [] }, sessions: 0, links: 0 });
    expect(await stateOf(after, secret)).toBe('active');
  });
});

describe('another provider', () => {
  test('ends the sessions that came from the one before, and says who must come in anew', async () => {
    const { scope } = await apply(settings('both'));
    const alice = await portalPerson(scope, 'alice');
    const bob = await portalPerson(scope, 'bob', ELSEWHERE);
    const dana = await signedIn(scope, await testPerson(scope));
    const { found, scope: after } = await apply(settings('both', ELSEWHERE));
    expect(found).toMatchObject({ losing: { accounts: 0 }, waitingAgain: 1, sessions: 1 });
    expect(await stateOf(after, alice.secret)).toBe('ended');
    expect(await stateOf(after, bob.secret)).toBe('active');
    expect(await stateOf(after, dana.secret)).toBe('active');
    const { scope: back, found: again } = await apply(settings('both'));
    expect(again).toMatchObject({ waitingAgain: 1, sessions: 1 });
    expect(await stateOf(back, alice.secret)).toBe('ended');
  });

  test('does not count who is bound at the new one too', async () => {
    const { scope } = await apply(settings('sso'));
    const { userId } = await portalPerson(scope, 'alice');
    const identity = { provider: `oidc:${ELSEWHERE}`, subject: 'the same alice' };
    await bindIdentity(db(), 'harbor', userId, identity, scope.now());
    const { found } = await apply(settings('sso', ELSEWHERE));
    expect(found).toMatchObject({ waitingAgain: 0 });
  });
});

describe('a dry run', () => {
  test('says the same and ends nothing', async () => {
    const { scope } = await apply(settings('both'));
    const dana = await signedIn(scope, await testPerson(scope, { email: 'dana@mail.example' }));
    const alice = await portalPerson(scope, 'alice');
    await mailedLink(scope, 'dana@mail.example', mails);
    const dry = await apply(settings('sso', ELSEWHERE), { dryRun: true, at: MINUTE });
    expect(await stateOf(later(scope, MINUTE), dana.secret)).toBe('active');
    expect(await stateOf(later(scope, MINUTE), alice.secret)).toBe('active');
    expect(await endReasons()).toEqual([null, null]);
    expect(await db().select({ at: resetRequests.replacedAt }).from(resetRequests)).toEqual([
      { at: null },
    ]);
    expect(await eventsOf(scope, 'session.ended')).toEqual([]);
    const { found } = await apply(settings('sso', ELSEWHERE), { at: MINUTE });
    expect(dry.found).toEqual(found);
    expect(found).toMatchObject({ sessions: 2, links: 1, waitingAgain: 1 });
  });

  test('of other settings has nothing to say of ways in', async () => {
    await apply(settings('both'));
    const renamed = { ...settings('both'), name: 'Harbor Light' };
    expect(await apply(renamed, { dryRun: true })).toMatchObject({ found: null });
  });
});

test('of one utility, another’s people notice nothing', async () => {
  const { scope } = await apply(settings('standalone'));
  const summit = documentOf({ utility: 'summit', domains: ['summit.example'] });
  await applyUtilities({ ...scope, actor: { kind: 'operator' } }, [
    { document: summit, files: {}, secrets: {} },
  ]);
  const utility = await utilityById(db(), 'summit');
  if (!utility) throw new Error('There is no utility.');
  const there = testScope(utility);
  const { secret } = await signedIn(there, await testPerson(there));
  await apply(settings('sso'));
  expect(await stateOf(there, secret)).toBe('active');
});

/** The mail of a request as if it had not gone out yet. */
async function requeue(resetRequestId: string): Promise<void> {
  const [request] = await db()
    .select()
    .from(resetRequests)
    .where(eq(resetRequests.resetRequestId, resetRequestId));
  await db().execute(sql`
    insert into mail_outbox (utility_id, mail_id, kind, user_id, reset_request_id, occurred_at,
      request_id, due_at, failures, expires_at)
    values ('harbor', gen_random_uuid(), 'forgot_password', ${request?.userId},
      ${resetRequestId}, now(), 'test', ${noonPlus(0).toISOString()}::timestamptz, 0,
      ${noonPlus(24 * HOUR).toISOString()}::timestamptz)`);
}
