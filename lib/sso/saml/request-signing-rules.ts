import type { SamlProvider } from '@/lib/sso/saml/saml-provider';
import type { ServiceKey, ServiceKeys } from '@/lib/sso/saml/service-keys';
import type { SamlConnection } from '@/lib/utilities/utility';

/** Whether requests to sign in are signed, and why not. */
export type RequestSigning =
  | { kind: 'signed'; key: ServiceKey }
  /** Neither the utility's settings nor the portal's metadata ask for it. */
  | { kind: 'unwanted' }
  /** They are to be, and there is no key. */
  | { kind: 'no_key' }
  /** They are to be, and no value of AUTH_SECRET opens the key. */
  | { kind: 'unreadable_key' };

/**
 * The one rule for it, for what is sent and for what is told of it. Without a key that can be used requests go
 * out unsigned: a portal that minds refuses them by itself, and at any other people get in meanwhile.
 */
export function requestSigning(
  { signRequests }: Pick<SamlConnection, 'signRequests'>,
  provider: Pick<SamlProvider, 'wantsSignedRequests'> | null,
  { signing, published }: ServiceKeys,
): RequestSigning {
  if (!signRequests && !provider?.wantsSignedRequests) return { kind: 'unwanted' };
  if (signing) return { kind: 'signed', key: signing };
  return { kind: published.signing.length > 0 ? 'unreadable_key' : 'no_key' };
}
