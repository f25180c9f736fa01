import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { sessions } from '@/drizzle/schema';
import { bindIdentity, identitiesOf } from '@/lib/accounts/identity-store';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { openSession } from '@/lib/session/session-store';
import { changeToPassword } from '@/lib/users/change-to-password';
import { unlinkUser } from '@/lib/users/unlink-user';
import { eventsOf } from '@/tests/support/events';
import { arrived, PROVIDER, waitingAt } from '@/tests/support/pending-link';
import { actingAs, found, testAdministrator } from '@/tests/support/test-administrator';
import { later, noonPlus, testScope } from '@/tests/support/test-scope';
import { testPerson, testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

const HERS = { provider: PROVIDER, subject: 'subject-1' };
let door: Scope;
let admin: Scope;
let alice: string;

beforeEach(async () => {
  door = testScope(await testUtility({ signIn: 'both', sso: portal }));
  alice = (await testUser(door, { username: 'alice', signInMethod: 'sso' })).userId;
  admin = later((await testAdministrator(door)).scope, 5);
  await bindIdentity(db(), 'harbor', alice, HERS, noonPlus(0));
});

const identities = () => identitiesOf(db(), 'harbor', alice);

describe('an account that is unlinked from the portal', () => {
  test('is nobody’s there, at any provider, and nobody’s turn is pending', async () => {
    const other = { provider: 'saml:https://other.example', subject: 'subject-1' };
    await bindIdentity(db(), 'harbor', alice, other, noonPlus(1));
    await arrived(door, alice, { subject: 'subject-2' });
    expect(await unlinkUser(admin, alice)).toEqual({ kind: 'unlinked' });
    expect(await identities()).toEqual([]);
    expect(await waitingAt(door, alice)).toBeNull();
    expect(await found(door, alice)).toMatchObject({ signInMethod: 'sso', status: 'active' });
  });

  test('is signed out everywhere, and the audit list says so', async () => {
    await openSession(db(), door, alice, 'sso');
    await unlinkUser(admin, alice);
    expect(await db().select().from(sessions).where(eq(sessions.userId, alice))).toMatchObject([
      { endedAt: noonPlus(5), endReason: 'unlinked_from_portal' },
    ]);
    expect(await eventsOf(door, 'user.unlinked')).toMatchObject([
      { actorName: 'csa', subjectName: 'alice', details: {} },
    ]);
  });

  test('a second time has nothing to forget', async () => {
    await unlinkUser(admin, alice);
    expect(await unlinkUser(admin, alice)).toEqual({ kind: 'not_linked' });
    expect(await eventsOf(door, 'user.unlinked')).toHaveLength(1);
  });
});

describe('nobody is unlinked', () => {
  test('who has a password', async () => {
    const dana = await testPerson(door);
    expect(await unlinkUser(admin, dana.userId)).toEqual({ kind: 'not_linked' });
  });

  test('by themself: whoever came with the username next would have the role', async () => {
    const bob = await testUser(door, { username: 'bob', roles: ['CSA'], signInMethod: 'sso' });
    const his = { provider: PROVIDER, subject: 'his' };
    await bindIdentity(db(), 'harbor', bob.userId, his, noonPlus(0));
    expect(await unlinkUser(actingAs(door, bob), bob.userId)).toEqual({ kind: 'oneself' });
    expect(await unlinkUser(admin, bob.userId)).toEqual({ kind: 'unlinked' });
  });

  test('by who is no administrator here, or of another utility', async () => {
    const sam = await testPerson(door, { username: 'samlee' });
    const summit = testScope(await testUtility({ utility: 'summit', signIn: 'both', sso: portal }));
    const stranger = (await testAdministrator(summit)).scope;
    expect(await unlinkUser(stranger, alice)).toEqual({ kind: 'unknown_user' });
    const across = { ...stranger, utility: door.utility };
    for (const scope of [across, actingAs(door, sam), door]) {
      expect(await unlinkUser(scope, alice)).toEqual({ kind: 'not_allowed' });
    }
    expect(await identities()).toHaveLength(1);
  });

  test('without the event', async () => {
    const broken = { ...admin, requestId: null as unknown as string };
    await expect(unlinkUser(broken, alice)).rejects.toThrow();
    expect(await identities()).toHaveLength(1);
  });
});

test('an account that is changed to a password is nobody’s at the portal either', async () => {
  await arrived(door, alice, { subject: 'subject-2' });
  expect(await changeToPassword(admin, alice)).toMatchObject({ kind: 'reset' });
  expect(await identities()).toEqual([]);
  expect(await waitingAt(door, alice)).toBeNull();
});
