import { sql } from 'drizzle-orm';
import { users } from '@/drizzle/schema';
import { findAccountById, isAccount } from '@/lib/accounts/account-store';
import { mayAdminister } from '@/lib/accounts/administrators';
import { forgetIdentities } from '@/lib/accounts/identity-store';
import { passwordColumns } from '@/lib/accounts/password-store';
import { dropPendingLinks } from '@/lib/accounts/pending-link-store';
import { recordEvent } from '@/lib/audit/record-event';
import { db } from '@/lib/db';
import { clearLock } from '@/lib/lockout/lockout-store';
import { queueMail } from '@/lib/mail/outbox-store';
import type { Scope } from '@/lib/scope';
import { endSessionsOf } from '@/lib/session/session-end-store';
import { actOnUser, isOneself, type NotDone } from '@/lib/users/act-on-user';
import {
  type NoTemporaryPassword,
  newTemporaryPassword,
  type TemporaryPassword,
} from '@/lib/users/new-temporary-password';

export type ChangeToPasswordOutcome =
  | { kind: 'reset'; temporaryPassword: TemporaryPassword }
  /** The account has one, or the utility has no passwords. */
  | { kind: 'not_possible' }
  | { kind: 'oneself' }
  | NoTemporaryPassword
  | NotDone;

/**
 * Makes an SSO account one that signs in with a password, from a temporary one on, at a utility that
 * has both. Who the person is at the portal is forgotten, and its sessions end: whoever came in from
 * there neither stays in nor comes in again.
 */
export async function changeToPassword(
  scope: Scope,
  userId: string,
  typed: string | null = null,
): Promise<ChangeToPasswordOutcome> {
  const { utilityId, signIn } = scope.utility;
  if (!(await mayAdminister(db(), scope))) return { kind: 'not_allowed' };
  if (isOneself(scope, userId)) return { kind: 'oneself' };
  const account = await findAccountById(db(), utilityId, userId);
  if (!account) return { kind: 'unknown_user' };
  if (account.signInMethod !== 'sso' || signIn !== 'both') return { kind: 'not_possible' };
  const made = await newTemporaryPassword(scope, account, typed);
  if (made.kind !== 'made') return made;
  return actOnUser(scope, userId, async (tx, current) => {
    if (current.signInMethod !== 'sso') return { kind: 'not_possible' };
    const now = scope.now();
    await tx
      .update(users)
      .set({
        signInMethod: 'password',
        ...passwordColumns(made.stored, now),
        version: sql`${users.version} + 1`,
        updatedAt: now,
      })
      .where(isAccount(utilityId, userId));
    await forgetIdentities(tx, utilityId, userId);
    await dropPendingLinks(tx, utilityId, userId);
    await clearLock(tx, current);
    await endSessionsOf(tx, utilityId, userId, 'password_reset', now);
    const expiresAt = made.shown.expiresAt.toISOString();
    await recordEvent(tx, scope, 'user.changed_to_password', current, { expiresAt });
    await queueMail(tx, scope, { kind: 'password_reset_by_administrator', userId });
    return { kind: 'reset', temporaryPassword: made.shown };
  });
}
