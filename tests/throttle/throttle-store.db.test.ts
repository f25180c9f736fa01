import { beforeEach, describe, expect, test } from 'vitest';
import { db } from '@/lib/db';
import { recentFailures, recordFailure, rememberAddress } from '@/lib/throttle/throttle-store';
import { DAY, HOUR, MINUTE, NOON, noonPlus } from '@/tests/support/test-scope';
import { testUtility } from '@/tests/support/test-utility';

const ADDRESS = '198.51.100.7';

beforeEach(async () => {
  await testUtility();
});

const recent = (address = ADDRESS, now = NOON) => recentFailures(db(), 'harbor', address, now);
const fail = (address = ADDRESS, ms = 0) => recordFailure(db(), 'harbor', address, noonPlus(ms));
const remember = (ms: number) => rememberAddress(db(), 'harbor', ADDRESS, noonPlus(ms));
const isKnown = async (ms: number) => (await recent(ADDRESS, noonPlus(ms))).addressIsKnown;

test('nothing has happened at first', async () => {
  expect(await recent()).toEqual({
    ofAddress: 0,
    lastOfAddress: null,
    ofUtility: 0,
    addressIsKnown: false,
  });
});

test('failures are counted by address and over the utility, with the last of the address', async () => {
  await fail(ADDRESS, 1);
  await fail(ADDRESS, 5);
  await fail('192.0.2.9', 9);
  expect(await recent(ADDRESS, noonPlus(10))).toEqual({
    ofAddress: 2,
    lastOfAddress: noonPlus(5),
    ofUtility: 3,
    addressIsKnown: false,
  });
});

test('a failure is counted up to the last millisecond before ten minutes', async () => {
  await fail();
  const window = 10 * MINUTE;
  expect(await recent(ADDRESS, noonPlus(window - 1))).toMatchObject({ ofAddress: 1, ofUtility: 1 });
  expect(await recent(ADDRESS, noonPlus(window))).toEqual({
    ofAddress: 0,
    lastOfAddress: null,
    ofUtility: 0,
    addressIsKnown: false,
  });
});

test('all of an IPv6 /64 is one address, the next /64 another', async () => {
  await fail('2001:db8:0:1::1');
  await fail('2001:db8:0:1:ffff::2');
  await fail('2001:db8:0:2::1');
  expect(await recent('2001:db8:0:1:abcd::9')).toMatchObject({ ofAddress: 2, ofUtility: 3 });
});

test('counting stops at the limits, but the last failure is the very last', async () => {
  for (let i = 0; i < 310; i += 1) await fail(ADDRESS, i);
  expect(await recent(ADDRESS, noonPlus(400))).toEqual({
    ofAddress: 30,
    lastOfAddress: noonPlus(309),
    ofUtility: 300,
    addressIsKnown: false,
  });
});

describe('an address from which somebody signed in', () => {
  test('is known up to the last millisecond before thirty days', async () => {
    await remember(0);
    expect(await isKnown(30 * DAY - 1)).toBe(true);
    expect(await isKnown(30 * DAY)).toBe(false);
  });

  test('is written again only after an hour', async () => {
    await remember(0);
    await remember(HOUR);
    expect(await isKnown(30 * DAY)).toBe(false);
    await remember(HOUR + 1);
    expect(await isKnown(30 * DAY + HOUR)).toBe(true);
  });

  test('makes others of its /64 known, and no other address', async () => {
    await rememberAddress(db(), 'harbor', '2001:db8:0:1::1', NOON);
    expect(await recent('2001:db8:0:1::2')).toMatchObject({ addressIsKnown: true });
    expect(await recent('2001:db8:0:2::1')).toMatchObject({ addressIsKnown: false });
    expect(await recent()).toMatchObject({ addressIsKnown: false });
  });
});
