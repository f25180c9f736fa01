import {
  DSIG,
  METADATA,
  POST_BINDING,
  PROTOCOL,
  REDIRECT_BINDING,
} from '@/tests/support/saml-provider/algorithms';
import { esc } from '@/tests/support/saml-provider/answer-text';

export interface MetadataWords {
  entityId: string;
  /** DER in base64; with line breaks where a test wants them. */
  certificates: string[];
  signInAddress: string;
  logoutAddress: string | null;
  logoutResponseAddress: string | null;
  wantsSignedRequests: boolean;
  validUntil: string | null;
  nameIdFormats: string[];
}

/** A provider's description of itself. */
export function metadataText(words: MetadataWords): string {
  const { entityId, certificates, signInAddress, logoutAddress, logoutResponseAddress } = words;
  const keys = certificates.map(
    (each) =>
      `<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="${DSIG}"><ds:X509Data>` +
      `<ds:X509Certificate>${each}</ds:X509Certificate>` +
      '</ds:X509Data></ds:KeyInfo></md:KeyDescriptor>',
  );
  const response = logoutResponseAddress ? ` ResponseLocation="${esc(logoutResponseAddress)}"` : '';
  const logout = (binding: string) =>
    logoutAddress
      ? `<md:SingleLogoutService Binding="${binding}" Location="${esc(logoutAddress)}"${response}/>`
      : '';
  const signIn = (binding: string) =>
    `<md:SingleSignOnService Binding="${binding}" Location="${esc(signInAddress)}"/>`;
  return (
    `<md:EntityDescriptor xmlns:md="${METADATA}" entityID="${esc(entityId)}"` +
    `${words.validUntil ? ` validUntil="${words.validUntil}"` : ''}>` +
    `<md:IDPSSODescriptor protocolSupportEnumeration="${PROTOCOL}"` +
    ` WantAuthnRequestsSigned="${words.wantsSignedRequests}">` +
    keys.join('') +
    logout(POST_BINDING) +
    logout(REDIRECT_BINDING) +
    words.nameIdFormats.map((each) => `<md:NameIDFormat>${each}</md:NameIDFormat>`).join('') +
    signIn(POST_BINDING) +
    signIn(REDIRECT_BINDING) +
    '</md:IDPSSODescriptor></md:EntityDescriptor>'
  );
}
