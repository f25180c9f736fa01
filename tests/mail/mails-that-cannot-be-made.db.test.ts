import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { db } from '@/lib/db';
import { log } from '@/lib/log';
import { renderMail } from '@/lib/mail/render-mail';
import type { Scope } from '@/lib/scope';
import { deliver, outbox, queued, serve } from '@/tests/mail/mail-room';
import { eventsOf } from '@/tests/support/events';
import type { CaughtMail } from '@/tests/support/mail-catcher';
import { noonPlus, SECOND, testScope } from '@/tests/support/test-scope';
import { testPerson } from '@/tests/support/test-user';
import { testUtility } from '@/tests/support/test-utility';

vi.mock('@/lib/mail/render-mail', { spy: true });

const OTHERS = 7;
let harbor: Scope;
let valley: Scope;
let valleysPerson: string;
let mails: CaughtMail[];
let error: ReturnType<typeof vi.spyOn>;

beforeEach(async () => {
  ({ mails } = await serve());
  harbor = testScope(await testUtility());
  valley = testScope(await testUtility({ utility: 'valley' }));
  ({ userId: valleysPerson } = await testPerson(valley, { fullName: 'Sam Lee' }));
  await queued(valley, valleysPerson);
  const { userId } = await testPerson(harbor);
  for (let i = 0; i < OTHERS; i += 1) await queued(harbor, userId);
  error = vi.spyOn(log(), 'error').mockImplementation(() => undefined);
});

async function expectOnlyTheOthersWent(): Promise<void> {
  expect(mails.map(({ to }) => to?.[0]?.name)).toEqual(Array(OTHERS).fill('Dana Ortiz'));
  expect(await outbox()).toMatchObject([
    { utilityId: 'valley', failures: 1, leasedBy: null, dueAt: noonPlus(10 * SECOND) },
  ]);
  expect(error).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ mailId: expect.any(String), err: expect.any(Error) }),
    'a mail could not be made',
  );
}

async function expectItGoesLater(): Promise<void> {
  await deliver(noonPlus(10 * SECOND));
  expect(mails).toHaveLength(OTHERS + 1);
  expect(await eventsOf(valley, 'mail.sent')).toHaveLength(1);
  expect(await outbox()).toEqual([]);
}

describe('a mail holds up no other, and is tried again, when', () => {
  test('its utility’s settings cannot be read', async () => {
    await db().execute(
      sql`update utilities set document = '{"newer": true}' where utility_id = 'valley'`,
    );
    expect(await deliver()).toBe('caught_up');
    await expectOnlyTheOthersWent();
    await testUtility({ utility: 'valley', name: 'Valley Water' });
    await expectItGoesLater();
  });

  test('its words cannot be put together', async () => {
    const { renderMail: real } =
      await vi.importActual<typeof import('@/lib/mail/render-mail')>('@/lib/mail/render-mail');
    vi.mocked(renderMail).mockImplementation(async (context, content) => {
      if (context?.fullName === 'Sam Lee') throw new Error('no word for this');
      return real(context, content);
    });
    expect(await deliver()).toBe('caught_up');
    await expectOnlyTheOthersWent();
    vi.mocked(renderMail).mockImplementation(real);
    await expectItGoesLater();
  });
});

test('each failure makes the pause longer', async () => {
  await db().execute(sql`update utilities set document = '{}' where utility_id = 'valley'`);
  for (const due of [10, 30, 70]) {
    await deliver((await outbox())[0]?.dueAt);
    expect(await outbox()).toMatchObject([{ dueAt: noonPlus(due * SECOND) }]);
  }
});
