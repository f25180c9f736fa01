import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { recordEvent } from '@/lib/audit/record-event';
import { db, inTransaction } from '@/lib/db';
import type { Actor, Scope } from '@/lib/scope';
import { eventsOf } from '@/tests/support/events';
import { NOON, testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';

let scope: Scope;
const dana = { userId: randomUUID(), username: 'danaortiz' };

beforeEach(async () => {
  scope = testScope(await testUtility());
});

const record = (within: Scope = scope) =>
  recordEvent(db(), within, 'user.locked', dana, { failedAttempts: 3 });

test('an event says what, about whom, when, from where and in which request', async () => {
  await record();
  expect(await eventsOf(scope)).toEqual([
    {
      utilityId: 'harbor',
      eventId: expect.any(BigInt),
      at: NOON,
      type: 'user.locked',
      actorKind: 'nobody',
      actorId: null,
      actorName: null,
      subjectId: dana.userId,
      subjectName: 'danaortiz',
      clientAddress: '198.51.100.7',
      requestId: 'test-request',
      details: { failedAttempts: 3 },
    },
  ]);
});

describe('who acted', () => {
  const sam = { userId: randomUUID(), username: 'samlee', sessionId: randomUUID() };

  test.each<[Actor, object]>([
    [
      { kind: 'person', ...sam },
      { actorId: sam.userId, actorName: 'samlee' },
    ],
    [{ kind: 'operator' }, { actorId: null, actorName: null }],
    [{ kind: 'system' }, { actorId: null, actorName: null }],
    [{ kind: 'nobody' }, { actorId: null, actorName: null }],
  ])('is told: $kind', async (actor, columns) => {
    await record({ ...scope, actor });
    expect(await eventsOf(scope)).toMatchObject([{ actorKind: actor.kind, ...columns }]);
  });

  test('is told without the session', async () => {
    await record({ ...scope, actor: { kind: 'person', ...sam } });
    const told = (await eventsOf(scope)).map(({ eventId: _, ...event }) => JSON.stringify(event));
    expect(told.join()).not.toContain(sam.sessionId);
  });
});

test('an event goes with its transaction: undone, it has not happened', async () => {
  const undone = inTransaction(async (tx) => {
    await recordEvent(tx, scope, 'user.unlocked', dana, {});
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  expect(await eventsOf(scope)).toEqual([]);
});

test('an event outlives whom it is about: it names people, and depends on no row', async () => {
  await recordEvent(db(), scope, 'user.disabled', { userId: randomUUID(), username: 'gone' }, {});
  expect(await eventsOf(scope)).toMatchObject([{ subjectName: 'gone' }]);
});

test('events are read in the order in which they were written', async () => {
  for (let i = 1; i <= 5; i += 1) {
    await recordEvent(db(), scope, 'user.locked', dana, { failedAttempts: i });
  }
  expect((await eventsOf(scope)).map(({ details }) => details.failedAttempts)).toEqual([
    1, 2, 3, 4, 5,
  ]);
});
