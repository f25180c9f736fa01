import {
  ENCRYPTION_METHODS,
  KEY_TRANSPORT,
  KEY_TRANSPORT_DIGEST,
} from '@/lib/sso/saml/encryption-rules';
import type { ServiceKeys } from '@/lib/sso/saml/service-keys';
import { escapeXml } from '@/lib/sso/saml/write-xml-rules';
import { NS } from '@/lib/sso/saml/xml-tree';
import type { SamlAddresses } from '@/lib/sso/service-addresses-rules';

/** What a portal must know of this service provider. */
export interface ServiceDescription {
  addresses: SamlAddresses;
  signsRequests: boolean;
  /** PEM, in the order in which they stand there. */
  certificates: ServiceKeys['published'];
}

export const BINDINGS = {
  redirect: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect',
  post: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
} as const;

/**
 * A name that stays the same for ever. No other stands beside it: Shibboleth takes `unspecified` in a list
 * for no wish at all and sends a transient name, Keycloak takes the first it knows, and an email address
 * is given to the next person one day. A portal that has none such sends what it has, and an attribute is mapped.
 */
export const NAME_ID_FORMAT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';

/**
 * Our metadata (SAML Metadata §2.4.4), in the order of the schema. A portal that takes but the first key of
 * a kind takes the current one. Without keys it still says our addresses, which whoever sets up a portal
 * needs before anything else. It holds nothing that is not public.
 */
export function serviceMetadataXml({
  addresses: { entityId, consumer, logout },
  signsRequests,
  certificates,
}: ServiceDescription): string {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<md:EntityDescriptor xmlns:md="${NS.metadata}" xmlns:ds="${NS.signature}" entityID="${escapeXml(entityId)}">`,
    `  <md:SPSSODescriptor protocolSupportEnumeration="${NS.protocol}" AuthnRequestsSigned="${signsRequests}" WantAssertionsSigned="true">`,
    ...certificates.signing.map((pem) => keyDescriptor('signing', pem)),
    ...certificates.encryption.map((pem) => keyDescriptor('encryption', pem, encryptionMethods)),
    `    <md:SingleLogoutService Binding="${BINDINGS.redirect}" Location="${escapeXml(logout)}"/>`,
    `    <md:SingleLogoutService Binding="${BINDINGS.post}" Location="${escapeXml(logout)}"/>`,
    `    <md:NameIDFormat>${NAME_ID_FORMAT}</md:NameIDFormat>`,
    `    <md:AssertionConsumerService Binding="${BINDINGS.post}" Location="${escapeXml(consumer)}" index="0" isDefault="true"/>`,
    '  </md:SPSSODescriptor>',
    '</md:EntityDescriptor>',
  ];
  return `${lines.join('\n')}\n`;
}

function keyDescriptor(use: string, pem: string, methods = ''): string {
  return `    <md:KeyDescriptor use="${use}">
      <ds:KeyInfo>
        <ds:X509Data>
          <ds:X509Certificate>${escapeXml(base64In(pem))}</ds:X509Certificate>
        </ds:X509Data>
      </ds:KeyInfo>
${methods}    </md:KeyDescriptor>`;
}

const encryptionMethods = [
  ...ENCRYPTION_METHODS.map(
    (algorithm) => `      <md:EncryptionMethod Algorithm="${algorithm}"/>\n`,
  ),
  `      <md:EncryptionMethod Algorithm="${KEY_TRANSPORT}"><ds:DigestMethod Algorithm="${KEY_TRANSPORT_DIGEST}"/></md:EncryptionMethod>\n`,
].join('');

/** On one line: some portals keep the line breaks. */
function base64In(pem: string): string {
  return pem.replace(/-----[^-]+-----|\s/g, '');
}
