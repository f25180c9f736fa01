import type { Scope } from '@/lib/scope';
import { disableUser as disable } from '@/lib/users/disable-user';
import { enableUser as enable } from '@/lib/users/enable-user';
import { resetToTemporaryPassword as reset } from '@/lib/users/reset-to-temporary-password';
import { unlockUser as unlock } from '@/lib/users/unlock-user';

/** For tests in which somebody helps a person, and it does not matter who: the operator does. */
const asOperator = (scope: Scope): Scope =>
  scope.actor.kind === 'nobody' ? { ...scope, actor: { kind: 'operator' } } : scope;

export const disableUser = (scope: Scope, userId: string) => disable(asOperator(scope), userId);
export const enableUser = (scope: Scope, userId: string) => enable(asOperator(scope), userId);
export const unlockUser = (scope: Scope, userId: string) => unlock(asOperator(scope), userId);
export const resetToTemporaryPassword = (scope: Scope, userId: string) =>
  reset(asOperator(scope), userId);
