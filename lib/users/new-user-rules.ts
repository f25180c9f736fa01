import { isAcceptableEmail } from '@/lib/accounts/email-rules';
import { isAcceptableFullName } from '@/lib/accounts/full-name-rules';
import { isAcceptableUsername } from '@/lib/accounts/username-rules';
import { ROLES, type Role, type Utility } from '@/lib/utilities/utility';

export interface NewUser {
  username: string;
  fullName: string;
  email: string;
  roles: Role[];
  signInMethod: 'password' | 'sso';
}

export interface UserFault {
  field: 'username' | 'fullName' | 'email' | 'roles' | 'signInMethod';
  message: string;
}

/** Everything that is wrong with a new user's fields, at once. */
export function faultsOf(user: NewUser, utility: Utility): UserFault[] {
  const faults: UserFault[] = [];
  const fault = (field: UserFault['field'], message: string) => faults.push({ field, message });
  if (!isAcceptableUsername(user.username)) {
    fault('username', "must be 1 to 64 letters, digits and . _ - @ '");
  }
  if (!isAcceptableFullName(user.fullName)) {
    fault('fullName', 'must be one line of 1 to 200 characters');
  }
  if (!isAcceptableEmail(user.email)) fault('email', 'must be one email address');
  if (user.roles.length === 0 || user.roles.some((role) => !ROLES.includes(role))) {
    fault('roles', `must be one or more of ${ROLES.join(', ')}`);
  }
  if (user.signInMethod === 'sso' && utility.signIn === 'standalone') {
    fault('signInMethod', 'must be a password: nobody signs in by SSO at this utility');
  }
  if (user.signInMethod === 'password' && utility.signIn === 'sso') {
    fault('signInMethod', 'must be SSO: nobody signs in with a password at this utility');
  }
  return faults;
}
