import type { Account } from '@/lib/accounts/account-store';
import { lastPasswords } from '@/lib/accounts/password-store';
import { db } from '@/lib/db';
import { isCommonPassword } from '@/lib/passwords/common-passwords';
import { comparePassword, hashPassword } from '@/lib/passwords/hash-password';
import { hashQueue, LONGEST_WAIT_MS } from '@/lib/passwords/hash-queue';
import {
  failedRequirements,
  type PasswordOwner,
  type RequirementCode,
} from '@/lib/passwords/password-rules';
import type { Utility } from '@/lib/utilities/utility';

/** What a new password may be refused for: its own shape, the list, or what the account had before. */
export type NewPasswordFault = RequirementCode | 'common' | 'same_as_temporary' | 'remembered';

export type NewPasswordExamined =
  | { kind: 'acceptable'; passwordHash: string }
  /** Everything that is wrong with it, as far as it was looked at. */
  | { kind: 'refused'; failed: NewPasswordFault[] }
  | { kind: 'busy'; retryAfterSeconds: number };

/**
 * Whether an account may have this password from now on, and its hash if so: the utility's
 * requirements, the list of common ones, the temporary password that it replaces, and the last
 * passwords. What costs hashes is looked at only when all else is well.
 */
export async function examineNewPassword(
  utility: Utility,
  account: Account,
  typed: string,
): Promise<NewPasswordExamined> {
  const failed = shapeFaults(utility, account, typed);
  if (failed.length > 0) return { kind: 'refused', failed };
  const { utilityId, passwords } = utility;
  const earlier = passwords.remembered
    ? await lastPasswords(db(), utilityId, account.userId, passwords.remembered)
    : [];
  const temporary = account.passwordKind === 'temporary' ? account.passwordHash : null;
  const examined = await hashQueue().run(
    LONGEST_WAIT_MS,
    async (): Promise<NewPasswordExamined> => {
      if (temporary && (await comparePassword(temporary, typed, 'reuse'))) {
        return { kind: 'refused', failed: ['same_as_temporary'] };
      }
      for (const hash of earlier) {
        if (await comparePassword(hash, typed, 'reuse')) {
          return { kind: 'refused', failed: ['remembered'] };
        }
      }
      return { kind: 'acceptable', passwordHash: await hashPassword(typed) };
    },
  );
  return examined.kind === 'done' ? examined.value : examined;
}

/** Which of the requirements that depend on the account's past there are for it. */
export async function requirementsOfPast(
  { utilityId, passwords }: Utility,
  account: { userId: string; passwordKind: string | null },
): Promise<{ temporary: boolean; remembered: boolean }> {
  const earlier = passwords.remembered
    ? await lastPasswords(db(), utilityId, account.userId, 1)
    : [];
  return { temporary: account.passwordKind === 'temporary', remembered: earlier.length > 0 };
}

/** What is wrong with a new password that can be told without a hash. */
export function shapeFaults(
  utility: Utility,
  person: Omit<PasswordOwner, 'utilityName'>,
  typed: string,
): NewPasswordFault[] {
  const owner = { ...person, utilityName: utility.name };
  const failed: NewPasswordFault[] = failedRequirements(utility.passwords, typed, owner).map(
    ({ code }) => code,
  );
  if (utility.passwords.refuseCommon && isCommonPassword(typed)) failed.push('common');
  return failed;
}
