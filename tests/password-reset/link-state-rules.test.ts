import { describe, expect, test } from 'vitest';
import { type LinkAccount, type LinkTimes, linkState } from '@/lib/password-reset/link-state-rules';
import { DAY, NOON, noonPlus } from '@/tests/support/test-scope';

const SET = noonPlus(-40 * DAY);
const EXPIRY = noonPlus(DAY);

/** The state of a link at noon that is good but for these fields. */
function state(link: Partial<LinkTimes> = {}, account: Partial<LinkAccount> = {}, now = NOON) {
  return linkState(
    {
      expiresAt: EXPIRY,
      replacedAt: null,
      usedAt: null,
      passwordSetAt: SET,
      emailKey: 'dana@mail.example',
      ...link,
    },
    { passwordSetAt: new Date(SET), emailKey: 'dana@mail.example', disabledAt: null, ...account },
    now,
  );
}

describe('a link', () => {
  test('is good until the last millisecond before its expiry', () => {
    expect(state()).toBe('good');
    expect(state({}, {}, noonPlus(DAY - 1))).toBe('good');
    expect(state({}, {}, EXPIRY)).toBe('expired');
    expect(state({}, {}, noonPlus(DAY + 1))).toBe('expired');
  });

  test('that was never made is expired', () => {
    expect(state({ expiresAt: null })).toBe('expired');
  });

  test('is used once', () => {
    expect(state({ usedAt: NOON })).toBe('used');
  });

  test('is replaced by a newer one', () => {
    expect(state({ replacedAt: NOON })).toBe('replaced');
  });

  test('is nothing to a disabled account', () => {
    expect(state({}, { disabledAt: NOON })).toBe('account_disabled');
  });

  test('goes with the password that it was to replace, to the millisecond', () => {
    const oneMore = new Date(SET.getTime() + 1);
    expect(state({}, { passwordSetAt: oneMore })).toBe('password_changed_meanwhile');
    expect(state({}, { passwordSetAt: null })).toBe('password_changed_meanwhile');
  });

  test('goes with the address that it was sent to', () => {
    expect(state({}, { emailKey: 'dana@new.example' })).toBe('email_changed_meanwhile');
  });
});

describe('of several reasons the first is told', () => {
  const everything: [string, Partial<LinkTimes>, Partial<LinkAccount>][] = [
    ['used', { usedAt: NOON }, {}],
    ['replaced', { replacedAt: NOON }, {}],
    ['expired', { expiresAt: NOON }, {}],
    ['account_disabled', {}, { disabledAt: NOON }],
    ['password_changed_meanwhile', {}, { passwordSetAt: NOON }],
    ['email_changed_meanwhile', {}, { emailKey: 'dana@new.example' }],
  ];

  test.each(everything.map(([name], position) => [name, position] as const))(
    '%s before those that follow',
    (name, position) => {
      const reasons = everything.slice(position);
      const link = Object.assign({}, ...reasons.map(([, of]) => of));
      const account = Object.assign({}, ...reasons.map(([, , of]) => of));
      expect(state(link, account)).toBe(name);
    },
  );
});
