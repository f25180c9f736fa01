import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { sessions } from '@/drizzle/schema';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { findSession, openSession } from '@/lib/session/session-store';
import { signOut } from '@/lib/sign-in/sign-out';
import { eventsOf } from '@/tests/support/events';
import { later, noonPlus, testScope } from '@/tests/support/test-scope';
import { testUser } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

let scope: Scope;
let userId: string;

beforeEach(async () => {
  scope = testScope(await testUtility());
  ({ userId } = await testUser(scope));
});

async function arrive(): Promise<{ secret: string; acting: Scope }> {
  const { secret } = await openSession(db(), scope, userId, 'password');
  const sessionId = (await findSession(db(), 'harbor', secret))?.sessionId ?? '';
  const actor = { kind: 'person', userId, username: 'danaortiz', sessionId } as const;
  return { secret, acting: later({ ...scope, actor }, 5) };
}

const endOf = async (secret: string) => (await findSession(db(), 'harbor', secret))?.endedAt;

test('ends this session on the server, and no other of the person', async () => {
  const [here, there] = [await arrive(), await arrive()];
  await signOut(here.acting, 'signed_out');
  expect(await endOf(here.secret)).toEqual(noonPlus(5));
  expect(await endOf(there.secret)).toBeNull();
});

test.each(['signed_out', 'signed_in_again'] as const)(
  'says why in row and event: %s',
  async (reason) => {
    const { acting } = await arrive();
    await signOut(acting, reason);
    expect(await db().select().from(sessions)).toMatchObject([{ endReason: reason }]);
    expect(await eventsOf(scope, 'session.ended')).toMatchObject([
      { at: noonPlus(5), subjectId: userId, details: { reason } },
    ]);
  },
);

test('of a session that is over, or of nobody, changes nothing and tells nothing', async () => {
  const { acting } = await arrive();
  await signOut(acting, 'signed_out');
  const before = [await db().select().from(sessions), await eventsOf(scope)];
  await signOut(later(acting, 99), 'signed_out');
  await signOut(scope, 'signed_out');
  const actor = { kind: 'person', userId, username: 'danaortiz', sessionId: randomUUID() } as const;
  await signOut({ ...scope, actor }, 'signed_out');
  expect([await db().select().from(sessions), await eventsOf(scope)]).toEqual(before);
});

test('at another utility ends nothing here', async () => {
  const { secret, acting } = await arrive();
  const summit = await testUtility({ utility: 'summit' });
  await signOut({ ...acting, utility: summit }, 'signed_out');
  expect(await endOf(secret)).toBeNull();
});
