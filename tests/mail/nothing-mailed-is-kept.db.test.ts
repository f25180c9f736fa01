import { beforeEach, expect, test, vi } from 'vitest';
import type { Scope } from '@/lib/scope';
import { deliver, heldLinkIn, linkQueued, outbox, serve, serveWith } from '@/tests/mail/mail-room';
import { lines } from '@/tests/support/captured-pino';
import { linkIn } from '@/tests/support/mail-catcher';
import { rowsWith } from '@/tests/support/stored-text';
import { MINUTE, NOON, noonPlus, testScope } from '@/tests/support/test-scope';
import { testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

vi.mock('pino', () => import('@/tests/support/captured-pino'));

let scope: Scope;

beforeEach(async () => {
  lines.length = 0;
  scope = testScope(await testUtility());
  await testPerson(scope);
  await linkQueued(scope);
});

/** What the mail says and nothing else does: its sentences and its link. */
function passagesOf(text = ''): string[] {
  return text.split('\n').filter((line) => line.length > 40);
}

/** The link of a message as it came over the wire. */
function linkQuoted(said: string): string {
  const [link] = /https:\S+reset-password\S+/.exec(said.replaceAll('=\r\n', '')) ?? [];
  if (!link) throw new Error('There is no link in the message.');
  return link;
}

async function expectKeptNowhere(mail: Parameters<typeof heldLinkIn>[0]): Promise<void> {
  const { secret } = heldLinkIn(mail);
  for (const passage of [linkIn(mail ?? {}) ?? '', ...passagesOf(mail?.text)]) {
    expect(await rowsWith(passage)).toEqual([]);
  }
  // Only the request itself, by the SHA-256 that the link is known by.
  const found = await rowsWith(secret);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^reset_requests: /);
  expect(found[0]).not.toContain(secret);
  expect(lines.filter((line) => line.includes(secret) || line.includes('token='))).toEqual([]);
}

test('no table and no line has a mail’s text, its link or its secret, sent or not', async () => {
  const server = await serveWith({
    message: (said) => `451 cannot take ${linkQuoted(said)} in a mail`,
  });
  await deliver();
  expect(await outbox()).toMatchObject([{ failures: 1 }]);
  expect(lines.filter((line) => line.includes('451 cannot take'))).toHaveLength(1);
  await server.stop();

  const { mails } = await serve();
  await deliver(noonPlus(MINUTE));
  expect(passagesOf(mails[0]?.text).length).toBeGreaterThan(3);
  await expectKeptNowhere(mails[0]);
  expect(await outbox()).toEqual([]);
});

test('a queued mail is ids and times', async () => {
  const { mails } = await serve();
  const [queuedMail] = await outbox();
  expect(Object.values(queuedMail ?? {}).filter((v) => typeof v === 'string')).toEqual([
    'harbor',
    queuedMail?.mailId,
    'forgot_password',
    queuedMail?.userId,
    queuedMail?.resetRequestId,
    'test-request',
  ]);
  const before = JSON.stringify(await outbox());
  await deliver(NOON);
  const { secret } = heldLinkIn(mails[0]);
  expect(before).not.toContain(secret);
  await expectKeptNowhere(mails[0]);
});
