import { expect, test, vi } from 'vitest';
import { endIfAnswerIsLost } from '@/lib/auth/answer-lost';
import { db } from '@/lib/db';
import { runInRequestContext } from '@/lib/request-context';
import { findSession } from '@/lib/session/session-store';
import { eventsOf } from '@/tests/support/events';
import { signedIn } from '@/tests/support/signed-in';
import { testRequest } from '@/tests/support/test-request';
import { testScope } from '@/tests/support/test-scope';
import { testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

async function opened() {
  const scope = testScope(await testUtility());
  const here = await signedIn(scope, await testPerson(scope));
  const leaving = new AbortController();
  const watch = () =>
    runInRequestContext(testRequest({ gone: leaving.signal }), () => endIfAnswerIsLost(here.scope));
  const session = () => findSession(db(), 'harbor', here.secret);
  return { scope, leaving, watch, session };
}

test.each(['before', 'after'])(
  'a session ends whose browser left %s it was opened',
  async (when) => {
    const { scope, leaving, watch, session } = await opened();
    if (when === 'before') leaving.abort();
    watch();
    if (when === 'after') leaving.abort();
    await vi.waitFor(async () =>
      expect(await session()).toMatchObject({ endReason: 'answer_lost' }),
    );
    expect(await eventsOf(scope, 'session.ended')).toMatchObject([
      { actorName: 'danaortiz', details: { reason: 'answer_lost' } },
    ]);
  },
);

test('a session stays whose browser stays', async () => {
  const { watch, session } = await opened();
  watch();
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await session()).toMatchObject({ endedAt: null });
});
