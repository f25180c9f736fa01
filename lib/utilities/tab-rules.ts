import type { Role, Utility } from '@/lib/utilities/utility';

export interface Tab {
  tab: 'programManagement' | 'billAdvisor' | 'userAdmin';
  href: string;
}

export const userAdminPath = '/admin/users';

/** Who sees which tool. */
const TOOLS = [
  { tab: 'programManagement', roles: ['CSR', 'CSA'] },
  { tab: 'billAdvisor', roles: ['BILL_ADVISOR'] },
] as const;

/** Who may give out accounts and help the people who have them. */
export function isAdministrator(roles: readonly string[]): boolean {
  return roles.includes('CSA');
}

/** The tabs of a person with these roles, in order; a tool without an address has none. */
export function tabsOf(utility: Utility, roles: Role[]): Tab[] {
  const own: Tab[] = isAdministrator(roles) ? [{ tab: 'userAdmin', href: userAdminPath }] : [];
  return [...toolsOf(utility, roles), ...own];
}

/** As {@link tabsOf}, only those that the utility has configured. */
function toolsOf(utility: Utility, roles: Role[]): Tab[] {
  return TOOLS.flatMap(({ tab, roles: needed }) => {
    const href = utility.links[tab];
    return href && needed.some((role) => roles.includes(role)) ? [{ tab, href }] : [];
  });
}
