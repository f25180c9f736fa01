import type { Role, Utility } from '@/lib/utilities/utility';

export interface Tab {
  tab: 'programManagement' | 'billAdvisor';
  href: string;
}

/** Who sees which tool. */
const TOOLS = [
  { tab: 'programManagement', roles: ['CSR', 'CSA'] },
  { tab: 'billAdvisor', roles: ['BILL_ADVISOR'] },
] as const;

/** The tabs of a person with these roles, in order; a tool without an address has none. */
export function tabsOf(utility: Utility, roles: Role[]): Tab[] {
  return TOOLS.flatMap(({ tab, roles: needed }) => {
    const href = utility.links[tab];
    return href && needed.some((role) => roles.includes(role)) ? [{ tab, href }] : [];
  });
}
