import { type Account, findAccountByUsername, noteSignIn } from '@/lib/accounts/account-store';
import { recordEvent } from '@/lib/audit/record-event';
import { type Database, db } from '@/lib/db';
import { metrics } from '@/lib/metrics';
import type { Scope } from '@/lib/scope';
import { openSession } from '@/lib/session/session-store';
import { type GuessOutcome, guessPassword } from '@/lib/sign-in/guess-password';
import { signOutIn } from '@/lib/sign-in/sign-out';
import { rememberAddress } from '@/lib/throttle/throttle-store';

export interface Credentials {
  username: string;
  password: string;
}

export type SignInOutcome =
  | Admission
  | Refusal
  | { kind: 'locked' }
  | Exclude<GuessOutcome<never>, { kind: 'right' | 'locked' | 'overtaken' }>;

type Admission =
  | { kind: 'signed_in'; account: Account; sessionId: string; sessionSecret: string }
  /** The password was right, and the account is disabled. */
  | { kind: 'disabled' }
  /** The password was right, temporary, and past its time. */
  | { kind: 'temporary_password_expired' };

/** The utility's people sign in at their portal alone; nothing was compared. */
type Refusal = { kind: 'passwords_off' };

/**
 * Signs a person in with a username and a password: the one use case behind every sign-in form and
 * endpoint. Why an account is refused is told only to who has given its password.
 *
 * @param replaced in whose session this browser signs in again; that session ends with success
 */
export async function signIn(
  scope: Scope,
  credentials: Credentials,
  replaced: Scope | null = null,
): Promise<SignInOutcome> {
  const outcome = await decide(scope, credentials, replaced);
  metrics().signIns.inc({ outcome: outcome.kind });
  return outcome;
}

async function decide(
  scope: Scope,
  { username, password }: Credentials,
  replaced: Scope | null,
): Promise<SignInOutcome> {
  if (scope.utility.signIn === 'sso') return { kind: 'passwords_off' };
  const account = await findAccountByUsername(db(), scope.utility.utilityId, username);
  const guess = await guessPassword(scope, { account, username, password }, (tx, current) =>
    admit(tx, scope, current, replaced),
  );
  if (guess.kind === 'right') return guess.value;
  if (guess.kind === 'overtaken') throw new Error('Nobody is signed in whom anything overtakes.');
  return guess.kind === 'locked' ? { kind: 'locked' } : guess;
}

/** What becomes of somebody who gave the right password. */
async function admit(
  tx: Database,
  scope: Scope,
  account: Account,
  replaced: Scope | null,
): Promise<Admission> {
  const { utilityId } = scope.utility;
  const now = scope.now();
  const refusal = refusalOf(account, now);
  if (refusal) {
    await recordEvent(tx, scope, 'sign_in.failed', account, { reason: refusal });
    return { kind: refusal };
  }
  const { userId, username } = account;
  if (replaced) await signOutIn(tx, replaced, 'signed_in_again');
  const { sessionId, secret } = await openSession(tx, scope, userId, 'password');
  const actor = { kind: 'person', userId, username, sessionId } as const;
  // Sent one after the other without waiting in between.
  await Promise.all([
    noteSignIn(tx, utilityId, userId, now),
    scope.clientAddress ? rememberAddress(tx, utilityId, scope.clientAddress, now) : null,
    recordEvent(tx, { ...scope, actor }, 'sign_in.succeeded', account, {
      method: 'password',
      temporaryPassword: account.passwordKind === 'temporary',
    }),
  ]);
  return { kind: 'signed_in', account, sessionId, sessionSecret: secret };
}

/** The last instant at which a temporary password is good is the one before its expiry. */
function refusalOf(account: Account, now: Date): 'disabled' | 'temporary_password_expired' | null {
  if (account.disabledAt) return 'disabled';
  if (account.temporaryExpiresAt && now >= account.temporaryExpiresAt) {
    return 'temporary_password_expired';
  }
  return null;
}
