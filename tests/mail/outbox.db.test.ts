import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { db, inTransaction } from '@/lib/db';
import { leaseDueMails, queueMail, releaseLeases, renewLeases } from '@/lib/mail/outbox-store';
import type { Scope } from '@/lib/scope';
import { outbox, queued } from '@/tests/mail/mail-room';
import { DAY, later, MINUTE, NOON, noonPlus, SECOND, testScope } from '@/tests/support/test-scope';
import { testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

const [ONE, OTHER] = [randomUUID(), randomUUID()];
let scope: Scope;
let userId: string;

beforeEach(async () => {
  scope = testScope(await testUtility());
  ({ userId } = await testPerson(scope));
});

const lease = (processId: string, ms = 0, most = 100) =>
  leaseDueMails(processId, most, noonPlus(ms));

const idsOf = (mails: { mailId: string }[]) => mails.map(({ mailId }) => mailId);

describe('a mail is queued', () => {
  test('with the transaction that it belongs to, due at once and for a week', async () => {
    await queued(scope, userId);
    expect(await outbox()).toEqual([
      {
        utilityId: 'harbor',
        mailId: expect.any(String),
        kind: 'password_changed',
        userId,
        formerAddress: null,
        resetRequestId: null,
        occurredAt: NOON,
        requestId: 'test-request',
        dueAt: NOON,
        leasedBy: null,
        failures: 0,
        expiresAt: noonPlus(7 * DAY),
      },
    ]);
  });

  test('not without it', async () => {
    const undone = inTransaction(async (tx) => {
      await queueMail(tx, scope, { kind: 'password_changed', userId });
      throw new Error('rolled back');
    });
    await expect(undone).rejects.toThrow('rolled back');
    expect(await outbox()).toEqual([]);
  });

  test('and is nobody’s before it is committed', async () => {
    await inTransaction(async (tx) => {
      await queueMail(tx, scope, { kind: 'password_changed', userId });
      expect(await lease(ONE)).toEqual([]);
    });
    expect(await lease(ONE)).toHaveLength(1);
  });
});

describe('a lease', () => {
  test('is one process’s: however many ask at once, none gets what another has', async () => {
    for (let i = 0; i < 60; i += 1) await queued(scope, userId);
    const processes = Array.from({ length: 8 }, () => randomUUID());
    const batches = [];
    for (let round = 0; round < 2; round += 1) {
      batches.push(...(await Promise.all(processes.map((id) => lease(id, 0, 5)))));
    }
    const ids = batches.flatMap(idsOf);
    expect(new Set(ids).size).toBe(ids.length);
    expect(idsOf(await outbox()).sort()).toEqual([...ids].sort());
  });

  test('is for no more than were asked for', async () => {
    for (let i = 0; i < 5; i += 1) await queued(scope, userId);
    expect(await lease(ONE, 0, 3)).toHaveLength(3);
    expect(await lease(OTHER, 0, 3)).toHaveLength(2);
  });

  test('comes at the due time, not before', async () => {
    await queued(later(scope, SECOND), userId);
    expect(await lease(ONE, SECOND - 1)).toEqual([]);
    expect(await lease(ONE, SECOND)).toHaveLength(1);
  });

  test('comes first for the mails that are due longest', async () => {
    for (const ms of [3, 1, 4, 2, 5]) await queued(later(scope, ms), userId);
    const dues = [];
    for (let i = 0; i < 5; i += 1) dues.push(...(await lease(ONE, SECOND, 1)));
    expect(dues.map(({ occurredAt }) => occurredAt)).toEqual([1, 2, 3, 4, 5].map(noonPlus));
  });

  test('hands a batch over in the order in which the mails are due', async () => {
    for (const ms of [3, 1, 4, 2, 5]) await queued(later(scope, ms), userId);
    const batch = await lease(ONE, SECOND);
    expect(batch.map(({ occurredAt }) => occurredAt)).toEqual([1, 2, 3, 4, 5].map(noonPlus));
  });

  test('runs out after a minute, and then is another process’s to take', async () => {
    await queued(scope, userId);
    await lease(ONE);
    expect(await lease(OTHER, MINUTE - 1)).toEqual([]);
    expect(await lease(OTHER, MINUTE)).toMatchObject([{ leasedBy: OTHER, failures: 0 }]);
    expect(await lease(ONE, MINUTE)).toEqual([]);
  });

  test('that is renewed lasts a minute from then', async () => {
    await queued(scope, userId);
    const held = await lease(ONE);
    await renewLeases(db(), ONE, held, noonPlus(20 * SECOND));
    expect(await lease(OTHER, MINUTE + 20 * SECOND - 1)).toEqual([]);
    expect(await lease(OTHER, MINUTE + 20 * SECOND)).toHaveLength(1);
  });

  test('that is given back makes the mail due at once', async () => {
    await queued(scope, userId);
    await releaseLeases(db(), ONE, await lease(ONE), noonPlus(5));
    expect(await lease(OTHER, 4)).toEqual([]);
    expect(await lease(OTHER, 5)).toMatchObject([{ leasedBy: OTHER, failures: 0 }]);
  });

  test('is renewed and given back by the process that has it, and no other', async () => {
    await queued(scope, userId);
    const held = await lease(ONE);
    await renewLeases(db(), OTHER, held, noonPlus(MINUTE));
    await releaseLeases(db(), OTHER, held, NOON);
    expect(await outbox()).toMatchObject([{ leasedBy: ONE, dueAt: noonPlus(MINUTE) }]);
  });

  test('of no mails at all changes none', async () => {
    await queued(scope, userId);
    await lease(ONE);
    await renewLeases(db(), ONE, [], noonPlus(DAY));
    await releaseLeases(db(), ONE, [], NOON);
    expect(await outbox()).toMatchObject([{ leasedBy: ONE, dueAt: noonPlus(MINUTE) }]);
  });
});
