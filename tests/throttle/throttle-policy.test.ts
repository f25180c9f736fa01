import { describe, expect, test } from 'vitest';
import { addressKey, type RecentFailures, throttleDecision } from '@/lib/throttle/throttle-policy';
import { NOON, noonPlus } from '@/tests/support/test-scope';

const PACE = 10_000;

/** Whether an attempt at noon may be compared, when the address failed last so long ago. */
function decision(recent: Partial<RecentFailures>, msAgo: number | null = 1) {
  const lastOfAddress = msAgo === null ? null : noonPlus(-msAgo);
  const none = { ofAddress: 1, ofUtility: 1, addressIsKnown: false };
  return throttleDecision({ ...none, lastOfAddress, ...recent }, NOON);
}

const FREE = { kind: 'free' };
const WAIT = { kind: 'wait', seconds: 10 };

describe('an address', () => {
  test('is free with 29 failures and slowed with 30', () => {
    expect(decision({ ofAddress: 29 })).toEqual(FREE);
    expect(decision({ ofAddress: 30 })).toEqual(WAIT);
  });

  test('that is known is slowed for its own failures all the same', () => {
    expect(decision({ ofAddress: 30, addressIsKnown: true })).toEqual(WAIT);
  });

  test('that is slowed has one attempt ten seconds after its last failure, and not before', () => {
    expect(decision({ ofAddress: 30 }, PACE - 1)).toEqual({ kind: 'wait', seconds: 1 });
    expect(decision({ ofAddress: 30 }, PACE)).toEqual(FREE);
  });

  test('is told whole seconds, rounded up, that are enough', () => {
    expect(decision({ ofAddress: 30 }, 0)).toEqual({ kind: 'wait', seconds: 10 });
    expect(decision({ ofAddress: 30 }, 999)).toEqual({ kind: 'wait', seconds: 10 });
    expect(decision({ ofAddress: 30 }, 1000)).toEqual({ kind: 'wait', seconds: 9 });
    expect(decision({ ofAddress: 30 }, 9001)).toEqual({ kind: 'wait', seconds: 1 });
  });
});

describe('a utility', () => {
  test('is free with 299 failures and slows unknown addresses with 300', () => {
    expect(decision({ ofUtility: 299 })).toEqual(FREE);
    expect(decision({ ofUtility: 300 })).toEqual(WAIT);
  });

  test('does not slow an address from which somebody signed in', () => {
    expect(decision({ ofUtility: 300, addressIsKnown: true })).toEqual(FREE);
  });

  test('does not slow an address that has not failed yet', () => {
    expect(decision({ ofUtility: 300, ofAddress: 0 }, null)).toEqual(FREE);
  });
});

describe('one client has one key', () => {
  test.each([
    ['192.0.2.1', '::ffff:192.0.2.1'],
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff'],
    ['2001:DB8:1:2::1', '2001:0db8:0001:0002:0000:0000:0000:0009'],
    ['::1', '::2'],
  ])('%s and %s', (one, other) => {
    expect(addressKey(one)).toBe(addressKey(other));
  });

  test.each([
    ['192.0.2.1', '192.0.2.2'],
    ['2001:db8:1:2::1', '2001:db8:1:3::1'],
    ['192.0.2.1', '64:ff9b::c000:201'],
  ])('but not %s and %s', (one, other) => {
    expect(addressKey(one)).not.toBe(addressKey(other));
  });

  test('which shows what it stands for', () => {
    expect(addressKey('192.0.2.1')).toBe('192.0.2.1');
    expect(addressKey('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
  });

  test('and all that is no address has one together', () => {
    for (const text of ['', 'unknown', 'evil, 192.0.2.1', '192.0.2.1:80', '300.1.1.1']) {
      expect(addressKey(text)).toBe('unknown');
    }
  });
});
