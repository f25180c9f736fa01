/** A key pair of this utility's SAML service provider, in PEM. */
export interface ServiceKey {
  keyId: string;
  certificate: string;
  privateKey: string;
}

/** What a utility signs with, opens with, and publishes. */
export interface ServiceKeys {
  /** Signs what we send; null before `csi sso keys` made one. */
  signing: ServiceKey | null;
  /** Open what the portal encrypts, in the order to try; none, one, or two while one is rolled. */
  decryption: ServiceKey[];
  /** What stands in our metadata, PEM, in its order. */
  published: { signing: string[]; encryption: string[] };
}
