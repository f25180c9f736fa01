import type { PortalFault } from '@/lib/sso/portal-error';

/** Why a description is not taken, by what stands in it. */
export type MetadataFault =
  | 'not_utf8'
  | 'not_xml'
  | 'not_metadata'
  | 'no_provider'
  | 'several_providers'
  | 'entity_id'
  | 'no_sign_in_address'
  | 'address'
  | 'no_certificate'
  | 'bad_certificate'
  | 'expired_certificate'
  | 'weak_key'
  | 'expired';

/** Why one is not believed that must be signed (`sso.metadataCertificate`). */
export type MetadataSignatureFault = 'not_signed' | 'signature' | 'pinned_certificate';

/** Why a look for a portal's metadata took nothing. */
export type LookFault =
  | MetadataFault
  | MetadataSignatureFault
  | PortalFault
  /** Another entity ID than the live one, at the same address. */
  | 'another_provider';

/** Ends the reading of a description; the message is for the operator. */
export class MetadataRefused extends Error {
  constructor(
    readonly fault: MetadataFault,
    detail: string,
  ) {
    super(detail);
  }
}

/** One line for the operator; no part of the document stands in it. */
export function lookFaultWords(fault: LookFault): string {
  return WORDS[fault];
}

/** What is stored may come from another version. */
export function isLookFault(text: string | null): text is LookFault {
  return text !== null && Object.hasOwn(WORDS, text);
}

const WORDS: Record<LookFault, string> = {
  not_utf8: 'it is not UTF-8',
  not_xml: 'it is no XML that can be read',
  not_metadata: 'it is no SAML 2.0 metadata',
  no_provider: 'no SAML 2.0 identity provider is in it',
  several_providers: 'several identity providers are in it, and nobody says which is meant',
  entity_id: 'its entity ID is missing, too long, or holds spaces',
  no_sign_in_address: 'it names no address for sign-in by HTTP-Redirect',
  address: 'an address in it is not https, or has a user or fragment in it',
  no_certificate: 'no certificate to verify signatures by is in it',
  bad_certificate: 'what should be a certificate in it is none',
  expired_certificate: 'every certificate in it has expired',
  weak_key: 'no certificate in it has an RSA key of at least 2048 bits',
  expired: 'it has run out by its own word (validUntil)',
  not_signed: 'it is not signed, and sso.metadataCertificate says that it must be',
  signature: 'its signature is not by sso.metadataCertificate, or not of a kind that is accepted',
  pinned_certificate:
    'the certificate that must have signed it has no RSA key of at least 2048 bits',
  another_provider: 'it describes another provider than the live one',
  unreachable: 'the address cannot be reached',
  timeout: 'the address did not answer in time',
  tls_refused: 'the address has no TLS certificate that this machine believes',
  in_trouble: 'the address answers that it cannot now',
  redirected: 'the address leads elsewhere, and no redirect is followed',
  too_large: 'it is longer than 1 MiB',
  scheme_refused: 'the address is not https',
  address_malformed: 'the address is none',
  address_refused: 'the address leads into the network',
  bad_answer: 'the address answers with something else',
  document_refused: 'it is not what was asked for',
  not_described: 'the portal has not described itself yet',
};
