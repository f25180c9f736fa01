import type { UserChange } from '@/lib/audit/user-change';
import { ROLES, type Role } from '@/lib/utilities/utility';

/** What an administrator may change of an account, as it is kept. */
export interface UserFields {
  fullName: string;
  username: string;
  email: string;
  roles: Role[];
}

/** What differs, in the order of the form; roles as a set. */
export function changesBetween(before: UserFields, after: UserFields): UserChange[] {
  const texts = (['fullName', 'username', 'email'] as const).flatMap((field) =>
    before[field] === after[field] ? [] : [{ field, from: before[field], to: after[field] }],
  );
  const [from, to] = [inOrder(before.roles), inOrder(after.roles)];
  return from.join() === to.join() ? texts : [...texts, { field: 'roles', from, to }];
}

/** Each role once, in the order in which they are shown. */
export function inOrder(roles: readonly Role[]): Role[] {
  return ROLES.filter((role) => roles.includes(role));
}
