import { once } from 'node:events';
import { and, eq, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  auditEvents,
  lockouts,
  sessions,
  ssoIdentities,
  ssoPendingLinks,
  ssoSessions,
  users,
} from '@/drizzle/schema';
import { findAccountByUsername, lockAccountRow } from '@/lib/accounts/account-store';
import { forgetIdentities } from '@/lib/accounts/identity-store';
import { db, inTransaction } from '@/lib/db';
import { metrics } from '@/lib/metrics';
import type { Scope } from '@/lib/scope';
import { findSession, openSession } from '@/lib/session/session-store';
import { signIn } from '@/lib/sign-in/sign-in';
import { admitPerson, foreseeAdmission } from '@/lib/sso/admit-person';
import { hasEndedAtPortal, rememberEndAtPortal } from '@/lib/sso/ended-portal-sessions';
import type { PortalPerson } from '@/lib/sso/portal-person';
import { keepPortalSession, openSessionsOfPortal } from '@/lib/sso/portal-session-store';
import type { PortalSessions } from '@/lib/sso/portal-sessions';
import { TRANSIENT } from '@/lib/sso/saml/name-id';
import { changeToPassword } from '@/lib/users/change-to-password';
import { disableUser } from '@/lib/users/disable-user';
import { holdSettings } from '@/lib/utilities/utilities-lock';
import { eventsOf, eventTypesOf } from '@/tests/support/events';
import { eventually } from '@/tests/support/eventually';
import { testAdministrator } from '@/tests/support/test-administrator';
import { later, NOON, noonPlus, testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, testUser, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import type { Settings } from '@/tests/support/utility-settings';

const PROVIDER = 'oidc:https://portal.example';
const oidc = {
  kind: 'oidc' as const,
  issuer: 'https://portal.example',
  clientId: 'csi',
  clientSecret: `\${SECRET}`,
  roles: { CSR: ['reps'], CSA: ['admins'] },
};
const operator = { kind: 'operator' } as const;

let door: Scope;

beforeEach(async () => {
  door = await doorOf({ signIn: 'both' });
});

async function doorOf(settings: Settings): Promise<Scope> {
  return testScope(await testUtility({ sso: oidc, ...settings }));
}

const alice: PortalPerson = {
  provider: PROVIDER,
  subject: 'sub-of-alice',
  username: 'alice',
  fullName: 'Alice Archer',
  email: 'alice@mail.example',
  roles: ['CSR'],
};

const arriving = (person: Partial<PortalPerson> = {}) => ({
  person: { ...alice, ...person },
  portalSubject: person.subject ?? alice.subject,
  issuedAt: NOON,
  portalSession: 'portal-session-1',
  idToken: 'an.id.token',
  nameId: null,
});

const arrive = (person: Partial<PortalPerson> = {}, scope = door, replaced: Scope | null = null) =>
  admitPerson(scope, arriving(person), replaced);

async function account(username = 'alice', scope = door) {
  const found = await findAccountByUsername(db(), scope.utility.utilityId, username);
  if (!found) throw new Error(`${username} has no account.`);
  return found;
}

/** How many statements of this database wait for a lock. */
async function waitingLocks(): Promise<number> {
  const [row] = await db().execute<{ waiting: number }>(sql`
    select count(*)::int as waiting from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`);
  return row?.waiting ?? 0;
}

/** How many transactions of this database are open and have nothing to do. */
async function idleTransactions(): Promise<number> {
  const [row] = await db().execute<{ idle: number }>(sql`
    select count(*)::int as idle from pg_stat_activity
    where datname = current_database() and state = 'idle in transaction'`);
  return row?.idle ?? 0;
}

async function waitsForLock(): Promise<void> {
  await eventually(async () => expect(await waitingLocks()).toBeGreaterThan(0));
}

describe('a first arrival', () => {
  test('makes the account as the portal tells, bound to provider and subject, and opens a session', async () => {
    const outcome = await arrive();
    expect(outcome).toMatchObject({ kind: 'signed_in', account: { username: 'alice' } });
    const made = await account();
    expect(made).toMatchObject({
      fullName: 'Alice Archer',
      email: 'alice@mail.example',
      roles: ['CSR'],
      signInMethod: 'sso',
      passwordHash: null,
    });
    expect(await db().select().from(ssoIdentities)).toMatchObject([
      { provider: PROVIDER, subject: 'sub-of-alice', userId: made.userId },
    ]);
    const secret = outcome.kind === 'signed_in' ? outcome.sessionSecret : '';
    const session = await findSession(db(), door.utility.utilityId, secret);
    expect(session).toMatchObject({ userId: made.userId, method: 'sso', endedAt: null });
    expect(await db().select().from(ssoSessions)).toMatchObject([
      {
        sessionId: session?.sessionId,
        subject: 'sub-of-alice',
        portalSession: 'portal-session-1',
      },
    ]);
    expect(await eventTypesOf(door)).toEqual(['user.arrived', 'sign_in.succeeded']);
    const counted = await metrics().registry.getSingleMetricAsString('csi_sso_sign_ins_total');
    expect(counted).toMatch(/outcome="signed_in"\} [1-9]/);
  });

  test('without a name or an email address is known by its username, and has none', async () => {
    await arrive({ fullName: null, email: null });
    expect(await account()).toMatchObject({ fullName: 'alice', email: '' });
  });

  test('without a role makes no account, and says so', async () => {
    expect(await arrive({ roles: [] })).toEqual({ kind: 'not_admitted', reason: 'no_role' });
    expect(await db().select().from(users)).toEqual([]);
    expect(await eventsOf(door)).toMatchObject([
      { type: 'sign_in.sso_refused', subjectId: null, details: { reason: 'no_role' } },
    ]);
  });

  test('is refused where only known usernames are let in, and makes nothing', async () => {
    const strict = await doorOf({
      signIn: 'both',
      sso: { ...oidc, provision: 'match' },
    } as Settings);
    expect(await arrive({}, strict)).toEqual({ kind: 'not_admitted', reason: 'unknown_username' });
    expect(await db().select().from(users)).toEqual([]);
  });

  test('finds an SSO account that waits for it, whatever the case of its username', async () => {
    const { userId } = await testUser(door, { username: 'Alice', signInMethod: 'sso' });
    expect(await arrive()).toMatchObject({ kind: 'signed_in', account: { userId } });
    expect(await db().select().from(ssoIdentities)).toMatchObject([{ userId }]);
    expect(await eventTypesOf(door)).toEqual([
      'user.added',
      'user.bound',
      'user.refreshed',
      'sign_in.succeeded',
    ]);
  });

  test('finds one that waits also where only known usernames are let in', async () => {
    const strict = await doorOf({
      signIn: 'both',
      sso: { ...oidc, provision: 'match' },
    } as Settings);
    await testUser(strict, { username: 'alice', signInMethod: 'sso' });
    expect(await arrive({}, strict)).toMatchObject({ kind: 'signed_in' });
  });

  test('of ten tabs at once makes one account and lets all of them in', async () => {
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => arrive()));
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array(10).fill('signed_in'));
    expect(await db().select().from(users)).toHaveLength(1);
    expect(await db().select().from(ssoIdentities)).toHaveLength(1);
  });

  test('of ten tabs at once binds an account that waits, and lets all of them in', async () => {
    await testUser(door, { username: 'alice', signInMethod: 'sso' });
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => arrive()));
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array(10).fill('signed_in'));
    expect(await db().select().from(ssoPendingLinks)).toEqual([]);
  });

  test('starts with no guesses that strangers made at the name before', async () => {
    for (let n = 0; n < 3; n += 1) {
      await signIn(door, { username: 'alice', password: WRONG_PASSWORD });
    }
    await arrive();
    expect(await db().select().from(lockouts)).toMatchObject([{ failed: 0, lockedAt: null }]);
  });
});

describe('a username that is somebody’s', () => {
  test('with a password opens nothing: it waits as a pending link, and the password still works', async () => {
    const person = await testPerson(door, { username: 'alice' });
    expect(await arrive()).toEqual({ kind: 'not_admitted', reason: 'username_taken' });
    expect(await db().select().from(ssoPendingLinks)).toMatchObject([
      {
        userId: person.userId,
        provider: PROVIDER,
        subject: 'sub-of-alice',
        fullName: 'Alice Archer',
        email: 'alice@mail.example',
        roles: ['CSR'],
        arrivals: 1,
      },
    ]);
    expect(await signIn(door, { ...person, password: PASSWORD })).toMatchObject({
      kind: 'signed_in',
    });
    expect(await db().select().from(ssoIdentities)).toEqual([]);
  });

  test('at the portal already opens nothing to another subject of the same name', async () => {
    await arrive();
    const before = await account();
    expect(await arrive({ subject: 'somebody-else', fullName: 'Mallory' })).toEqual({
      kind: 'not_admitted',
      reason: 'username_taken',
    });
    expect(await account()).toEqual(before);
  });

  test('and a subject that changes each time is refused with that reason, from the third on', async () => {
    await arrive({ subject: 'random-1' });
    const reasons = [];
    for (const subject of ['random-2', 'random-3', 'random-4']) {
      const outcome = await arrive({ subject });
      reasons.push(outcome.kind === 'not_admitted' ? outcome.reason : outcome.kind);
    }
    expect(reasons).toEqual(['username_taken', 'username_taken', 'subject_changes']);
  });

  test('is no pending link for somebody without a role', async () => {
    await testPerson(door, { username: 'alice' });
    expect(await arrive({ roles: [] })).toEqual({ kind: 'not_admitted', reason: 'no_role' });
    expect(await db().select().from(ssoPendingLinks)).toEqual([]);
  });

  test('an email address alone opens nothing: it makes another account', async () => {
    const { userId } = await testPerson(door, { username: 'dana', email: 'alice@mail.example' });
    const outcome = await arrive();
    expect(outcome).toMatchObject({ kind: 'signed_in', account: { username: 'alice' } });
    expect(outcome.kind === 'signed_in' && outcome.account.userId).not.toBe(userId);
  });
});

describe('a SAML name for one session only', () => {
  const nameId = { format: TRANSIENT, nameQualifier: null, spNameQualifier: null };
  const asSaml = (portalSubject: string) => ({ ...arriving(), portalSubject, nameId });

  test('is nobody’s: the arrival is refused for that, and makes no account', async () => {
    const outcome = await admitPerson(door, asSaml(alice.subject), null);
    expect(outcome).toEqual({ kind: 'not_admitted', reason: 'subject_changes' });
    expect(await db().$count(users)).toBe(0);
    expect(await foreseeAdmission(door, asSaml(alice.subject))).toEqual(outcome);
  });

  test('keeps nobody out whose subject is another attribute', async () => {
    expect(await admitPerson(door, asSaml('_changing'), null)).toMatchObject({ kind: 'signed_in' });
  });
});

describe('somebody known by provider and subject', () => {
  beforeEach(async () => {
    await arrive();
  });

  test('comes in under a new username at the portal too, and keeps the one here', async () => {
    expect(await arrive({ username: 'alice.brown' })).toMatchObject({ kind: 'signed_in' });
    expect(await account()).toMatchObject({ username: 'alice' });
    expect(await db().select().from(users)).toHaveLength(1);
  });

  test('is brought up to date, and the audit list says what changed', async () => {
    await arrive({ fullName: 'Alice Brown', email: 'brown@mail.example', roles: ['CSR', 'CSA'] });
    expect(await account()).toMatchObject({
      fullName: 'Alice Brown',
      email: 'brown@mail.example',
      roles: ['CSR', 'CSA'],
      version: 2,
    });
    expect(await eventsOf(door, 'user.refreshed')).toMatchObject([
      {
        details: {
          changes: [
            { field: 'fullName', from: 'Alice Archer', to: 'Alice Brown' },
            { field: 'email', from: 'alice@mail.example', to: 'brown@mail.example' },
            { field: 'roles', from: ['CSR'], to: ['CSR', 'CSA'] },
          ],
        },
      },
    ]);
  });

  test('keeps name and address where the portal says none, and nothing is written', async () => {
    await arrive({ fullName: null, email: null });
    expect(await account()).toMatchObject({
      fullName: 'Alice Archer',
      email: 'alice@mail.example',
    });
    expect(await eventsOf(door, 'user.refreshed')).toEqual([]);
  });

  test('loses a role that was dropped at the portal', async () => {
    await arrive({ roles: ['CSR', 'CSA'] });
    await arrive({ roles: ['CSR'] });
    expect(await account()).toMatchObject({ roles: ['CSR'] });
  });

  test('without any role left is refused, and what the roles opened is over', async () => {
    expect(await arrive({ roles: [] })).toEqual({ kind: 'not_admitted', reason: 'no_role' });
    expect(await account()).toMatchObject({ roles: [] });
    expect(await db().select().from(sessions)).toMatchObject([
      { endReason: 'roles_dropped_at_portal' },
    ]);
    expect(await arrive({ roles: ['CSR'] })).toMatchObject({ kind: 'signed_in' });
  });

  test('is not stopped by a lock', async () => {
    for (let n = 0; n < 3; n += 1) {
      await signIn(door, { username: 'alice', password: WRONG_PASSWORD });
    }
    expect(await arrive()).toMatchObject({ kind: 'signed_in' });
  });

  test('is stopped by a disabled account, and let in when it is enabled', async () => {
    await testAdministrator(door);
    const { userId } = await account();
    await disableUser({ ...door, actor: operator }, userId);
    expect(await arrive()).toEqual({ kind: 'not_admitted', reason: 'disabled' });
    await db().update(users).set({ disabledAt: null }).where(eq(users.userId, userId));
    expect(await arrive()).toMatchObject({ kind: 'signed_in' });
  });

  test('of another utility is nobody here', async () => {
    const valley = await doorOf({ utility: 'valley', signIn: 'both' });
    await testUser(valley, { username: 'alice' });
    expect(await arrive({}, valley)).toEqual({ kind: 'not_admitted', reason: 'username_taken' });
    expect(await account()).toMatchObject({ utilityId: 'harbor' });
  });

  test('of another provider is nobody known: the same subject opens nothing', async () => {
    const issuer = 'https://elsewhere.example';
    const there = await doorOf({ signIn: 'both', sso: { ...oidc, issuer } });
    const other = { provider: `oidc:${issuer}`, username: 'bob' };
    expect(await arrive(other, there)).toMatchObject({
      kind: 'signed_in',
      account: { username: 'bob' },
    });
  });

  test('after the utility went to another provider is bound there by username at the first arrival', async () => {
    const { userId } = await account();
    const issuer = 'https://new.example';
    const there = await doorOf({ signIn: 'both', sso: { ...oidc, issuer } });
    const moved = { provider: `oidc:${issuer}`, subject: 'new-subject' };
    expect(await arrive(moved, there)).toMatchObject({ kind: 'signed_in', account: { userId } });
    expect(await arrive({ ...moved, subject: 'another' }, there)).toMatchObject({
      reason: 'username_taken',
    });
  });

  test('does not come in by a provider that was replaced while its answer was on the way', async () => {
    await doorOf({ signIn: 'both', sso: { ...oidc, issuer: 'https://new.example' } });
    const before = await db().select().from(sessions);
    expect(await arrive({}, door)).toMatchObject({ kind: 'refused', fault: 'issuer' });
    expect(await db().select().from(sessions)).toEqual(before);
  });

  test('does not come in by a link that an administrator takes away meanwhile', async () => {
    const { userId } = await account();
    const unlinking = new AbortController();
    const unlinked = once(unlinking.signal, 'abort');
    const held = inTransaction(async (tx) => {
      await lockAccountRow(tx, 'harbor', userId);
      await forgetIdentities(tx, 'harbor', userId);
      await unlinked;
    });
    const arriving = arrive({ username: 'somebody.else' });
    await waitsForLock();
    unlinking.abort();
    await held;
    expect(await arriving).toMatchObject({ kind: 'signed_in', how: 'made' });
    const [identity] = await db().select().from(ssoIdentities);
    expect(identity?.userId).not.toBe(userId);
  });

  describe('whose portal tells meanwhile that they signed out there', () => {
    const ended = (what: PortalSessions, at = 0) =>
      rememberEndAtPortal(db(), 'harbor', PROVIDER, what, noonPlus(at));

    test('does not come in by that session', async () => {
      await ended({ portalSession: 'portal-session-1' });
      expect(await arrive()).toMatchObject({ kind: 'refused', fault: 'used_already' });
    });

    test('comes in by another one', async () => {
      await ended({ portalSession: 'portal-session-2' });
      expect(await arrive()).toMatchObject({ kind: 'signed_in' });
    });

    test('does not come in by any, where all of theirs are over', async () => {
      await ended({ subject: 'sub-of-alice' });
      expect(await arrive()).toMatchObject({ kind: 'refused' });
      expect(await arrive({ subject: 'sub-of-bob', username: 'bob' })).toMatchObject({
        kind: 'signed_in',
      });
    });

    test('comes in by an answer that was made after it', async () => {
      await ended({ subject: 'sub-of-alice' }, -1000);
      await ended({ portalSession: 'portal-session-1' }, -1000);
      expect(await arrive()).toMatchObject({ kind: 'signed_in' });
    });

    test('is found by a logout that comes at the same moment', async () => {
      let logout: Promise<unknown> | undefined;
      await inTransaction(async (tx) => {
        const said = { portalSession: 'portal-session-1', subject: 'sub-of-alice' };
        expect(await hasEndedAtPortal(tx, 'harbor', PROVIDER, said, NOON)).toBe(false);
        logout = inTransaction(async (other) => {
          await rememberEndAtPortal(other, 'harbor', PROVIDER, said, NOON);
          return openSessionsOfPortal(other, 'harbor', PROVIDER, said);
        });
        await waitsForLock();
        const { userId } = await account();
        const { sessionId } = await openSession(tx, door, userId, 'sso');
        await keepPortalSession(tx, {
          utilityId: 'harbor',
          sessionId,
          provider: PROVIDER,
          idToken: null,
          nameId: null,
          ...said,
        });
      });
      expect(await logout).toHaveLength(2);
    });
  });

  test('waits for settings that are being changed, and comes in by those that are then', async () => {
    const [begun, done] = [new AbortController(), new AbortController()];
    const isBegun = once(begun.signal, 'abort');
    const isDone = once(done.signal, 'abort');
    const changing = inTransaction(async (tx) => {
      await holdSettings(tx, 'harbor');
      begun.abort();
      await isDone;
    });
    await isBegun;
    let hasArrived = false;
    const arrived = arrive().finally(() => {
      hasArrived = true;
    });
    // Whoever waits holds no connection meanwhile.
    await eventually(async () => expect(await idleTransactions()).toBe(1));
    expect([hasArrived, await waitingLocks()]).toEqual([false, 0]);
    done.abort();
    await changing;
    expect(await arrived).toMatchObject({ kind: 'signed_in' });
  });

  test('who was changed to a password does not come in by the portal any more', async () => {
    const admin = (await testAdministrator(door)).scope;
    await changeToPassword(admin, (await account()).userId);
    expect(await arrive()).toEqual({ kind: 'not_admitted', reason: 'username_taken' });
  });
});

test('who signs in again in the same browser leaves no session behind, whoever had it', async () => {
  const dana = await testPerson(door, { username: 'dana' });
  const { sessionId } = await openSession(db(), door, dana.userId, 'password');
  const actor = { kind: 'person', userId: dana.userId, username: 'dana', sessionId } as const;
  await arrive({}, door, { ...door, actor });
  const [left] = await db().select().from(sessions).where(eq(sessions.sessionId, sessionId));
  expect(left).toMatchObject({ endReason: 'signed_in_again' });
});

test('a refusal ends no session of the browser', async () => {
  const dana = await testPerson(door, { username: 'alice' });
  const { sessionId } = await openSession(db(), door, dana.userId, 'password');
  const actor = { kind: 'person', userId: dana.userId, username: 'alice', sessionId } as const;
  await arrive({}, door, { ...door, actor });
  const [left] = await db().select().from(sessions).where(eq(sessions.sessionId, sessionId));
  expect(left).toMatchObject({ endedAt: null });
});

describe('what an arrival would come to', () => {
  test.each([
    ['a new account', {}, 'signed_in'],
    ['no role', { roles: [] }, 'no_role'],
    ['a username that is taken', { username: 'dana' }, 'username_taken'],
  ] as const)('is foreseen and not done: %s', async (_, person, verdict) => {
    await testPerson(door, { username: 'dana' });
    const before = await everything();
    const foreseen = await foreseeAdmission(
      later(door, 1),
      arriving(person as Partial<PortalPerson>),
    );
    expect('reason' in foreseen ? foreseen.reason : foreseen.kind).toBe(verdict);
    expect(await everything()).toEqual(before);
  });

  async function everything() {
    const tables = [users, sessions, ssoIdentities, ssoPendingLinks, ssoSessions, auditEvents];
    return Promise.all(tables.map((table) => db().select().from(table)));
  }
});

test('no sign-in leaves the portal’s token readable in the database', async () => {
  await arrive();
  const rows = await db()
    .select()
    .from(ssoSessions)
    .where(and(eq(ssoSessions.utilityId, 'harbor')));
  expect(JSON.stringify(rows)).not.toContain('an.id.token');
  expect(rows[0]?.sealedIdToken?.toString('latin1')).not.toContain('an.id.token');
});
