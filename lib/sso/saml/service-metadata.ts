import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { providerState } from '@/lib/sso/saml/provider-store';
import { requestSigning } from '@/lib/sso/saml/request-signing-rules';
import { serviceKeys } from '@/lib/sso/saml/service-key-store';
import { serviceMetadataXml } from '@/lib/sso/saml/service-metadata-rules';
import { samlAddresses } from '@/lib/sso/service-addresses-rules';

/**
 * The metadata that the utility's portal takes of us; null where its settings have no SAML portal. Also before
 * anybody signs in there (`signIn: standalone`): the portal must know us before people are sent to it.
 */
export async function serviceMetadata({ utility }: Scope): Promise<string | null> {
  const { utilityId, sso } = utility;
  if (sso?.kind !== 'saml') return null;
  const keys = await serviceKeys(db(), utilityId);
  const provider = (await providerState(db(), utilityId))?.provider ?? null;
  return serviceMetadataXml({
    addresses: samlAddresses(utility),
    // What cannot be signed is not announced as signed.
    signsRequests: requestSigning(sso, provider, keys).kind === 'signed',
    certificates: keys.published,
  });
}
