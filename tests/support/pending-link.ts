import { type Arrival, keepPendingLink, type PendingLink } from '@/lib/accounts/pending-link-store';
import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { portalLinkOf } from '@/lib/users/portal-link';

export const PROVIDER = 'oidc:https://id.portal.example';

/** Somebody comes from the portal with the username of an account that is not theirs yet. */
export async function arrived(
  { utility, now }: Scope,
  userId: string,
  arrival: Partial<Arrival> = {},
): Promise<Arrival> {
  const whole: Arrival = {
    provider: PROVIDER,
    subject: 'subject-1',
    fullName: 'Dana Portal',
    email: 'dana@portal.example',
    roles: ['CSR'],
    ...arrival,
  };
  await keepPendingLink(db(), utility.utilityId, userId, whole, now());
  return whole;
}

/** Who waits at an account, as its page shows them; or null. */
export async function waitingAt(scope: Scope, userId: string): Promise<PendingLink | null> {
  return (await portalLinkOf(scope, userId)).pending;
}
