import { beforeEach, describe, expect, test } from 'vitest';
import { metrics } from '@/lib/metrics';
import type { Scope } from '@/lib/scope';
import { deliver, outbox, queued, serve, serveWith } from '@/tests/mail/mail-room';
import { eventsOf } from '@/tests/support/events';
import { MINUTE, noonPlus, SECOND, testScope } from '@/tests/support/test-scope';
import { testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

const people = ['danaortiz', 'samlee', 'priyanair', 'newhire', 'oldhire', 'twinone', 'twintwo'];
let scope: Scope;

beforeEach(async () => {
  metrics().registry.resetMetrics();
  scope = testScope(await testUtility());
  for (const username of people) {
    const { userId } = await testPerson(scope, { username });
    await queued(scope, userId);
  }
});

/** A mail server that answers so for one mailbox, and takes the mails of all others. */
const refusing = (step: 'recipient' | 'message', username: string, reply: () => string) =>
  serveWith({
    [step]: (said: string) => (said.includes(`${username}@`) ? reply() : '250 fine'),
  });

const outcomes = async () =>
  Object.fromEntries(
    (await metrics().mails.get()).values.map(({ labels, value }) => [labels.outcome, value]),
  );

describe.each([
  ['the mailbox', 'recipient', 550],
  ['the message', 'message', 554],
] as const)('when %s is refused for good', (_, step, reply) => {
  test('that mail is not tried again, and the others go', async () => {
    const server = await refusing(step, 'samlee', () => `${reply} no`);
    expect(await deliver()).toBe('caught_up');
    expect(await outbox()).toEqual([]);
    const tries = server.heard.filter((said) => said.startsWith('RCPT TO'));
    expect(tries).toHaveLength(people.length);
    expect(await deliver(noonPlus(MINUTE))).toBe('caught_up');
    expect(server.heard.filter((said) => said.startsWith('RCPT TO'))).toEqual(tries);
  });

  test('the audit list says so, of that mail only', async () => {
    await refusing(step, 'samlee', () => `${reply} no`);
    await deliver();
    expect(await eventsOf(scope, 'mail.refused')).toMatchObject([
      { subjectName: 'samlee', actorKind: 'system', details: { mail: 'password_changed', reply } },
    ]);
    const sent = (await eventsOf(scope, 'mail.sent')).map(({ subjectName }) => subjectName);
    expect(sent.sort()).toEqual(people.filter((name) => name !== 'samlee').sort());
    expect(await outcomes()).toEqual({ sent: 6, refused: 1 });
  });
});

describe.each([
  ['the mailbox', 'recipient', 450],
  ['the message', 'message', 451],
] as const)('when %s is refused for now', (_, step, reply) => {
  test('the others go, and that mail is tried again after growing pauses until it goes', async () => {
    let answer = `${reply} greylisted`;
    const server = await refusing(step, 'samlee', () => answer);
    expect(await deliver()).toBe('caught_up');
    const at = async (seconds: number) => {
      expect(await deliver(noonPlus(seconds * SECOND - 1))).toBe('caught_up');
      const heard = server.heard.length;
      expect(await deliver(noonPlus(seconds * SECOND))).toBe('caught_up');
      expect(server.heard.length).toBeGreaterThan(heard);
    };
    for (const [failures, due] of [10, 30, 70].entries()) {
      expect(await outbox()).toMatchObject([
        { failures: failures + 1, leasedBy: null, dueAt: noonPlus(due * SECOND) },
      ]);
      await at(due);
    }
    answer = '250 fine';
    await at(150);
    expect(await outbox()).toEqual([]);
  });

  test('the audit list says so once, and in the end that it was sent', async () => {
    let answer = `${reply} greylisted`;
    await refusing(step, 'samlee', () => answer);
    await deliver();
    await deliver(noonPlus(MINUTE));
    answer = '250 fine';
    await deliver(noonPlus(2 * MINUTE));
    const told = await eventsOf(scope, 'mail.delayed', 'mail.sent');
    expect(told.filter(({ subjectName }) => subjectName === 'samlee')).toMatchObject([
      { type: 'mail.delayed', details: { mail: 'password_changed', reply } },
      { type: 'mail.sent', details: { mail: 'password_changed' }, at: noonPlus(2 * MINUTE) },
    ]);
    expect(await outcomes()).toEqual({ sent: 7, delayed: 2 });
  });
});

test('a refusal of everybody’s mailboxes keeps nobody’s mail waiting behind another', async () => {
  await serveWith({ recipient: '450 later' });
  expect(await deliver()).toBe('caught_up');
  expect((await outbox()).map(({ failures }) => failures)).toEqual(people.map(() => 1));
  const { mails } = await serve();
  await deliver(noonPlus(10 * SECOND));
  expect(mails).toHaveLength(people.length);
});
