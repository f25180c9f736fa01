import { describe, expect, test } from 'vitest';
import { isAdministrator, tabsOf } from '@/lib/utilities/tab-rules';
import type { Role } from '@/lib/utilities/utility';
import { utilityOf } from '@/tests/support/utility-settings';

const links = {
  programManagement: 'https://tools.example/programs',
  billAdvisor: 'https://tools.example/bills',
};
const tabs = (roles: Role[]) => tabsOf(utilityOf({ links }), roles).map(({ tab }) => tab);

test.each([
  [['CSR'], false],
  [['CSA'], true],
  [['CSA', 'CSR', 'BILL_ADVISOR'], true],
  [['BILL_ADVISOR', 'CSR'], false],
  [[], false],
  [['csa'], false],
  [['CSA '], false],
  [['XCSA'], false],
])('%j are an administrator’s roles: %s', (roles, expected) => {
  expect(isAdministrator(roles)).toBe(expected);
});

describe('tabs', () => {
  test.each([
    [['CSR'], ['programManagement']],
    [['CSA'], ['programManagement', 'userAdmin']],
    [['BILL_ADVISOR'], ['billAdvisor']],
    [
      ['BILL_ADVISOR', 'CSA'],
      ['programManagement', 'billAdvisor', 'userAdmin'],
    ],
    [[], []],
  ] as const)('of %j are %j', (roles, expected) => {
    expect(tabs([...roles])).toEqual(expected);
  });

  test('lead where the utility says, and User Admin to this very host', () => {
    expect(tabsOf(utilityOf({ links }), ['CSR', 'CSA', 'BILL_ADVISOR'])).toEqual([
      { tab: 'programManagement', href: links.programManagement },
      { tab: 'billAdvisor', href: links.billAdvisor },
      { tab: 'userAdmin', href: '/admin/users' },
    ]);
  });

  test('of tools without an address are not there, and User Admin is', () => {
    const utility = utilityOf();
    expect(tabsOf(utility, ['CSR', 'BILL_ADVISOR'])).toEqual([]);
    expect(tabsOf(utility, ['CSA'])).toEqual([{ tab: 'userAdmin', href: '/admin/users' }]);
  });
});
