import type { PortalIdentity } from '@/lib/accounts/identity-store';
import { type PendingLink, pendingLinksOf } from '@/lib/accounts/pending-link-store';
import type { Database } from '@/lib/db';

/** Somebody else came meanwhile, or another administrator has decided. */
export type ChangedMeanwhile = { kind: 'changed_meanwhile' };

/**
 * The link that waits at an account, where it is still the one that the administrator saw; else null.
 * Nobody is let in, or sent away, whom nobody has looked at.
 */
export async function seenLink(
  tx: Database,
  { utilityId, userId }: { utilityId: string; userId: string },
  seen: PortalIdentity,
): Promise<PendingLink | null> {
  const [newest] = await pendingLinksOf(tx, utilityId, userId);
  const isSeen = newest?.provider === seen.provider && newest.subject === seen.subject;
  return isSeen ? newest : null;
}
