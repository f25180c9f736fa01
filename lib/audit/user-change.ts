import type { Role } from '@/lib/utilities/utility';

/** A field of an account that an administrator has changed. */
export type UserChange =
  | { field: 'fullName' | 'username' | 'email'; from: string; to: string }
  | { field: 'roles'; from: Role[]; to: Role[] };
