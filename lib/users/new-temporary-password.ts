import type { NewPassword } from '@/lib/accounts/account-store';
import { hashPassword } from '@/lib/passwords/hash-password';
import type { PasswordOwner } from '@/lib/passwords/password-rules';
import { generateTemporaryPassword } from '@/lib/passwords/temporary-password';
import type { Scope } from '@/lib/scope';

/** Shown once to who gave it out; kept nowhere. */
export interface TemporaryPassword {
  password: string;
  expiresAt: Date;
}

/**
 * Makes a temporary password that the utility's policy accepts, and its hash.
 * @param hash for who hashes behind everybody else
 */
export async function newTemporaryPassword(
  scope: Scope,
  owner: Omit<PasswordOwner, 'utilityName'>,
  hash = hashPassword,
): Promise<{ shown: TemporaryPassword; stored: NewPassword }> {
  const { utility } = scope;
  const password = generateTemporaryPassword(utility.passwords, {
    ...owner,
    utilityName: utility.name,
  });
  const expiresAt = new Date(scope.now().getTime() + utility.passwords.temporaryDays * 86_400_000);
  const passwordHash = await hash(password);
  return {
    shown: { password, expiresAt },
    stored: { kind: 'temporary', passwordHash, expiresAt },
  };
}
