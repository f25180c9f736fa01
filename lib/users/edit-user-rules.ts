import { ROLES, type Role } from '@/lib/utilities/utility';

/**
 * Fields that the portal fills at each sign-in by SSO, and would take back. The username is not among
 * them: by it a first arrival finds its account.
 */
export const PORTAL_FIELDS = ['fullName', 'email', 'roles'] as const;

/** The roles that somebody with these roles may give and take. */
export function rolesGivenBy(roles: readonly Role[]): readonly Role[] {
  return roles.includes('CSA') ? ROLES : [];
}
