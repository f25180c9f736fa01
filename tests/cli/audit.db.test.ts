import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { db } from '@/lib/db';
import { behindTriggers, recordEvents, seal } from '@/tests/audit/trail';
import { csi } from '@/tests/cli/csi';
import { testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';

beforeEach(async () => {
  await testUtility({ utility: 'valley' });
  const harbor = testScope(await testUtility());
  await recordEvents(harbor, 3);
  await seal();
  await recordEvents(harbor, 2);
});

const tamper = () =>
  behindTriggers(sql`update audit_events set details = '{"failedAttempts": 9}' where event_id = 4`);

async function headAt(number: number): Promise<string> {
  const [row] = await db().execute<{ hash: string }>(sql`
    select encode(hash, 'hex') as hash from audit_seals
    where utility_id = 'harbor' and number = ${number}`);
  return `${number}:${row?.hash}`;
}

test('audit verify says for each utility up to where it is sealed and what has waited too long', async () => {
  expect(await csi('audit', 'verify')).toEqual({
    status: 1,
    out:
      'harbor: sealed up to number 4 (2026-03-02T12:00:00.000Z), 2 waiting, no faults\n' +
      '  events have waited for their seal for over ten minutes: no server seals; see its log\n' +
      'valley: sealed up to number 1 (2026-03-02T12:00:00.000Z), 0 waiting, no faults',
    err: '',
  });
});

test('audit verify names each fault and fails', async () => {
  await tamper();
  const { status, out } = await csi('audit', 'verify');
  expect(status).toBe(1);
  expect(out).toContain('harbor: sealed up to number 4');
  expect(out).toContain(
    'no server seals; see its log\n  number 3, event 4: the event, its seal or its place was changed',
  );
  expect(out).toMatch(/valley: .* no faults$/);
  expect(await csi('audit', 'verify', '--utility', 'valley')).toMatchObject({ status: 0 });
});

test('audit verify --json is for programs', async () => {
  await tamper();
  const { status, out } = await csi('audit', 'verify', '--utility', 'harbor', '--json');
  expect(status).toBe(1);
  expect(JSON.parse(out)).toEqual([
    {
      utility: 'harbor',
      sealedUpTo: {
        number: '4',
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        at: '2026-03-02T12:00:00.000Z',
      },
      waiting: 2,
      faultCount: 1,
      faults: [
        {
          kind: 'changed',
          number: '3',
          eventId: '4',
          message: expect.stringContaining('was changed'),
        },
      ],
    },
  ]);
});

describe('audit verify --head', () => {
  const verify = (head: string) => csi('audit', 'verify', '--utility', 'harbor', '--head', head);

  test('finds a head of the log in the chain', async () => {
    const { out } = await verify(await headAt(2));
    expect(out).toContain('no faults');
  });

  test.each([
    ['with another hash', `2:${'0'.repeat(64)}`, 'number 2: the log has this head with another'],
    ['that the chain does not reach', `5:${'0'.repeat(64)}`, 'the chain does not reach it'],
  ])('fails at a head %s', async (_, head, message) => {
    const { status, out } = await verify(head);
    expect(status).toBe(1);
    expect(out).toContain(message);
  });

  test.each(['', '2', `:${'0'.repeat(64)}`, `2:${'0'.repeat(63)}`, `-2:${'0'.repeat(64)}`])(
    'does not understand %j',
    async (head) => {
      const { status, err } = await verify(head);
      expect(status).toBe(1);
      expect(err).toContain('--head is a number, a colon and 64 hex digits');
    },
  );

  test('needs to know the utility', async () => {
    const { status, err } = await csi('audit', 'verify', '--head', await headAt(2));
    expect({ status, err }).toEqual({ status: 1, err: '--head needs --utility.' });
  });
});

test('audit verify of an unknown utility fails and names it', async () => {
  expect(await csi('audit', 'verify', '--utility', 'nowhere')).toMatchObject({
    status: 1,
    err: 'There is no utility "nowhere"; see: csi utility list',
  });
});

test.each([[['audit', '--help']], [['audit', 'verify', '--help']]])('%j helps', async (args) => {
  expect(await csi(...args)).toMatchObject({ status: 0, err: '' });
});
