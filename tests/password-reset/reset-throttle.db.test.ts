import { beforeEach, describe, expect, test } from 'vitest';
import { resetRequests } from '@/drizzle/schema';
import { db } from '@/lib/db';
import { requestReset } from '@/lib/password-reset/request-reset';
import type { Scope } from '@/lib/scope';
import { HOUR, later, MINUTE, testScope } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';

let scope: Scope;

beforeEach(async () => {
  scope = testScope(await testUtility());
});

const ask = (ms = 0, within: Partial<Scope> = {}, typed = 'dana@mail.example') =>
  requestReset(later({ ...scope, ...within }, ms), typed);

async function askTimes(times: number, within: Partial<Scope> = {}): Promise<void> {
  for (let i = 0; i < times; i += 1) expect(await ask(0, within)).toEqual({ kind: 'taken' });
}

const throttled = (retryAfterSeconds: number) => ({ kind: 'throttled', retryAfterSeconds });
const kept = async () => (await db().select().from(resetRequests)).length;

describe('a client', () => {
  test('has ten requests an hour, and the eleventh is told how long to wait', async () => {
    await askTimes(10);
    expect(await ask()).toEqual(throttled(3600));
    expect(await ask(HOUR - 1500)).toEqual(throttled(2));
    expect(await kept()).toBe(10);
  });

  test('has them whatever addresses it asks for', async () => {
    for (let i = 0; i < 10; i += 1) {
      expect(await ask(0, {}, `somebody${i}@mail.example`)).toEqual({ kind: 'taken' });
    }
    expect(await ask(0, {}, 'another@mail.example')).toEqual(throttled(3600));
  });

  test('is free an hour after, to the millisecond', async () => {
    await askTimes(10);
    expect(await ask(HOUR - 1)).toEqual(throttled(1));
    expect(await ask(HOUR)).toEqual({ kind: 'taken' });
  });

  test('waits for the oldest of its last ten', async () => {
    await ask(0);
    for (let i = 1; i < 10; i += 1) await ask(30 * MINUTE);
    expect(await ask(59 * MINUTE)).toEqual(throttled(60));
    expect(await ask(HOUR)).toEqual({ kind: 'taken' });
    expect(await ask(HOUR)).toEqual(throttled(30 * 60));
  });

  test('does not wait longer for asking while it waits, or for what was no address', async () => {
    await askTimes(9);
    for (let i = 0; i < 5; i += 1) await ask(0, {}, 'no address');
    await ask();
    for (let i = 0; i < 5; i += 1) expect(await ask(30 * MINUTE)).toEqual(throttled(1800));
    expect(await ask(HOUR)).toEqual({ kind: 'taken' });
  });

  test('asks no more than ten times when thirty requests arrive at once', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, (_, i) => ask(0, {}, `somebody${i}@mail.example`)),
    );
    expect(outcomes.filter(({ kind }) => kind === 'taken')).toHaveLength(10);
    expect(outcomes.filter(({ kind }) => kind === 'throttled')).toHaveLength(20);
    expect(await kept()).toBe(10);
  });
});

describe('one client is', () => {
  test('a whole IPv6 /64, and not the next one', async () => {
    await askTimes(10, { clientAddress: '2001:db8:0:1::1' });
    expect(await ask(0, { clientAddress: '2001:db8:0:1:ffff:ffff:ffff:ffff' })).toEqual(
      throttled(3600),
    );
    expect(await ask(0, { clientAddress: '2001:db8:0:2::1' })).toEqual({ kind: 'taken' });
  });

  test('an IPv4 address, however it is written', async () => {
    await askTimes(10, { clientAddress: '203.0.113.4' });
    expect(await ask(0, { clientAddress: '::ffff:203.0.113.4' })).toEqual(throttled(3600));
    expect(await ask(0, { clientAddress: '203.0.113.5' })).toEqual({ kind: 'taken' });
  });
});

test('what a client asked at one utility is nothing to another', async () => {
  await askTimes(10);
  const utility = await testUtility({ utility: 'summit' });
  expect(await ask(0, { utility })).toEqual({ kind: 'taken' });
  expect(await ask()).toEqual(throttled(3600));
});
