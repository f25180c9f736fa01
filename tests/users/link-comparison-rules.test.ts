import { describe, expect, test } from 'vitest';
import { compareWithPortal } from '@/lib/users/link-comparison-rules';

const dana = { fullName: 'Dana Ortiz', email: 'dana@harbor.example', roles: ['CSR', 'CSA'] };

describe('who came from the portal, beside the account', () => {
  test('is the same in everything that is the same', () => {
    expect(compareWithPortal(dana, { ...dana, roles: ['CSA', 'CSR'] })).toEqual({
      fullName: 'same',
      email: 'same',
      roles: 'same',
      lost: [],
      gained: [],
    });
  });

  test('is no other for how a name or an address is written', () => {
    const portal = { ...dana, fullName: ' DANA ORTIZ', email: 'Dana@HARBOR.example' };
    expect(compareWithPortal(portal, dana)).toMatchObject({ fullName: 'same', email: 'same' });
  });

  test('is another by one letter', () => {
    const portal = { ...dana, fullName: 'Dana Ortis', email: 'dana1@harbor.example' };
    expect(compareWithPortal(portal, dana)).toMatchObject({
      fullName: 'different',
      email: 'different',
      roles: 'same',
    });
  });

  test('is not compared in what the portal did not send', () => {
    const portal = { ...dana, fullName: null, email: '' };
    expect(compareWithPortal(portal, dana)).toMatchObject({
      fullName: 'not_sent',
      email: 'not_sent',
    });
  });

  test('has an address of their own where the account has none', () => {
    expect(compareWithPortal(dana, { ...dana, email: '' }).email).toBe('different');
  });

  test('loses what the portal did not send of the roles, and gains what it did', () => {
    const portal = { ...dana, roles: ['CSR', 'BILL_ADVISOR'] };
    expect(compareWithPortal(portal, dana)).toMatchObject({
      roles: 'different',
      lost: ['CSA'],
      gained: ['BILL_ADVISOR'],
    });
    expect(compareWithPortal({ ...dana, roles: [] }, dana)).toMatchObject({
      roles: 'different',
      lost: ['CSR', 'CSA'],
      gained: [],
    });
  });
});
