import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { serviceKeys } from '@/lib/sso/saml/service-key-store';
import { serviceMetadataXml } from '@/lib/sso/saml/service-metadata-rules';
import { samlAddresses } from '@/lib/sso/service-addresses-rules';
import { samlConnection } from '@/lib/utilities/portal-rules';

/** The metadata that the utility's portal takes of us; null where it signs in by no SAML portal. */
export async function serviceMetadata({ utility }: Scope): Promise<string | null> {
  const connection = samlConnection(utility);
  if (!connection) return null;
  const { signing, published } = await serviceKeys(db(), utility.utilityId);
  return serviceMetadataXml({
    addresses: samlAddresses(utility),
    // What cannot be signed is not announced as signed.
    signsRequests: connection.signRequests && signing !== null,
    certificates: published,
  });
}
