export type KeyPurpose = 'signing' | 'encryption';

/**
 * Where a key pair is in its life. All are published, so that the portal knows both while one is rolled,
 * and all open what is encrypted for us; the current one alone signs.
 */
export type KeyState = 'next' | 'current' | 'former';

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

/** A key pair as lists show it. */
export interface ListedKey {
  keyId: string;
  purpose: KeyPurpose;
  state: KeyState;
  /** PEM. */
  certificate: string;
  createdAt: Date;
  expiresAt: Date;
  /** Whether a value of AUTH_SECRET opens its private key. */
  isUsable: boolean;
}
