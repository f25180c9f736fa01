import type { NewPassword } from '@/lib/accounts/password-store';
import { hashPassword } from '@/lib/passwords/hash-password';
import { hashQueue, LONGEST_WAIT_MS } from '@/lib/passwords/hash-queue';
import { type NewPasswordFault, shapeFaults } from '@/lib/passwords/new-password';
import type { PasswordOwner } from '@/lib/passwords/password-rules';
import { generateTemporaryPassword } from '@/lib/passwords/temporary-password';
import type { Scope } from '@/lib/scope';

/** Shown once to who gave it out; kept nowhere. */
export interface TemporaryPassword {
  password: string;
  expiresAt: Date;
}

/** Why there is no temporary password. */
export type NoTemporaryPassword =
  /** What was typed does not meet the utility's requirements. */
  | { kind: 'password_refused'; failed: NewPasswordFault[] }
  /** Typed at a utility where they are always generated. */
  | { kind: 'typing_off' }
  /** Too many people at once. */
  | { kind: 'busy'; retryAfterSeconds: number };

export type TemporaryPasswordMade = {
  kind: 'made';
  shown: TemporaryPassword;
  stored: NewPassword;
};

type Owner = Omit<PasswordOwner, 'utilityName'>;

/**
 * Makes a temporary password and its hash: the one that was typed, where the utility allows it and its
 * requirements are met, or else a generated one. A typed one is not held against the person's earlier
 * passwords: the answer would tell an administrator whether they guessed one of them.
 */
export async function newTemporaryPassword(
  scope: Scope,
  owner: Owner,
  typed: string | null = null,
): Promise<TemporaryPasswordMade | NoTemporaryPassword> {
  const { utility } = scope;
  if (typed !== null && !utility.passwords.typedTemporary) return { kind: 'typing_off' };
  const failed = typed === null ? [] : shapeFaults(utility, owner, typed);
  if (failed.length > 0) return { kind: 'password_refused', failed };
  const password = typed ?? generated(scope, owner);
  const hashed = await hashQueue().run(LONGEST_WAIT_MS, () => hashPassword(password));
  return hashed.kind === 'busy' ? hashed : made(scope, password, hashed.value);
}

/**
 * As {@link newTemporaryPassword}, always generated, and hashed behind everybody who stands waiting at a
 * screen.
 */
export async function newTemporaryPasswordBehind(
  scope: Scope,
  owner: Owner,
): Promise<TemporaryPasswordMade> {
  const password = generated(scope, owner);
  return made(scope, password, await hashQueue().runBehind(() => hashPassword(password)));
}

function made(
  { utility, now }: Scope,
  password: string,
  passwordHash: string,
): TemporaryPasswordMade {
  const expiresAt = new Date(now().getTime() + utility.passwords.temporaryDays * 86_400_000);
  return {
    kind: 'made',
    shown: { password, expiresAt },
    stored: { kind: 'temporary', passwordHash, expiresAt },
  };
}

function generated({ utility }: Scope, owner: Owner): string {
  return generateTemporaryPassword(utility.passwords, { ...owner, utilityName: utility.name });
}
