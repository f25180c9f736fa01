import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import { takeProvider } from '@/lib/sso/saml/provider-store';
import type { SamlProvider } from '@/lib/sso/saml/saml-provider';
import { makeCertificate } from '@/tests/support/certificates';

/** A portal's certificate that ends at this instant, as metadata has it. */
export async function certificateUntil(end: Date, days = 365): Promise<string> {
  const notBefore = new Date(end.getTime() - days * 86_400_000);
  return (await makeCertificate({ notBefore, days })).base64;
}

/** Has the utility know its portal, as from metadata that was read at this scope's time. */
export function knownPortal({ utility, now }: Scope, said: Partial<SamlProvider> = {}) {
  const provider: SamlProvider = {
    entityId: 'https://portal.example/idp',
    signInAddress: 'https://portal.example/sso',
    logoutAddress: null,
    logoutResponseAddress: null,
    certificates: [],
    wantsSignedRequests: false,
    validUntil: null,
    ...said,
  };
  const taken = { provider, source: 'test', digest: '00', dueAt: null };
  return takeProvider(db(), utility.utilityId, taken, now());
}
