import { beforeEach, describe, expect, test } from 'vitest';
import type { Scope } from '@/lib/scope';
import { signIn } from '@/lib/sign-in/sign-in';
import { dismissLink } from '@/lib/users/dismiss-link';
import { countPendingLinks } from '@/lib/users/pending-links';
import { eventsOf } from '@/tests/support/events';
import { arrived, PROVIDER, waitingAt } from '@/tests/support/pending-link';
import { actingAs, testAdministrator } from '@/tests/support/test-administrator';
import { later, noonPlus, testScope } from '@/tests/support/test-scope';
import { PASSWORD, type TestUser, testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';
import { portal } from '@/tests/support/utility-settings';

const SEEN = { provider: PROVIDER, subject: 'subject-1' };
let door: Scope;
let admin: Scope;
let dana: TestUser;

beforeEach(async () => {
  door = testScope(await testUtility({ signIn: 'both', sso: portal }));
  dana = await testPerson(door);
  admin = later((await testAdministrator(door)).scope, 5);
  await arrived(door, dana.userId);
});

describe('an arrival that is dismissed', () => {
  test('waits no longer, and leaves the account as it is', async () => {
    expect(await dismissLink(admin, dana.userId, SEEN)).toEqual({ kind: 'link_dismissed' });
    expect(await countPendingLinks(door)).toEqual({ count: 0, hasMore: false });
    const attempt = await signIn(door, { username: 'danaortiz', password: PASSWORD });
    expect(attempt).toMatchObject({ kind: 'signed_in' });
    expect(await eventsOf(door, 'user.link_dismissed')).toMatchObject([
      { actorName: 'csa', subjectName: 'danaortiz', details: {} },
    ]);
  });

  test('waits again when it comes again, counted from the beginning', async () => {
    await arrived(later(door, 1), dana.userId);
    await dismissLink(admin, dana.userId, SEEN);
    await arrived(later(door, 9), dana.userId);
    expect(await waitingAt(door, dana.userId)).toMatchObject({
      arrivals: 1,
      firstAt: noonPlus(9),
    });
  });

  test('is dismissed also where nobody signs in by SSO any more', async () => {
    const utility = await testUtility({ signIn: 'standalone' });
    const outcome = await dismissLink({ ...admin, utility }, dana.userId, SEEN);
    expect(outcome).toEqual({ kind: 'link_dismissed' });
  });
});

describe('it goes on waiting', () => {
  test('when it is another one than the administrator saw', async () => {
    await arrived(later(door, 1), dana.userId, { subject: 'subject-2' });
    expect(await dismissLink(admin, dana.userId, SEEN)).toEqual({ kind: 'changed_meanwhile' });
    expect(await waitingAt(door, dana.userId)).toMatchObject({ subject: 'subject-2' });
  });

  test('when who says so is no administrator here, or one of another utility', async () => {
    const summit = testScope(await testUtility({ utility: 'summit', signIn: 'both', sso: portal }));
    const stranger = (await testAdministrator(summit)).scope;
    expect(await dismissLink(stranger, dana.userId, SEEN)).toEqual({ kind: 'unknown_user' });
    const across = { ...stranger, utility: door.utility };
    for (const scope of [across, actingAs(door, dana), door]) {
      expect(await dismissLink(scope, dana.userId, SEEN)).toEqual({ kind: 'not_allowed' });
    }
    expect(await waitingAt(door, dana.userId)).not.toBeNull();
    expect(await eventsOf(door, 'user.link_dismissed')).toEqual([]);
  });
});
