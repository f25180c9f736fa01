import { db } from '@/lib/db';
import type { Scope } from '@/lib/scope';
import type { CertificateFacts } from '@/lib/sso/saml/certificate-rules';
import { factsOf } from '@/lib/sso/saml/note-evidence';
import { liveProvider } from '@/lib/sso/saml/provider-store';
import { type RequestSigning, requestSigning } from '@/lib/sso/saml/request-signing-rules';
import { serviceKeys } from '@/lib/sso/saml/service-key-store';
import { samlAddresses } from '@/lib/sso/service-addresses-rules';
import type { PortalConnection } from '@/lib/utilities/utility';

/** Who was asked by a test sign-in, and as whom. */
export type TestedPortal =
  | { kind: 'oidc'; issuer: string; clientId: string }
  | {
      kind: 'saml';
      /** Null where there is no description of it. */
      entityId: string | null;
      ownEntityId: string;
      /** Where its answers must go. */
      consumer: string;
      /** Whether what we sent it was signed, or why not. */
      requests: RequestSigning['kind'];
      /** What it may sign with, by its description. */
      certificates: CertificateFacts[];
    };

export async function testedPortal(
  { utility, now }: Scope,
  connection: PortalConnection,
): Promise<TestedPortal> {
  if (connection.kind === 'oidc') {
    const { kind, issuer, clientId } = connection;
    return { kind, issuer, clientId };
  }
  const provider = await liveProvider(db(), utility.utilityId, now());
  const keys = await serviceKeys(db(), utility.utilityId);
  const own = samlAddresses(utility);
  return {
    kind: 'saml',
    entityId: provider?.entityId ?? null,
    ownEntityId: own.entityId,
    consumer: own.consumer,
    requests: requestSigning(connection, provider, keys).kind,
    certificates: (provider?.certificates ?? []).map(factsOf),
  };
}
