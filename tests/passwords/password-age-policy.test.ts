import { describe, expect, test } from 'vitest';
import { isPasswordTooOld } from '@/lib/passwords/password-age-policy';
import { DAY, NOON, noonPlus } from '@/tests/support/test-scope';
import { utilityOf } from '@/tests/support/utility-settings';

const personal = { passwordKind: 'personal', passwordSetAt: NOON };

/** At so many milliseconds after the password was set. */
function isTooOld(ms: number, maxAgeDays: number | null, password = personal as object) {
  const { passwords } = utilityOf({ passwords: { maxAgeDays } });
  return isPasswordTooOld(passwords, { ...personal, ...password }, noonPlus(ms));
}

describe('a password reaches its longest age', () => {
  test.each([1, 90, 3650])('of %i days at the millisecond, not before', (days) => {
    expect(isTooOld(days * DAY - 1, days)).toBe(false);
    expect(isTooOld(days * DAY, days)).toBe(true);
    expect(isTooOld(days * DAY + 1, days)).toBe(true);
  });

  test('never, where the utility sets none, which is the default', () => {
    expect(isTooOld(100 * 365 * DAY, null)).toBe(false);
    expect(isPasswordTooOld(utilityOf().passwords, personal, noonPlus(9999 * DAY))).toBe(false);
  });

  test('never, when it is a temporary one, which has an expiry of its own', () => {
    expect(isTooOld(91 * DAY, 90, { passwordKind: 'temporary' })).toBe(false);
  });

  test('never, when there is none: the account signs in by SSO', () => {
    expect(isTooOld(91 * DAY, 90, { passwordKind: null, passwordSetAt: null })).toBe(false);
  });

  test('at the moment at which a utility lowers its limit', () => {
    expect(isTooOld(40 * DAY, 90)).toBe(false);
    expect(isTooOld(40 * DAY, 30)).toBe(true);
  });
});

test('is not reached by a clock that runs behind the one that set it', () => {
  expect(isTooOld(-5000, 1)).toBe(false);
});
