import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { portalSessionOf } from '@/lib/sso/portal-session-store';
import { samlProviderName } from '@/lib/sso/provider-name-rules';
import { newMessageId } from '@/lib/sso/saml/begin-sign-in';
import { logoutRequestAddress } from '@/lib/sso/saml/library';
import { liveProvider } from '@/lib/sso/saml/provider-store';
import { keepRequest } from '@/lib/sso/saml/request-store';
import { serviceKeys } from '@/lib/sso/saml/service-key-store';
import { samlAddresses } from '@/lib/sso/service-addresses-rules';
import { ATTEMPT_SECONDS } from '@/lib/sso/sso-cookies';
import { randomSecret } from '@/lib/tokens';

const NO_NAMES = { format: null, nameQualifier: null, spNameQualifier: null };

/**
 * Where the browser signs out at the portal, from a session here that began there: a LogoutRequest by
 * redirect (SAML Profiles §4.4.3.1), with the person's name and the portal's session exactly as they came.
 * Portals believe signed ones only.
 *
 * @param sessionId of ours, over or not
 * @returns null where the portal did not begin this session or has no such address, or nothing signs for us
 */
export async function logoutAddress(scope: Scope, sessionId: string): Promise<string | null> {
  const { utilityId } = scope.utility;
  const now = scope.now();
  const began = await portalSessionOf(db(), utilityId, sessionId);
  const provider = await liveProvider(db(), utilityId, now);
  const address = provider?.logoutAddress;
  if (!began || !address || began.provider !== samlProviderName(provider.entityId)) return null;
  const { signing } = await serviceKeys(db(), utilityId);
  if (!signing) return null;
  const id = newMessageId();
  const relayState = randomSecret();
  const expiresAt = new Date(now.getTime() + ATTEMPT_SECONDS * 1000);
  await keepRequest(
    db(),
    utilityId,
    { id, relayState },
    { kind: 'logout', provider: began.provider, sessionId, sentAt: now, expiresAt },
  );
  return logoutRequestAddress(
    { provider, own: samlAddresses(scope.utility) },
    {
      address,
      id,
      relayState,
      nameId: { value: began.subject, ...(began.nameId ?? NO_NAMES) },
      sessionIndex: began.portalSession,
      signing,
    },
  );
}
