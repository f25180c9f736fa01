import type { PortalIdentity } from '@/lib/accounts/identity-store';
import { dropPendingLinks } from '@/lib/accounts/pending-link-store';
import { recordEvent } from '@/lib/audit/record-event';
import type { Scope } from '@/lib/scope';
import { actOnUser, type NotDone } from '@/lib/users/act-on-user';
import { type ChangedMeanwhile, seenLink } from '@/lib/users/seen-link';

export type DismissOutcome = { kind: 'link_dismissed' } | ChangedMeanwhile | NotDone;

/**
 * Says that whoever came from the portal is not this account's person. Nothing else changes; who comes
 * again waits again.
 *
 * @param seen the arrival that the administrator looked at
 */
export function dismissLink(
  scope: Scope,
  userId: string,
  seen: PortalIdentity,
): Promise<DismissOutcome> {
  return actOnUser<DismissOutcome>(scope, userId, async (tx, account) => {
    if (!(await seenLink(tx, account, seen))) return { kind: 'changed_meanwhile' };
    await dropPendingLinks(tx, account.utilityId, userId);
    await recordEvent(tx, scope, 'user.link_dismissed', account, {});
    return { kind: 'link_dismissed' };
  });
}
