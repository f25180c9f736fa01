import { beforeEach, expect, test, vi } from 'vitest';
import { recordEvent } from '@/lib/audit/record-event';
import { inTransaction } from '@/lib/db';
import { log } from '@/lib/log';
import type { Scope } from '@/lib/scope';
import { eventsOf } from '@/tests/support/events';
import { testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';

let scope: Scope;
let info: ReturnType<typeof vi.spyOn>;

beforeEach(async () => {
  scope = { ...testScope(await testUtility()), actor: { kind: 'nobody' } };
  info = vi.spyOn(log(), 'info');
});

const failed = (then: () => void) =>
  inTransaction(async (tx) => {
    await recordEvent(tx, scope, 'sign_in.failed', null, { reason: 'wrong' });
    expect(info).not.toHaveBeenCalled();
    then();
  });

test('an event is told in the log once its change is committed', async () => {
  await failed(() => undefined);
  expect(info).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ event: 'sign_in.failed', reason: 'wrong' }),
    'event',
  );
});

test('an event of a change that was rolled back is told nowhere', async () => {
  const before = (await eventsOf(scope)).length;
  const rollback = () => {
    throw new Error('rolled back');
  };
  await expect(failed(rollback)).rejects.toThrow('rolled back');
  expect(info).not.toHaveBeenCalled();
  expect(await eventsOf(scope)).toHaveLength(before);
});
