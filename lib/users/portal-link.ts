import { accountOfIdentity, identitiesOf } from '@/lib/accounts/identity-store';
import { type PendingLink, pendingLinksOf } from '@/lib/accounts/pending-link-store';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';

/** How an account stands to the utility's portal. */
export interface PortalLink {
  /** Since when it is bound to a person there; null where nobody has come yet. */
  boundAt: Date | null;
  /** Who came with its username and waits for an administrator; of several the newest. */
  pending: PendingLink | null;
  /** The other account of this utility that whoever waits has already; null where they have none. */
  holder: { userId: string; username: string } | null;
}

/** How an account of the scope's utility stands to the portal; an id of another utility has nothing. */
export async function portalLinkOf({ utility }: Scope, userId: string): Promise<PortalLink> {
  const { utilityId } = utility;
  const identities = await identitiesOf(db(), utilityId, userId);
  const [pending = null] = await pendingLinksOf(db(), utilityId, userId);
  const bound = pending && (await accountOfIdentity(db(), utilityId, pending));
  const holder = bound?.userId === userId ? null : bound;
  return { boundAt: identities.at(-1)?.boundAt ?? null, pending, holder };
}
