import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { inTransaction } from '@/lib/db';
import { LEASE_MS } from '@/lib/mail/mail-policy';
import { leaseDueMails, queueMail } from '@/lib/mail/outbox-store';
import type { Scope } from '@/lib/scope';
import { deliver, outbox, queued, serve } from '@/tests/mail/mail-room';
import { eventsOf } from '@/tests/support/events';
import { eventually } from '@/tests/support/eventually';
import type { MailCatcher } from '@/tests/support/mail-catcher';
import { NOON, noonPlus, SECOND, testScope } from '@/tests/support/test-scope';
import { testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

let scope: Scope;
let userId: string;

beforeEach(async () => {
  scope = testScope(await testUtility());
  ({ userId } = await testPerson(scope));
});

afterEach(() => {
  vi.useRealTimers();
});

const idsOf = ({ mails }: MailCatcher) => mails.map(({ messageId }) => messageId).sort();

const idsQueued = async () =>
  (await outbox()).map(({ mailId }) => `<${mailId}@csi.example>`).sort();

/** Something that a mail server waits for before it accepts. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

test('three hundred mails arrive once each from four servers at work at once', async () => {
  const server = await serve();
  await inTransaction(async (tx) => {
    for (let i = 0; i < 300; i += 1) {
      await queueMail(tx, scope, { kind: 'password_changed', userId });
    }
  });
  const ids = await idsQueued();
  const ends = await Promise.all(Array.from({ length: 4 }, () => deliver()));
  expect(ends).toEqual(['caught_up', 'caught_up', 'caught_up', 'caught_up']);
  expect(ids).toHaveLength(300);
  expect(idsOf(server)).toEqual(ids);
  expect(await outbox()).toEqual([]);
  expect(await eventsOf(scope, 'mail.sent')).toHaveLength(300);
});

test('a mail that the mail server takes its time over stays with the process that has it', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const { opened, open } = gate();
  const server = await serve({ onMail: () => opened });
  let ms = 0;
  const clock = () => noonPlus(ms);
  await queued(scope, userId);
  const slow = deliver(clock);
  await eventually(() => expect(server.mails).toHaveLength(1));
  for (let i = 0; i < 9; i += 1) {
    ms += LEASE_MS / 3;
    vi.advanceTimersByTime(LEASE_MS / 3);
    const due = noonPlus(ms + LEASE_MS);
    await eventually(async () => expect(await outbox()).toMatchObject([{ dueAt: due }]));
    await deliver(clock);
  }
  open();
  await slow;
  expect(server.mails).toHaveLength(1);
  expect(await outbox()).toEqual([]);
});

test('a process that is told to stop ends its mails under way and gives the others back', async () => {
  const { opened, open } = gate();
  const server = await serve({ onMail: () => opened });
  for (let i = 0; i < 12; i += 1) await queued(scope, userId);
  const ids = await idsQueued();
  const ending = new AbortController();
  const stopped = deliver(noonPlus(SECOND), { stopping: ending.signal });
  await eventually(() => expect(server.mails).toHaveLength(5));
  ending.abort();
  open();
  expect(await stopped).toBe('caught_up');
  expect(server.mails).toHaveLength(5);
  const left = await outbox();
  expect(left).toHaveLength(7);
  for (const mail of left) {
    expect(mail).toMatchObject({ dueAt: noonPlus(SECOND), leasedBy: null, failures: 0 });
  }
  await deliver(noonPlus(SECOND));
  expect(idsOf(server)).toEqual(ids);
});

test('a process that was told to stop begins nothing', async () => {
  const server = await serve();
  await queued(scope, userId);
  await deliver(NOON, { stopping: AbortSignal.abort() });
  expect(server.mails).toEqual([]);
  expect(await outbox()).toMatchObject([{ leasedBy: null }]);
});

test('the mails of a process that died are delivered when its leases run out', async () => {
  const server = await serve();
  await queued(scope, userId);
  const [mail] = await outbox();
  await leaseDueMails(randomUUID(), 10, NOON);
  await deliver(noonPlus(LEASE_MS - 1));
  expect(server.mails).toEqual([]);
  await deliver(noonPlus(LEASE_MS));
  expect(idsOf(server)).toEqual([`<${mail?.mailId}@csi.example>`]);
});
