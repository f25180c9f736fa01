import { IdentityProvider, setSchemaValidator } from 'samlify';
import type { PortalKey } from '@/demo/portal/summit-key';
import { PERSISTENT } from '@/demo/portal/summit-messages';
import { REDIRECT } from '@/demo/portal/summit-service';
import { readXml } from '@/lib/sso/saml/xml-reader';

/** samlify asks for one. A portal for demonstrations does without a schema: well-formed is enough. */
setSchemaValidator({ validate: async (text) => void readXml(text) });

/** RSA-SHA256 */
export const SIGNATURE = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';

/** The library reads them, its types leave them out. */
const UNTYPED = {
  // As the schema has it; by itself the library strays from that.
  elementsOrder: ['KeyDescriptor', 'SingleLogoutService', 'NameIDFormat', 'SingleSignOnService'],
  dataEncryptionAlgorithm: 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  keyEncryptionAlgorithm: 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
};

/** Summit's identity provider by its names and its key. */
export function summitProvider(origin: string, key: PortalKey) {
  const entityId = `${origin}/summit/metadata`;
  const signIn = `${origin}/summit/sso`;
  const logout = `${origin}/summit/slo`;
  const entity = IdentityProvider({
    entityID: entityId,
    privateKey: key.privateKey,
    signingCert: key.certificate,
    requestSignatureAlgorithm: SIGNATURE,
    wantAuthnRequestsSigned: true,
    wantLogoutRequestSigned: true,
    wantLogoutResponseSigned: true,
    isAssertionEncrypted: true,
    ...UNTYPED,
    nameIDFormat: [PERSISTENT],
    singleSignOnService: [{ Binding: REDIRECT, Location: signIn }],
    singleLogoutService: [{ Binding: REDIRECT, Location: logout }],
  });
  return { entityId, signIn, logout, key, entity, metadata: entity.getMetadata() };
}

export type SummitProvider = ReturnType<typeof summitProvider>;
