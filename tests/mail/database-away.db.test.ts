import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { db } from '@/lib/db';
import { log } from '@/lib/log';
import { deliverDueMails } from '@/lib/mail/deliver-due-mails';
import { LEASE_MS } from '@/lib/mail/mail-policy';
import { CONNECTIONS } from '@/lib/mail/smtp-transport';
import type { Scope } from '@/lib/scope';
import { deliver, outbox, queued, serve } from '@/tests/mail/mail-room';
import { eventsOf } from '@/tests/support/events';
import { eventually } from '@/tests/support/eventually';
import { later, MINUTE, noonPlus, testScope } from '@/tests/support/test-scope';
import { testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

const AWAY = Object.assign(new Error('away'), { code: 'ECONNRESET' });
let scope: Scope;
let userId: string;

beforeEach(async () => {
  scope = testScope(await testUtility());
  ({ userId } = await testPerson(scope));
});

/** A connection of its own, as another program's; its transaction ends with it. */
async function otherConnection() {
  const other = postgres(process.env.DATABASE_URL ?? '', { max: 1, onnotice: () => undefined });
  onTestFinished(() => other.end());
  return other;
}

describe('a database that goes away after a mail was accepted', () => {
  test('makes it go no second time, and is told of it when it is back', async () => {
    const { mails } = await serve({
      onMail: () => void vi.spyOn(db(), 'transaction').mockRejectedValueOnce(AWAY),
    });
    await queued(scope, userId);
    expect(await deliver()).toBe('caught_up');
    await deliver(noonPlus(10 * MINUTE));
    expect(mails).toHaveLength(1);
    expect(await outbox()).toEqual([]);
    expect(await eventsOf(scope, 'mail.sent')).toHaveLength(1);
  });

  test('in the very statement that writes it down, too', async () => {
    const other = await otherConnection();
    let locked: Promise<unknown> = Promise.resolve();
    const { mails } = await serve({
      async onMail() {
        // Makes that statement wait, so that it can be broken off while it does.
        await new Promise<void>((holding) => {
          locked = other.begin(async (tx) => {
            await tx`select 1 from mail_outbox for update`;
            holding();
            await eventually(async () => {
              const cancelled = await db().execute(sql`
                select pg_cancel_backend(pid) from pg_stat_activity
                where datname = current_database() and wait_event_type = 'Lock'`);
              expect(cancelled).toHaveLength(1);
            });
          });
        });
      },
    });
    await queued(scope, userId);
    expect(await deliver()).toBe('caught_up');
    await locked;
    await deliver(noonPlus(10 * MINUTE));
    expect(mails).toHaveLength(1);
    expect(await outbox()).toEqual([]);
    expect(await eventsOf(scope, 'mail.sent')).toHaveLength(1);
  });
});

test('an accepted mail goes no second time, whatever hinders writing it down', async () => {
  const error = vi.spyOn(log(), 'error').mockImplementation(() => undefined);
  const { mails } = await serve({
    onMail: () => void vi.spyOn(db(), 'transaction').mockRejectedValueOnce(new Error('a bug')),
  });
  await queued(scope, userId);
  await deliver();
  await deliver(noonPlus(10 * MINUTE));
  expect(error).toHaveBeenCalled();
  expect(mails).toHaveLength(1);
  expect(await outbox()).toEqual([]);
});

test('a delivery that the database breaks off ends when none of its mails is under way', async () => {
  let accept: () => void = () => undefined;
  const accepted = new Promise<void>((resolve) => {
    accept = resolve;
  });
  const lanes = CONNECTIONS - 1;
  const { mails } = await serve({ onMail: () => (mails.length > lanes ? undefined : accepted) });
  onTestFinished(accept);
  await queued(scope, userId, 'forgot_password');
  for (let i = 0; i < 11; i += 1) await queued(later(scope, 1), userId);

  const answerOf = vi.fn().mockRejectedValue(AWAY);
  const delivery = { processId: randomUUID(), answerOf, now: () => noonPlus(1) };
  const ended = vi.fn();
  const broken = deliverDueMails(delivery).catch((error: unknown) => error);
  void broken.then(ended);
  await eventually(() => expect(mails).toHaveLength(lanes));
  // Time enough for what would be given back too early, and then be anybody's.
  for (let i = 0; i < 20; i += 1) await db().execute(sql`select 1`);
  const early = ended.mock.calls.length;
  await deliver(noonPlus(1));

  accept();
  expect(await broken).toBe(AWAY);
  await deliver(noonPlus(1));
  await deliver(noonPlus(LEASE_MS + 1));
  expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(11);
  expect(mails).toHaveLength(11);
  expect(early).toBe(0);
  expect(await outbox()).toEqual([]);
});
