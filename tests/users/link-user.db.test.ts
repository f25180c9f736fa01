import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { mailOutbox, passwordHistory, sessions, ssoIdentities, users } from '@/drizzle/schema';
import { bindIdentity, identitiesOf } from '@/lib/accounts/identity-store';
import { db } from '@/lib/db';
import { examineLink } from '@/lib/password-reset/reset-link';
import type { Scope } from '@/lib/scope';
import { findSession } from '@/lib/session/session-store';
import { signIn } from '@/lib/sign-in/sign-in';
import { changeToPassword } from '@/lib/users/change-to-password';
import { linkUser } from '@/lib/users/link-user';
import { portalLinkOf } from '@/lib/users/portal-link';
import { deliver, heldLinkIn, linkQueued, serve } from '@/tests/mail/mail-room';
import { disableUser } from '@/tests/support/as-operator';
import { eventsOf } from '@/tests/support/events';
import { lockRowsOf } from '@/tests/support/lock-rows';
import { userWithoutEmail } from '@/tests/support/no-email';
import { arrived, PROVIDER, waitingAt } from '@/tests/support/pending-link';
import { signedIn } from '@/tests/support/signed-in';
import { actingAs, found, testAdministrator } from '@/tests/support/test-administrator';
import { later, noonPlus, testScope } from '@/tests/support/test-scope';
import {
  PASSWORD,
  type TestUser,
  testPerson,
  testUser,
  WRONG_PASSWORD,
} from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

const SEEN = { provider: PROVIDER, subject: 'subject-1' };
let door: Scope;
let admin: Scope;
let adminId: string;
let dana: TestUser;

beforeEach(async () => {
  door = testScope(await testUtility({ signIn: 'both', sso: portal }));
  dana = await testPerson(door);
  const csa = await testAdministrator(door);
  adminId = csa.userId;
  admin = later(csa.scope, 5);
});

const attempt = (password = PASSWORD) =>
  signIn(later(door, 6), { username: 'danaortiz', password });
const row = async (userId = dana.userId) =>
  (await db().select().from(users).where(eq(users.userId, userId)))[0];
const identities = (userId = dana.userId) => identitiesOf(db(), 'harbor', userId);
const mails = () => db().select().from(mailOutbox);

/** Everything of an account that linking changes. */
async function stateOf(userId = dana.userId) {
  const { utilityId } = door.utility;
  return {
    row: await row(userId),
    identities: await identities(userId),
    link: await portalLinkOf(door, userId),
    history: await db().select().from(passwordHistory).where(eq(passwordHistory.userId, userId)),
    sessions: await db().select().from(sessions).where(eq(sessions.utilityId, utilityId)),
    mails: await mails(),
  };
}

describe('an account that is linked to who came from the portal', () => {
  beforeEach(() => arrived(door, dana.userId));

  test('signs in by SSO, known by provider and subject, and waits for nobody', async () => {
    expect(await linkUser(admin, dana.userId, SEEN)).toEqual({ kind: 'linked' });
    expect(await found(door, dana.userId)).toMatchObject({ signInMethod: 'sso', version: 2 });
    expect(await portalLinkOf(door, dana.userId)).toEqual({
      boundAt: noonPlus(5),
      pending: null,
      holder: null,
    });
    expect(await identities()).toEqual([{ ...SEEN, boundAt: noonPlus(5) }]);
  });

  test('has no password any more, and none that it had', async () => {
    expect(await attempt()).toMatchObject({ kind: 'signed_in' });
    await linkUser(admin, dana.userId, SEEN);
    expect(await row()).toMatchObject({
      passwordHash: null,
      passwordKind: null,
      passwordSetAt: null,
      temporaryExpiresAt: null,
    });
    const isHers = eq(passwordHistory.userId, dana.userId);
    expect(await db().select().from(passwordHistory).where(isHers)).toEqual([]);
    expect(await attempt()).toMatchObject({ kind: 'wrong' });
  });

  test('is signed out everywhere, and its count begins anew', async () => {
    const { secret } = await signedIn(door, dana);
    for (let n = 0; n < 3; n += 1) await attempt(WRONG_PASSWORD);
    await linkUser(admin, dana.userId, SEEN);
    expect(await findSession(db(), 'harbor', secret)).toMatchObject({
      endedAt: noonPlus(5),
      endReason: 'linked_to_portal',
    });
    expect(await lockRowsOf(door)).toMatchObject([{ failed: 0, lockedAt: null }]);
  });

  test('opens to no link that was mailed before', async () => {
    const { mails: caught } = await serve();
    await linkQueued(door);
    await deliver();
    const held = heldLinkIn(caught[0]);
    expect(await examineLink(door, held)).toMatchObject({ kind: 'good' });
    await linkUser(admin, dana.userId, SEEN);
    expect((await examineLink(later(door, 6), held)).kind).not.toBe('good');
  });

  test('is told to the person at the address that they had, and to the audit list', async () => {
    const { mails: caught } = await serve();
    await linkUser(admin, dana.userId, SEEN);
    await db()
      .update(users)
      .set({ email: 'else@portal.example' })
      .where(eq(users.userId, dana.userId));
    await deliver(noonPlus(5));
    expect(caught.map(({ to, subject }) => [to?.[0]?.address, subject])).toEqual([
      ['danaortiz@mail.example', 'You now sign in at your utility’s portal'],
    ]);
    expect(await eventsOf(door, 'user.linked')).toMatchObject([
      { actorName: 'csa', subjectName: 'danaortiz', details: { hadPassword: true } },
    ]);
  });

  test('keeps name, address and roles until the portal tells others', async () => {
    const before = await row();
    await linkUser(admin, dana.userId, SEEN);
    const { fullName, email, roles, username } = before ?? {};
    expect(await row()).toMatchObject({ fullName, email, roles, username });
  });

  test('stays disabled where it was', async () => {
    await disableUser(door, dana.userId);
    expect(await linkUser(admin, dana.userId, SEEN)).toEqual({ kind: 'linked' });
    expect(await found(door, dana.userId)).toMatchObject({
      status: 'disabled',
      signInMethod: 'sso',
    });
  });

  test('is linked once, by however many at the same moment', async () => {
    const outcomes = await Promise.all([1, 2, 3].map(() => linkUser(admin, dana.userId, SEEN)));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual([
      'changed_meanwhile',
      'changed_meanwhile',
      'linked',
    ]);
    expect(await eventsOf(door, 'user.linked')).toHaveLength(1);
  });

  test('may be one’s own: the only administrator has nobody else to do it', async () => {
    await arrived(door, adminId, { subject: 'mine' });
    const mine = { provider: PROVIDER, subject: 'mine' };
    expect(await linkUser(admin, adminId, mine)).toEqual({ kind: 'linked' });
    expect(await found(door, adminId)).toMatchObject({ signInMethod: 'sso', roles: ['CSA'] });
  });
});

describe('an account without a password is linked without a mail', () => {
  test('an SSO account gets the new person of that provider in place of the old', async () => {
    const { userId } = await testUser(door, { username: 'alice', signInMethod: 'sso' });
    await bindIdentity(db(), 'harbor', userId, { ...SEEN, subject: 'old' }, noonPlus(0));
    const other = { provider: 'saml:https://other.example', subject: 'old' };
    await bindIdentity(db(), 'harbor', userId, other, noonPlus(1));
    await arrived(door, userId);
    expect(await linkUser(admin, userId, SEEN)).toEqual({ kind: 'linked' });
    expect(await identities(userId)).toEqual([
      { ...other, boundAt: noonPlus(1) },
      { ...SEEN, boundAt: noonPlus(5) },
    ]);
    expect(await eventsOf(door, 'user.linked')).toMatchObject([
      { details: { hadPassword: false } },
    ]);
    expect(await mails()).toEqual([]);
  });

  test('and so is one with no address to send it to', async () => {
    const { userId } = await userWithoutEmail(door, 'alice');
    expect(await changeToPassword(admin, userId)).toMatchObject({ kind: 'reset' });
    await db().delete(mailOutbox);
    await arrived(door, userId);
    expect(await linkUser(admin, userId, SEEN)).toEqual({ kind: 'linked' });
    expect(await eventsOf(door, 'user.linked')).toMatchObject([{ details: { hadPassword: true } }]);
    expect(await mails()).toEqual([]);
  });
});

describe('nothing changes', () => {
  beforeEach(() => arrived(door, dana.userId));

  test('when somebody else came meanwhile, whom nobody has looked at', async () => {
    await arrived(later(door, 1), dana.userId, { subject: 'subject-2' });
    const before = await stateOf();
    expect(await linkUser(admin, dana.userId, SEEN)).toEqual({ kind: 'changed_meanwhile' });
    expect(await stateOf()).toEqual(before);
    expect((await waitingAt(door, dana.userId))?.subject).toBe('subject-2');
  });

  test('when somebody came from another provider meanwhile', async () => {
    await arrived(later(door, 1), dana.userId, { provider: 'saml:https://new.example' });
    expect(await linkUser(admin, dana.userId, SEEN)).toEqual({ kind: 'changed_meanwhile' });
    expect((await row())?.signInMethod).toBe('password');
  });

  test('when nobody waits', async () => {
    expect(await linkUser(admin, adminId, SEEN)).toEqual({ kind: 'changed_meanwhile' });
    expect(await found(door, adminId)).toMatchObject({ signInMethod: 'password' });
  });

  test('when the portal’s person has another account here', async () => {
    const { userId } = await testUser(door, { username: 'alice', signInMethod: 'sso' });
    await bindIdentity(db(), 'harbor', userId, SEEN, noonPlus(0));
    await signedIn(door, dana);
    const before = await stateOf();
    expect(await linkUser(admin, dana.userId, SEEN)).toEqual({ kind: 'bound_elsewhere' });
    expect(await stateOf()).toEqual(before);
    expect(await db().select().from(ssoIdentities)).toMatchObject([{ userId }]);
    expect(await eventsOf(door, 'user.linked')).toEqual([]);
    // They still wait, and which account they have is told to whoever decides.
    expect(before.link).toMatchObject({ pending: SEEN, holder: { userId, username: 'alice' } });
  });

  test('of two accounts that are linked to one person at the same moment, in one', async () => {
    const sam = await testPerson(door, { username: 'samlee' });
    await arrived(door, sam.userId);
    const outcomes = await Promise.all(
      [dana, sam].map(({ userId }) => linkUser(admin, userId, SEEN)),
    );
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['bound_elsewhere', 'linked']);
    expect(await db().select().from(ssoIdentities)).toHaveLength(1);
  });

  test('at a utility where nobody signs in by SSO', async () => {
    const utility = await testUtility({ signIn: 'standalone' });
    const before = await stateOf();
    const outcome = await linkUser({ ...admin, utility }, dana.userId, SEEN);
    expect(outcome).toEqual({ kind: 'sso_off' });
    expect(await stateOf()).toEqual(before);
  });

  test('by who is no administrator here, or of another utility', async () => {
    const before = await stateOf();
    const sam = await testPerson(door, { username: 'samlee' });
    const summit = testScope(await testUtility({ utility: 'summit', signIn: 'both', sso: portal }));
    const stranger = (await testAdministrator(summit)).scope;
    expect(await linkUser(stranger, dana.userId, SEEN)).toEqual({ kind: 'unknown_user' });
    const across = { ...stranger, utility: door.utility };
    for (const scope of [across, actingAs(door, sam), actingAs(door, dana), door]) {
      expect(await linkUser(scope, dana.userId, SEEN)).toEqual({ kind: 'not_allowed' });
    }
    expect(await stateOf()).toEqual(before);
  });

  test('without the event', async () => {
    const before = await stateOf();
    const broken = { ...admin, requestId: null as unknown as string };
    await expect(linkUser(broken, dana.userId, SEEN)).rejects.toThrow();
    expect(await stateOf()).toEqual(before);
  });
});

test('at a utility of SSO alone an account with a password is linked too', async () => {
  await arrived(door, dana.userId);
  const utility = await testUtility({ signIn: 'sso', sso: portal });
  const operator = { ...admin, utility, actor: { kind: 'operator' } as const };
  expect(await linkUser(operator, dana.userId, SEEN)).toEqual({ kind: 'linked' });
});

test('the same person of the portal at another utility is somebody else', async () => {
  const summit = testScope(await testUtility({ utility: 'summit', signIn: 'both', sso: portal }));
  const alice = await testUser(summit, { username: 'alice', signInMethod: 'sso' });
  await bindIdentity(db(), 'summit', alice.userId, SEEN, noonPlus(0));
  await arrived(door, dana.userId);
  expect((await portalLinkOf(door, dana.userId)).holder).toBeNull();
  expect(await linkUser(admin, dana.userId, SEEN)).toEqual({ kind: 'linked' });
});
