import { beforeEach, expect, test } from 'vitest';
import { endIfAnswerIsLost } from '@/lib/auth/answer-lost';
import { db } from '@/lib/db';
import { runInRequestContext } from '@/lib/request-context';
import type { Scope } from '@/lib/scope';
import { findSession } from '@/lib/session/session-store';
import { eventsOf } from '@/tests/support/events';
import { eventually } from '@/tests/support/eventually';
import { signedIn } from '@/tests/support/signed-in';
import { testRequest } from '@/tests/support/test-request';
import { testScope } from '@/tests/support/test-scope';
import { testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

let scope: Scope;

beforeEach(async () => {
  scope = testScope(await testUtility());
});

async function opened(username = 'danaortiz') {
  const here = await signedIn(scope, await testPerson(scope, { username }));
  const leaving = new AbortController();
  const watch = () =>
    runInRequestContext(testRequest({ gone: leaving.signal }), () => endIfAnswerIsLost(here.scope));
  const session = () => findSession(db(), 'harbor', here.secret);
  return { leaving, watch, session };
}

test.each(['before', 'after'])(
  'a session ends whose browser left %s it was opened',
  async (when) => {
    const { leaving, watch, session } = await opened();
    if (when === 'before') leaving.abort();
    watch();
    if (when === 'after') leaving.abort();
    await eventually(async () =>
      expect(await session()).toMatchObject({ endReason: 'answer_lost' }),
    );
    expect(await eventsOf(scope, 'session.ended')).toMatchObject([
      { actorName: 'danaortiz', details: { reason: 'answer_lost' } },
    ]);
  },
);

test('a session stays whose browser stays', async () => {
  const [here, other] = [await opened(), await opened('leaving')];
  here.watch();
  other.watch();
  other.leaving.abort();
  await eventually(async () => expect(await other.session()).not.toMatchObject({ endedAt: null }));
  expect(await here.session()).toMatchObject({ endedAt: null });
});
