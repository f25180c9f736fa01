/** What a portal's SAML metadata says of it, checked (lib/sso/saml/metadata-rules). */
export interface SamlProvider {
  /** Its name for ever; need not be an address that answers. */
  entityId: string;
  /** Where a sign-in begins (`SingleSignOnService` by HTTP-Redirect). */
  signInAddress: string;
  /** Where a sign-out begins (`SingleLogoutService` by HTTP-Redirect), or null where it has none. */
  logoutAddress: string | null;
  /** Where the answer to its own sign-out goes; mostly the address above. */
  logoutResponseAddress: string | null;
  /** What it signs with, one or several while a key is rolled: DER in base64, without line breaks. */
  certificates: string[];
  /** Whether it takes signed requests only (`WantAuthnRequestsSigned`). */
  wantsSignedRequests: boolean;
  /** From when on the description is not good any more, ISO 8601, or null where it does not say. */
  validUntil: string | null;
}
