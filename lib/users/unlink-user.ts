import { forgetIdentities } from '@/lib/accounts/identity-store';
import { dropPendingLinks } from '@/lib/accounts/pending-link-store';
import { recordEvent } from '@/lib/audit/record-event';
import type { Scope } from '@/lib/scope';
import { endSessionsOf } from '@/lib/session/session-end-store';
import { actOnUser, isOneself, type NotDone } from '@/lib/users/act-on-user';

export type UnlinkOutcome =
  | { kind: 'unlinked' }
  /** Nobody has come to the account from the portal yet, or it has a password. */
  | { kind: 'not_linked' }
  /** Whoever came with the username next would have one's roles. */
  | { kind: 'oneself' }
  | NotDone;

/**
 * Forgets who an SSO account is at the portal, and ends its sessions. The next arrival with its
 * username is a first one, and binds it: an arrival that waits for a decision needs none any more.
 */
export async function unlinkUser(scope: Scope, userId: string): Promise<UnlinkOutcome> {
  return actOnUser<UnlinkOutcome>(scope, userId, async (tx, account) => {
    if (isOneself(scope, userId)) return { kind: 'oneself' };
    const { utilityId } = account;
    if (account.signInMethod !== 'sso') return { kind: 'not_linked' };
    if ((await forgetIdentities(tx, utilityId, userId)) === 0) return { kind: 'not_linked' };
    await dropPendingLinks(tx, utilityId, userId);
    await endSessionsOf(tx, utilityId, userId, 'unlinked_from_portal', scope.now());
    await recordEvent(tx, scope, 'user.unlinked', account, {});
    return { kind: 'unlinked' };
  });
}
