import { beforeEach, expect, test } from 'vitest';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { findSession } from '@/lib/session/session-store';
import { signIn } from '@/lib/sign-in/sign-in';
import { eventsOf } from '@/tests/support/events';
import { later, noonPlus, testScope } from '@/tests/support/test-scope';
import { PASSWORD, testPerson, WRONG_PASSWORD } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

let scope: Scope;
let before: { secret: string; scope: Scope };

beforeEach(async () => {
  scope = testScope(await testUtility());
  await testPerson(scope);
  await testPerson(scope, { username: 'samlee' });
  before = await arrive('danaortiz');
});

async function arrive(username: string): Promise<typeof before> {
  const outcome = await signIn(scope, { username, password: PASSWORD });
  if (outcome.kind !== 'signed_in') throw new Error(outcome.kind);
  const secret = outcome.sessionSecret;
  const { userId, sessionId } = (await findSession(db(), 'harbor', secret)) ?? {};
  if (!userId || !sessionId) throw new Error('no session');
  return { secret, scope: { ...scope, actor: { kind: 'person', userId, username, sessionId } } };
}

const again = (username: string, password: string) =>
  signIn(later(scope, 5), { username, password }, later(before.scope, 5));
const endOfBefore = async () => (await findSession(db(), 'harbor', before.secret))?.endedAt;

test.each(['danaortiz', 'samlee'])(
  'as %s in the same browser ends the session that it had, and says so',
  async (username) => {
    const outcome = await again(username, PASSWORD);
    expect(outcome.kind).toBe('signed_in');
    expect(await endOfBefore()).toEqual(noonPlus(5));
    expect(await eventsOf(scope, 'session.ended')).toMatchObject([
      { actorName: 'danaortiz', subjectName: 'danaortiz', details: { reason: 'signed_in_again' } },
    ]);
    const secret = outcome.kind === 'signed_in' ? outcome.sessionSecret : '';
    expect(await findSession(db(), 'harbor', secret)).toMatchObject({ username, endedAt: null });
  },
);

test('in vain leaves the session as it was', async () => {
  expect(await again('samlee', WRONG_PASSWORD)).toMatchObject({ kind: 'wrong' });
  expect(await endOfBefore()).toBeNull();
});

test('leaves the sessions in other browsers alone', async () => {
  const elsewhere = await arrive('danaortiz');
  await again('danaortiz', PASSWORD);
  expect(await findSession(db(), 'harbor', elsewhere.secret)).toMatchObject({ endedAt: null });
});
