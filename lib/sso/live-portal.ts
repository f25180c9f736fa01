import type { Database } from '@/lib/db';
import { liveProvider } from '@/lib/sso/saml/provider-store';
import { isPortalOf } from '@/lib/sso/ways-in-rules';
import type { Utility } from '@/lib/utilities/utility';

/**
 * Whether a provider, as identities and sessions name it, is the portal at which the utility's people sign
 * in now. Which one a SAML portal is, its live metadata says: by none that is known nobody comes in.
 */
export async function isLivePortal(
  tx: Database,
  utility: Utility,
  provider: string,
  now: Date,
): Promise<boolean> {
  if (utility.signIn === 'standalone') return false;
  if (utility.sso?.kind !== 'saml') return isPortalOf({ utility, entityId: null }, provider);
  const live = await liveProvider(tx, utility.utilityId, now);
  return live !== null && isPortalOf({ utility, entityId: live.entityId }, provider);
}
