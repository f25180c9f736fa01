import { bindIdentity, type PortalIdentity } from '@/lib/accounts/identity-store';
import { dropPendingLinks } from '@/lib/accounts/pending-link-store';
import { makeSsoAccount } from '@/lib/accounts/sso-account';
import { recordEvent } from '@/lib/audit/record-event';
import { isUniqueViolation } from '@/lib/database-errors';
import { clearLock } from '@/lib/lockout/lockout-store';
import { queueMail } from '@/lib/mail/outbox-store';
import type { Scope } from '@/lib/scope';
import { endSessionsOf } from '@/lib/session/session-end-store';
import { actOnUser, type NotDone } from '@/lib/users/act-on-user';
import { type ChangedMeanwhile, seenLink } from '@/lib/users/seen-link';

export type LinkOutcome =
  | { kind: 'linked' }
  /** Nobody signs in by SSO at the utility. */
  | { kind: 'sso_off' }
  /** The portal's person has another account here already. */
  | { kind: 'bound_elsewhere' }
  | ChangedMeanwhile
  | NotDone;

/**
 * Makes an account that of the person who came from the portal with its username: an SSO account from
 * now on, known by provider and subject. Its password is gone and its sessions are over; a mail tells
 * whoever had the password, at the address that they had it with. Name, email address and roles are the
 * portal's from the next sign-in on. A disabled account stays disabled.
 *
 * One may link oneself: the only administrator of a utility has nobody else to do it.
 *
 * @param seen the arrival that the administrator looked at
 */
export async function linkUser(
  scope: Scope,
  userId: string,
  seen: PortalIdentity,
): Promise<LinkOutcome> {
  try {
    return await link(scope, userId, seen);
  } catch (error) {
    if (isUniqueViolation(error, IDENTITY_KEY)) return { kind: 'bound_elsewhere' };
    throw error;
  }
}

const IDENTITY_KEY = 'sso_identities_utility_id_provider_subject_pk';

function link(scope: Scope, userId: string, seen: PortalIdentity): Promise<LinkOutcome> {
  return actOnUser<LinkOutcome>(scope, userId, async (tx, account) => {
    const { utilityId, signIn } = scope.utility;
    if (signIn === 'standalone') return { kind: 'sso_off' };
    const pending = await seenLink(tx, account, seen);
    if (!pending) return { kind: 'changed_meanwhile' };
    const now = scope.now();
    const hadPassword = account.passwordHash !== null;
    await bindIdentity(tx, utilityId, userId, pending, now);
    await dropPendingLinks(tx, utilityId, userId);
    await makeSsoAccount(tx, account, now);
    await clearLock(tx, account);
    await endSessionsOf(tx, utilityId, userId, 'linked_to_portal', now);
    await recordEvent(tx, scope, 'user.linked', account, { hadPassword });
    if (hadPassword && account.email !== '') {
      // The portal may tell another address before the mail goes out.
      const formerAddress = account.email;
      await queueMail(tx, scope, { kind: 'changed_to_portal', userId, formerAddress });
    }
    return { kind: 'linked' };
  });
}
