import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { certificatesRunningOut, type RunningOut } from '@/lib/sso/expiring-certificates-rules';
import { samlDeadlines } from '@/lib/sso/expiring-certificates-store';
import { samlConnection } from '@/lib/utilities/portal-rules';

/** Of those things that the portal alone can make anew. */
export type PortalRunningOut = RunningOut & { whose: 'portal' | 'description' };

/**
 * For the utility's administrators: what of their SAML portal is over or will be within thirty days, the last
 * certificate that it signs with and its metadata (`validUntil`). Nothing where a newer one is there, since
 * then nobody needs to act.
 */
export async function portalRunningOut({ utility, now }: Scope): Promise<PortalRunningOut[]> {
  if (!samlConnection(utility)) return [];
  const [found] = await samlDeadlines(db(), utility.utilityId);
  return found ? certificatesRunningOut(found.deadlines, now()).filter(isOfPortal) : [];
}

function isOfPortal(one: RunningOut): one is PortalRunningOut {
  return !one.hasSuccessor && (one.whose === 'portal' || one.whose === 'description');
}
