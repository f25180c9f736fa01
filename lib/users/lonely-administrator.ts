import { onlyAdministrator } from '@/lib/accounts/administrators';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';

/**
 * The utility's only administrator who can sign in, where they do so by SSO; else null. The portal's
 * word on roles wins: if it takes the role from this one, nobody is left to let anybody in.
 */
export async function lonelyPortalAdministrator(
  scope: Scope,
): Promise<{ userId: string; fullName: string } | null> {
  if (scope.utility.signIn === 'standalone') return null;
  const only = await onlyAdministrator(db(), scope);
  return only?.signInMethod === 'sso' ? only : null;
}
